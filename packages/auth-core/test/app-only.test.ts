import {
  appOnly,
  ClientSecret,
  ConfigurationError,
  customFetch,
  EntraError,
  FederatedAssertion,
  trustedOrigins,
} from "@entrakit/auth-core";
import { describe, expect, test, vi } from "vitest";

import {
  clientId,
  countingTokens,
  errorResponse,
  graphScope,
  setUpAppOnly,
  tenantId,
  tokenResponse,
} from "./support/entra.ts";
import { fakeFetch, hang } from "./support/fake-fetch.ts";
import { idle } from "./support/manual-time.ts";

describe("a token request", () => {
  test("goes to the tenant's endpoint with the client credentials grant", async () => {
    const { credential, seen, time } = setUpAppOnly({}, tokenResponse("abc", { expires_in: 3599, refresh_in: 1800 }));
    const now = time.now();
    expect(await credential.getToken(graphScope)).toEqual({
      token: "abc",
      expiresOnTimestamp: now + 3_599_000,
      refreshAfterTimestamp: now + 1_800_000,
      tokenType: "Bearer",
    });
    expect(seen[0]).toMatchObject({
      method: "POST",
      url: `https://login.microsoftonline.com/${tenantId}/oauth2/v2.0/token`,
    });
    expect(Object.fromEntries(seen[0]?.form ?? [])).toEqual({
      client_id: clientId,
      client_secret: "s3cret-value",
      grant_type: "client_credentials",
      scope: graphScope,
    });
  });

  test("goes to the cloud's own authority", async () => {
    const { credential, seen } = setUpAppOnly({ cloud: "usgov" }, tokenResponse());
    await credential.getToken("https://graph.microsoft.us/.default");
    expect(seen[0]?.url).toBe(`https://login.microsoftonline.us/${tenantId}/oauth2/v2.0/token`);
  });

  test("goes to another authority only if its origin is trusted by name", async () => {
    const authority = "https://127.0.0.1:8443";
    expect(() => setUpAppOnly({ authority })).toThrow(ConfigurationError);
    const { credential, seen } = setUpAppOnly({ authority, [trustedOrigins]: [authority] }, tokenResponse());
    await credential.getToken(graphScope);
    expect(seen[0]?.url).toBe(`${authority}/${tenantId}/oauth2/v2.0/token`);
  });

  test("carries the other issuer's token of a federated credential, asked for each time", async () => {
    const get = vi.fn<() => Promise<string>>(async () => "assertion");
    const { credential, seen } = setUpAppOnly({ clientAuth: FederatedAssertion(get) }, countingTokens());
    await credential.getToken(graphScope);
    await credential.getToken("https://vault.azure.net/.default");
    expect(get).toHaveBeenCalledTimes(2);
    expect(seen[0]?.form.get("client_assertion")).toBe("assertion");
    expect(seen[0]?.form.get("client_assertion_type")).toBe("urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
  });

  test("says that the client can answer claims challenges, and passes a challenge on", async () => {
    const { credential, seen } = setUpAppOnly({}, countingTokens());
    const claims = '{"access_token": {"nbf": {"essential": true, "value": "1"}}}';
    await credential.getToken(graphScope);
    await credential.getToken(graphScope, { enableCae: true });
    await credential.getToken(graphScope, { claims });
    await credential.getToken(graphScope, { claims, enableCae: true });
    expect(seen.map(({ form }) => form.get("claims"))).toEqual([
      null,
      '{"access_token":{"xms_cc":{"values":["cp1"]}}}',
      claims,
      '{"access_token":{"nbf":{"essential":true,"value":"1"},"xms_cc":{"values":["cp1"]}}}',
    ]);
  });

  test("is sent again after a 503, never before Retry-After", async () => {
    const { credential, seen, time } = setUpAppOnly(
      {},
      new Response("", { status: 503, headers: { "retry-after": "3" } }),
      tokenResponse(),
    );
    const start = time.now();
    expect((await time.settle(credential.getToken(graphScope)))?.token).toBe("token-1");
    expect(seen).toHaveLength(2);
    expect(time.now() - start).toBeGreaterThanOrEqual(3_000);
  });

  test("ends when the last caller who waits for it has gone", async () => {
    const { credential, seen } = setUpAppOnly({}, ({ signal }) => hang(signal));
    const [one, other] = [new AbortController(), new AbortController()];
    const first = credential.getToken(graphScope, { abortSignal: one.signal });
    const second = credential.getToken(graphScope, { abortSignal: other.signal });
    await idle();
    one.abort(new Error("first left"));
    await expect(first).rejects.toThrow("first left");
    expect(seen[0]?.signal?.aborted).toBe(false);
    other.abort(new Error("second left"));
    await expect(second).rejects.toThrow("second left");
    expect(seen[0]?.signal?.aborted).toBe(true);
    expect(seen).toHaveLength(1);
  });
});

describe("a mistake in the configuration", () => {
  const good = { tenantId, clientId, clientAuth: ClientSecret("x") };
  test.each([
    ["tenantId", { tenantId: undefined }],
    ["tenantId", { tenantId: "" }],
    ["tenantId", { tenantId: "common" }],
    ["tenantId", { tenantId: "Organizations" }],
    ["tenantId", { tenantId: "3f6b1c52-9d0e-4a77-8f1b-2c5d7e9a0b1" }],
    ["tenantId", { tenantId: `${tenantId}/../evil` }],
    ["tenantId", { tenantId: ` ${tenantId}` }],
    ["clientId", { clientId: undefined }],
    ["clientId", { clientId: "my-app" }],
    ["clientAuth", { clientAuth: undefined }],
    ["cloud", { cloud: "germany" }],
    ["cloud", { cloud: "__proto__" }],
    ["allowedTenants", { allowedTenants: ["*"] }],
  ])("names the option %s and the fix, before any request: %j", (option, wrong) => {
    const { fetch, seen } = fakeFetch(tokenResponse());
    // The caller is JavaScript, or reads its configuration from somewhere.
    const make = (): unknown => Reflect.apply(appOnly, undefined, [{ ...good, ...wrong, [customFetch]: fetch }]);
    expect(make).toThrow(
      expect.objectContaining({ name: "ConfigurationError", option, remedy: expect.stringMatching(/\w/) }),
    );
    expect(seen).toHaveLength(0);
  });

  test("of a secret that is empty is found when it is given", () => {
    expect(() => ClientSecret("")).toThrow(expect.objectContaining({ option: "clientSecret" }));
  });

  test.each([
    ["User.Read"],
    ["https://graph.microsoft.com/Mail.Read"],
    [""],
    [[]],
    [["https://graph.microsoft.com/.default", "https://vault.azure.net/.default"]],
  ])("of the scopes %j is found before any request", async (scopes) => {
    const { credential, seen } = setUpAppOnly({}, tokenResponse());
    await expect(credential.getToken(scopes)).rejects.toEqual(
      expect.objectContaining({ name: "ConfigurationError", option: "scopes" }),
    );
    expect(seen).toHaveLength(0);
  });

  test("of claims that are still base64 is found before any request", async () => {
    const { credential, seen } = setUpAppOnly({}, tokenResponse());
    await expect(credential.getToken(graphScope, { claims: btoa("{}") })).rejects.toEqual(
      expect.objectContaining({ option: "claims" }),
    );
    expect(seen).toHaveLength(0);
  });

  test("takes a tenant by its domain", async () => {
    const { credential, seen } = setUpAppOnly({ tenantId: "Contoso.onmicrosoft.com" }, tokenResponse());
    await credential.getToken(graphScope);
    expect(seen[0]?.url).toContain("/contoso.onmicrosoft.com/");
  });
});

describe("a tenant other than the credential's own", () => {
  const foreign = "77777777-9d0e-4a77-8f1b-2c5d7e9a0b13";

  test("is refused unless it is allowed", async () => {
    const { credential, seen } = setUpAppOnly({}, tokenResponse());
    await expect(credential.getToken(graphScope, { tenantId: foreign })).rejects.toEqual(
      expect.objectContaining({ name: "ConfigurationError", code: "tenant_not_allowed" }),
    );
    expect(seen).toHaveLength(0);
  });

  test("has tokens of its own when it is allowed", async () => {
    const { credential, seen } = setUpAppOnly({ allowedTenants: [foreign] }, countingTokens());
    await credential.getToken(graphScope);
    expect((await credential.getToken(graphScope, { tenantId: foreign.toUpperCase() }))?.token).toBe("token-2");
    expect((await credential.getToken(graphScope, { tenantId: tenantId.toUpperCase() }))?.token).toBe("token-1");
    expect(seen[1]?.url).toContain(`/${foreign}/`);
  });
});

describe("an answer that is no token", () => {
  test("is an EntraError in the wire's words, with a remedy and without the secret", async () => {
    const description =
      "AADSTS7000215: Invalid client secret provided: 's3cret-value'. Trace ID: 11111111-2222-3333-4444-555555555555 Correlation ID: 66666666-7777-8888-9999-000000000000 Timestamp: 2026-11-22 12:00:00Z";
    const { credential } = setUpAppOnly(
      {},
      errorResponse(401, { error: "invalid_client", error_description: description, error_codes: [7000215] }),
    );
    const error: unknown = await credential.getToken(graphScope).catch((reason: unknown) => reason);
    expect(error).toEqual(
      expect.objectContaining({
        code: "credential_error",
        error: "invalid_client",
        aadsts: [7000215],
        status: 401,
        correlationId: "66666666-7777-8888-9999-000000000000",
        traceId: "11111111-2222-3333-4444-555555555555",
        message: expect.stringMatching(
          /^invalid_client: AADSTS7000215: Invalid client secret provided: '\[redacted\]'\. Compare/,
        ),
      }),
    );
    expect(EntraError.isInstance(error) && error.remedy).toMatch(/\w/);
  });

  test.each([
    ["HTML", new Response("<html>captive portal</html>", { headers: { "content-type": "text/html" } })],
    ["no JSON object", Response.json([])],
    ["no token", Response.json({ token_type: "Bearer", expires_in: 3600 })],
    ["a token that is no text", Response.json({ token_type: "Bearer", expires_in: 3600, access_token: 7 })],
    ["another token type", tokenResponse("x", { token_type: "pop" })],
    ["no token type", tokenResponse("x", { token_type: undefined })],
    ["a life of 0", tokenResponse("x", { expires_in: 0 })],
    ["a life of -1", tokenResponse("x", { expires_in: -1 })],
    ["a life in words", tokenResponse("x", { expires_in: "an hour" })],
    ["a life of 1e12", tokenResponse("x", { expires_in: 1e12 })],
    ["no life", tokenResponse("x", { expires_in: undefined })],
    ["a prototype", new Response('{"__proto__": {"access_token": "x", "token_type": "Bearer", "expires_in": 3600}}')],
  ])("but %s is invalid_response, and nothing is kept", async (_, answer) => {
    const { credential, seen } = setUpAppOnly({}, answer, tokenResponse("good"));
    await expect(credential.getToken(graphScope)).rejects.toEqual(
      expect.objectContaining({ name: "EntraError", code: "invalid_response" }),
    );
    expect((await credential.getToken(graphScope))?.token).toBe("good");
    expect(seen).toHaveLength(2);
  });

  test("but a numeral in quotes is a life", async () => {
    const { credential, time } = setUpAppOnly({}, tokenResponse("x", { expires_in: "3600" }));
    expect((await credential.getToken(graphScope))?.expiresOnTimestamp).toBe(time.now() + 3_600_000);
  });

  test("of more than 1 MiB is refused", async () => {
    const { credential } = setUpAppOnly({}, () => new Response("x".repeat(1024 * 1024 + 1)));
    await expect(credential.getToken(graphScope)).rejects.toEqual(expect.objectContaining({ code: "body_too_large" }));
  });

  test("is not followed elsewhere: a redirect of a token request goes nowhere", async () => {
    const { credential, seen } = setUpAppOnly(
      {},
      new Response(null, { status: 307, headers: { location: "https://evil.example/" } }),
    );
    await expect(credential.getToken(graphScope)).rejects.toEqual(
      expect.objectContaining({ code: "redirect_refused" }),
    );
    expect(seen).toHaveLength(1);
  });

  test("does not lock the client out: the next call asks again", async () => {
    const { credential, time } = setUpAppOnly(
      {},
      ...Array.from({ length: 4 }, () => new Response("", { status: 503 })),
      tokenResponse(),
    );
    await expect(time.settle(credential.getToken(graphScope))).rejects.toEqual(
      expect.objectContaining({ code: "service_unavailable", status: 503 }),
    );
    expect((await credential.getToken(graphScope))?.token).toBe("token-1");
  });
});
