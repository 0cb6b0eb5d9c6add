import { Client } from "@microsoft/microsoft-graph-client";
import { afterEach, describe, expect, it, vi } from "vitest";

import { authenticationProvider, graphClientOptions } from "../src/client.ts";
import { customFetch, type TokenCredential } from "../src/index.ts";
import { credential, fakeFetch, rejection } from "./support.ts";

afterEach(() => {
  vi.unstubAllGlobals();
});

describe("authenticationProvider", () => {
  it("gives the official client our tokens", async () => {
    const { fetch, sent } = fakeFetch(() => Response.json({ value: [{ id: "1" }] }));
    vi.stubGlobal("fetch", fetch);
    const client = Client.initWithMiddleware({ authProvider: authenticationProvider(credential) });
    expect(await client.api("/users").select("id").get()).toEqual({ value: [{ id: "1" }] });
    expect(sent[0]?.headers.get("authorization")).toBe("Bearer secret-token");
  });

  it("asks for the cloud's default scope, the configured scopes, or the client's own, in rising precedence", async () => {
    const asked: (string | string[])[] = [];
    const recording: TokenCredential = {
      getToken: async (scopes) => {
        asked.push(scopes);
        return { token: "t", expiresOnTimestamp: 1 };
      },
    };
    await authenticationProvider(recording, { cloud: "usgov" }).getAccessToken();
    await authenticationProvider(recording, { scopes: ["Mail.Read"] }).getAccessToken();
    await authenticationProvider(recording, { scopes: ["Mail.Read"] }).getAccessToken({ scopes: ["User.Read"] });
    expect(asked).toEqual([["https://graph.microsoft.us/.default"], ["Mail.Read"], ["User.Read"]]);
  });

  it("says so where the credential does not apply", async () => {
    const provider = authenticationProvider({ getToken: async () => null });
    expect(await rejection(provider.getAccessToken())).toMatchObject({ code: "no_token" });
  });
});

describe("graphClientOptions", () => {
  it("sends the official client's requests through our fetch, tokens and retries included", async () => {
    const { fetch, sent } = fakeFetch(
      () => new Response(null, { status: 429, headers: { "retry-after-ms": "1" } }),
      () => Response.json({ value: [{ displayName: "Ada" }] }),
    );
    const client = Client.initWithMiddleware(graphClientOptions({ credential, [customFetch]: fetch }));
    const answer = await client.api("/users").select("displayName").top(1).get();
    expect(answer).toEqual({ value: [{ displayName: "Ada" }] });
    expect(sent.map(({ url }) => url)).toEqual(
      Array(2).fill("https://graph.microsoft.com/v1.0/users?$select=displayName&$top=1"),
    );
    expect(sent[1]?.headers.get("authorization")).toBe("Bearer secret-token");
  });

  it("posts bodies", async () => {
    const { fetch, sent } = fakeFetch(() => new Response(null, { status: 202 }));
    const client = Client.initWithMiddleware(graphClientOptions({ credential, [customFetch]: fetch }));
    await client.api("/users/1/sendMail").post({ message: { subject: "Hi" } });
    expect(sent[0]).toMatchObject({ method: "POST", body: '{"message":{"subject":"Hi"}}' });
  });

  it("sends nothing to another host, also where it looks like Graph", async () => {
    const { fetch, sent } = fakeFetch();
    const client = Client.initWithMiddleware(graphClientOptions({ credential, [customFetch]: fetch }));
    await rejection(client.api("https://graph.microsoft.com:x@evil.example/me").get());
    await rejection(client.api("https://evil.example/v1.0/me").get());
    expect(sent).toEqual([]);
  });
});
