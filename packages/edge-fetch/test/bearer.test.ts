import { customFetch, type Fetch } from "@entrakit/auth-core/transport";
import { describe, expect, it } from "vitest";

import { bearer, compose, createEdgeFetch, customResource } from "../src/index.ts";
import { fakeCredential, fakeFetch, redirectTo, rejection } from "./support.ts";

const graph = "https://graph.microsoft.com";

function authorized(fetch: Fetch, answer?: Parameters<typeof fakeCredential>[0]) {
  const { credential, asked } = fakeCredential(answer);
  return { fetch: compose(fetch, bearer({ credential, resource: "graph" })), asked };
}

describe("bearer", () => {
  it("sends the token of the resource's default scope to the resource's origin", async () => {
    const { fetch, sent } = fakeFetch();
    const { fetch: call, asked } = authorized(fetch);
    const response = await call(`${graph}/v1.0/users?$top=1`, { headers: { accept: "application/json" } });
    expect(await response.text()).toBe("ok");
    expect(asked).toEqual([{ scopes: `${graph}/.default`, options: { enableCae: true } }]);
    expect(sent[0]?.headers.get("authorization")).toBe("Bearer token-1");
    expect(sent[0]?.headers.get("accept")).toBe("application/json");
    expect(sent[0]?.redirect).toBe("manual");
  });

  it("takes scope and origin of a named resource from the national cloud", async () => {
    const { fetch, sent } = fakeFetch();
    const { credential, asked } = fakeCredential();
    const call = compose(fetch, bearer({ credential, resource: "graph", cloud: "china" }));
    await call("https://microsoftgraph.chinacloudapi.cn/v1.0/users");
    expect(asked[0]?.scopes).toBe("https://microsoftgraph.chinacloudapi.cn/.default");
    expect(sent).toHaveLength(1);
    expect(await rejection(call(`${graph}/v1.0/users`))).toMatchObject({ code: "origin_refused" });
  });

  it("takes scopes and origins of an instance from customResource", async () => {
    const { fetch, sent } = fakeFetch();
    const { credential, asked } = fakeCredential();
    const resource = customResource({
      scope: ["https://graph.microsoft.com/Mail.Read", "https://graph.microsoft.com/User.Read"],
      origins: ["https://contoso.search.windows.net"],
    });
    await compose(fetch, bearer({ credential, resource }))("https://contoso.search.windows.net/indexes");
    expect(asked[0]?.scopes).toEqual(resource.scope);
    expect(sent[0]?.headers.get("authorization")).toBe("Bearer token-1");
  });

  it.each([
    ["another host", "https://graph.microsoft.com.evil.example/v1.0/users"],
    ["a host that only ends alike", "https://evilgraph.microsoft.com/v1.0/users"],
    ["a subdomain", "https://x.graph.microsoft.com/v1.0/users"],
    ["a user name", "https://graph.microsoft.com:x@evil.example/v1.0/users"],
    ["a user name on the right host", "https://me@graph.microsoft.com/v1.0/users"],
    ["plain http", "http://graph.microsoft.com/v1.0/users"],
    ["another port", "https://graph.microsoft.com:8443/v1.0/users"],
    ["a trailing dot", "https://graph.microsoft.com./v1.0/users"],
    ["a backslash", "https://evil.example\\@graph.microsoft.com/v1.0/users"],
    ["no host at all", "/v1.0/users"],
  ])("refuses %s before a token is asked for", async (_, url) => {
    const { fetch, sent } = fakeFetch();
    const { fetch: call, asked } = authorized(fetch);
    expect(await rejection(call(url))).toMatchObject({ name: "TransportError", code: "origin_refused" });
    expect(asked).toEqual([]);
    expect(sent).toEqual([]);
  });

  it("keeps the token on a redirect within the origin", async () => {
    const { fetch, sent } = fakeFetch(redirectTo("/v1.0/elsewhere"), new Response("ok"));
    const { fetch: call } = authorized(fetch);
    expect(await (await call(`${graph}/v1.0/here`)).text()).toBe("ok");
    expect(sent.map(({ url }) => url)).toEqual([`${graph}/v1.0/here`, `${graph}/v1.0/elsewhere`]);
    expect(sent[1]?.headers.get("authorization")).toBe("Bearer token-1");
  });

  it("follows a download to another host without any credential", async () => {
    const { fetch, sent } = fakeFetch(
      redirectTo("https://contoso.sharepoint.com/download?tempauth=x"),
      new Response("ok"),
    );
    const { fetch: call } = authorized(fetch);
    const headers = {
      cookie: "a=b",
      "api-key": "k",
      "ocp-apim-subscription-key": "s",
      "x-ms-authorization-auxiliary": "t",
    };
    await call(`${graph}/v1.0/drives/1/items/2/content`, { headers: { ...headers, accept: "*/*" } });
    expect([...(sent[1]?.headers.keys() ?? [])]).toEqual(["accept"]);
  });

  it("never gives the token back to a redirect that returns to the origin", async () => {
    const { fetch, sent } = fakeFetch(
      redirectTo("https://contoso.sharepoint.com/a"),
      redirectTo(`${graph}/v1.0/me`),
      new Response("ok"),
    );
    await authorized(fetch).fetch(`${graph}/v1.0/x`);
    expect(sent[2]?.headers.has("authorization")).toBe(false);
  });

  it.each([
    "http://contoso.sharepoint.com/a",
    "https://169.254.169.254/metadata",
    "https://x:y@contoso.sharepoint.com/",
  ])("does not follow a redirect to %s", async (location) => {
    const { fetch, sent } = fakeFetch(redirectTo(location), new Response("ok"));
    expect(await rejection(authorized(fetch).fetch(`${graph}/v1.0/x`))).toMatchObject({ name: "TransportError" });
    expect(sent).toHaveLength(1);
  });

  it("does not send a body to another origin", async () => {
    const { fetch, sent } = fakeFetch(redirectTo("https://contoso.sharepoint.com/a", 307), new Response("ok"));
    const call = authorized(fetch).fetch(`${graph}/v1.0/x`, { method: "POST", body: "secret" });
    expect(await rejection(call)).toMatchObject({ code: "redirect_refused" });
    expect(sent).toHaveLength(1);
  });

  it("gives up after three redirects", async () => {
    const { fetch, sent } = fakeFetch(redirectTo("/v1.0/x"));
    expect(await rejection(authorized(fetch).fetch(`${graph}/v1.0/x`))).toMatchObject({ code: "too_many_redirects" });
    expect(sent).toHaveLength(4);
  });

  it("refuses the answer of a fetch that followed a redirect by itself", async () => {
    const followed = new Response("ok");
    Object.defineProperty(followed, "url", { value: "https://evil.example/" });
    const call = authorized(async () => followed).fetch(`${graph}/v1.0/x`);
    expect(await rejection(call)).toMatchObject({ code: "redirect_refused" });
  });

  it("says so when the credential does not apply", async () => {
    const { fetch, sent } = fakeFetch();
    const call = authorized(fetch, null).fetch(`${graph}/v1.0/x`);
    expect(await rejection(call)).toMatchObject({ name: "EdgeFetchError", code: "no_token" });
    expect(sent).toEqual([]);
  });

  it("never sends a proof-of-possession token as a bearer token", async () => {
    const { fetch, sent } = fakeFetch();
    const call = authorized(fetch, { token: "t", expiresOnTimestamp: 1, tokenType: "pop" }).fetch(`${graph}/v1.0/x`);
    expect(await rejection(call)).toMatchObject({ code: "unsupported_token_type" });
    expect(sent).toEqual([]);
  });

  it("hands each token request to waitUntil, and a failed one does not fail there", async () => {
    const { fetch } = fakeFetch();
    const kept: Promise<unknown>[] = [];
    const failing = { getToken: () => Promise.reject(new Error("no")) };
    const call = createEdgeFetch({
      credential: failing,
      resource: "graph",
      waitUntil: (promise) => kept.push(promise),
      [customFetch]: fetch,
    });
    await rejection(call(`${graph}/v1.0/x`));
    expect(kept).toHaveLength(1);
    await expect(kept[0]).resolves.toBeUndefined();
  });
});
