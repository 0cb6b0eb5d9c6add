import { describe, expect, it } from "vitest";

import { bearer, claimsChallenge, compose } from "../src/index.ts";
import { chunked, fakeCredential, fakeFetch, redirectTo } from "./support.ts";

const claims = '{"access_token":{"nbf":{"essential":true, "value":"1604106651"},"note":{"value":"Zoë >>> ???"}}}';
const base64 = Buffer.from(claims).toString("base64");
const url = "https://graph.microsoft.com/v1.0/me";

function challenge(parameters: string): Headers {
  return new Headers({ "www-authenticate": parameters });
}

function challenged(status = 401): Response {
  const headers = challenge(`Bearer realm="", error="insufficient_claims", claims="${base64}"`);
  return new Response(null, { status, headers });
}

describe("claimsChallenge", () => {
  it.each([
    ["padded base64", base64],
    ["base64 without padding", base64.replace(/=+$/, "")],
    ["base64url", Buffer.from(claims).toString("base64url")],
  ])("reads %s byte for byte", (_, value) => {
    expect(claimsChallenge(challenge(`Bearer realm="", error="insufficient_claims", claims="${value}"`))).toBe(claims);
  });

  it("reads an unquoted value and claims that stand before the error", () => {
    expect(claimsChallenge(challenge(`Bearer claims=${base64}, error="insufficient_claims"`))).toBe(claims);
  });

  it("finds the bearer challenge among others in one header", () => {
    const other = Buffer.from('{"other":1}').toString("base64");
    const header = `PoP nonce="x", claims="${other}", Bearer authorization_uri="https://login.microsoftonline.com/common", claims="${base64}"`;
    expect(claimsChallenge(challenge(header))).toBe(claims);
  });

  it("is not misled by a quoted text that looks like a parameter", () => {
    expect(
      claimsChallenge(challenge(`Bearer error_description="claims=${base64}, Bearer claims=${base64}"`)),
    ).toBeUndefined();
  });

  it.each([
    "Bearer",
    'Bearer claims=""',
    'Bearer claims="%%%"',
    'Bearer claims="bm90IGpzb24="',
    `Basic claims="${base64}"`,
  ])("finds nothing in %s", (header) => {
    expect(claimsChallenge(challenge(header))).toBeUndefined();
  });

  it("finds nothing where there is no header", () => {
    expect(claimsChallenge(new Headers())).toBeUndefined();
  });
});

describe("bearer and claims challenges", () => {
  it.each([401, 403])("answers a %d with a claims challenge once, with the same body", async (status) => {
    const { fetch, sent } = fakeFetch(challenged(status), new Response("ok"));
    const { credential, asked } = fakeCredential();
    const call = compose(fetch, bearer({ credential, resource: "graph" }));
    const response = await call(url, { method: "POST", body: "hello" });
    expect(response.status).toBe(200);
    expect(asked.map(({ options }) => options)).toEqual([{ enableCae: true }, { enableCae: true, claims }]);
    expect(sent.map(({ headers, body }) => [headers.get("authorization"), body])).toEqual([
      ["Bearer token-1", "hello"],
      ["Bearer token-2", "hello"],
    ]);
  });

  it("gives back the second challenge instead of asking for ever", async () => {
    const { fetch, sent } = fakeFetch(challenged());
    const response = await compose(fetch, bearer({ credential: fakeCredential().credential, resource: "graph" }))(url);
    expect(response.status).toBe(401);
    expect(sent).toHaveLength(2);
  });

  it("gives back a 401 without claims at once", async () => {
    const { fetch, sent } = fakeFetch(new Response(null, { status: 401, headers: { "www-authenticate": "Bearer" } }));
    const response = await compose(fetch, bearer({ credential: fakeCredential().credential, resource: "graph" }))(url);
    expect(response.status).toBe(401);
    expect(sent).toHaveLength(1);
  });

  it("does not answer the challenge of another host", async () => {
    const { fetch } = fakeFetch(redirectTo("https://contoso.sharepoint.com/a"), challenged());
    const { credential, asked } = fakeCredential();
    await compose(fetch, bearer({ credential, resource: "graph" }))(url);
    expect(asked).toHaveLength(1);
  });

  it("gives back the challenge where the body was a stream", async () => {
    const { fetch, sent } = fakeFetch(challenged(), new Response("ok"));
    const call = compose(fetch, bearer({ credential: fakeCredential().credential, resource: "graph" }));
    const response = await call(url, { method: "POST", body: chunked("a", "b") });
    expect(response.status).toBe(401);
    expect(sent).toHaveLength(1);
  });
});
