import {
  type AuthorizationCodeOptions,
  authorizationUrl,
  customFetch,
  EntraError,
  redeemCode,
} from "@entrakit/auth-core";
import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";

import { clientId, errorResponse, tenantId, tokenResponse } from "./support/entra.ts";
import { fakeFetch } from "./support/fake-fetch.ts";

const redirectUri = "http://localhost:53682";
const mail = "https://graph.microsoft.com/Mail.Read";
const objectId = "0b7c1d2e-3f4a-4b5c-8d6e-7f8091a2b3c4";

function idToken(claims: Readonly<Record<string, unknown>>): string {
  const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  const seconds = Math.floor(Date.now() / 1000);
  const usual = {
    iss: `https://login.microsoftonline.com/${tenantId}/v2.0`,
    aud: clientId,
    iat: seconds,
    exp: seconds + 3600,
    sub: "subject",
    tid: tenantId,
    oid: objectId,
    preferred_username: "adele@contoso.com",
    name: "Adele Vance",
  };
  return `${encode({ alg: "RS256", typ: "JWT" })}.${encode({ ...usual, ...claims })}.${Buffer.from("signature").toString("base64url")}`;
}

async function signIn(
  claims: (nonce: string) => Readonly<Record<string, unknown>>,
  change: (parameters: URLSearchParams) => void = () => {},
  options: Partial<AuthorizationCodeOptions> = {},
) {
  const base = { tenantId, clientId, redirectUri, ...options };
  const { url, transaction } = await authorizationUrl(base, { scopes: mail });
  const answer = tokenResponse("access", {
    refresh_token: "refresh",
    id_token: idToken(claims(transaction.nonce)),
    scope: "Mail.Read openid",
  });
  const { fetch, seen } = fakeFetch(answer);
  const parameters = new URLSearchParams({ code: "c0de", state: transaction.state });
  change(parameters);
  return { url, seen, transaction, done: redeemCode({ ...base, [customFetch]: fetch }, transaction, parameters) };
}

describe("the way out", () => {
  test("carries PKCE, state and nonce, and asks for a refresh token", async () => {
    const request = {
      scopes: [mail],
      extraScopes: ["https://vault.azure.net/user_impersonation"],
      loginHint: "adele@contoso.com",
    };
    const { url, transaction } = await authorizationUrl({ tenantId, clientId, redirectUri }, request);
    expect(url.origin + url.pathname).toBe(`https://login.microsoftonline.com/${tenantId}/oauth2/v2.0/authorize`);
    expect(Object.fromEntries(url.searchParams)).toEqual({
      client_id: clientId,
      response_type: "code",
      redirect_uri: redirectUri,
      response_mode: "query",
      scope: `${mail} https://vault.azure.net/user_impersonation openid profile offline_access`,
      state: transaction.state,
      nonce: transaction.nonce,
      code_challenge: createHash("sha256").update(transaction.codeVerifier.reveal()).digest("base64url"),
      code_challenge_method: "S256",
      login_hint: "adele@contoso.com",
    });
    expect(url.href).not.toContain(transaction.codeVerifier.reveal());
  });

  test("is new each time", async () => {
    const make = async () =>
      (await authorizationUrl({ tenantId, clientId, redirectUri }, { scopes: mail })).transaction;
    const [one, other] = [await make(), await make()];
    expect(one.state).not.toBe(other.state);
    expect(one.nonce).not.toBe(other.nonce);
    expect(one.codeVerifier.reveal()).not.toBe(other.codeVerifier.reveal());
  });

  test("needs a redirect URI", async () => {
    await expect(authorizationUrl({ tenantId, clientId, redirectUri: "localhost" }, { scopes: mail })).rejects.toEqual(
      expect.objectContaining({ option: "redirectUri" }),
    );
  });
});

describe("the way back", () => {
  test("redeems the code with the verifier and gives token, refresh token and account", async () => {
    const { seen, transaction, done } = await signIn((nonce) => ({ nonce }));
    const { token, refreshToken, account, scopes } = await done;
    expect([token.token, refreshToken?.reveal(), scopes]).toEqual(["access", "refresh", ["Mail.Read", "openid"]]);
    expect(account).toEqual({
      homeAccountId: `${objectId}.${tenantId}`,
      tenantId,
      objectId,
      username: "adele@contoso.com",
      name: "Adele Vance",
    });
    expect(Object.fromEntries(seen[0]?.form ?? [])).toEqual({
      client_id: clientId,
      grant_type: "authorization_code",
      code: "c0de",
      redirect_uri: redirectUri,
      code_verifier: transaction.codeVerifier.reveal(),
      scope: `${mail} openid profile offline_access`,
    });
  });

  test("of a tenant named by its domain expects the issuer of its id", async () => {
    const { done } = await signIn((nonce) => ({ nonce }), undefined, { tenantId: "contoso.onmicrosoft.com" });
    expect((await done).account.tenantId).toBe(tenantId);
  });

  test.each([
    ["another state", (parameters: URLSearchParams) => parameters.set("state", "forged")],
    ["no state", (parameters: URLSearchParams) => parameters.delete("state")],
    ["another issuer", (parameters: URLSearchParams) => parameters.set("iss", "https://evil.example")],
  ])("with %s is refused before the code is sent anywhere", async (_, change) => {
    const { seen, done } = await signIn((nonce) => ({ nonce }), change);
    await expect(done).rejects.toEqual(expect.objectContaining({ name: "EntraError", code: "invalid_response" }));
    expect(seen).toHaveLength(0);
  });

  test.each([
    ["another nonce", () => ({ nonce: "forged" })],
    ["no nonce", () => ({})],
    ["another audience", (nonce: string) => ({ nonce, aud: tenantId })],
    ["another issuer", (nonce: string) => ({ nonce, iss: "https://login.microsoftonline.com/other/v2.0" })],
    ["an end in the past", (nonce: string) => ({ nonce, exp: 1_000_000 })],
    ["no user", (nonce: string) => ({ nonce, oid: undefined })],
  ])("with an id token of %s is refused", async (_, claims) => {
    const { done } = await signIn(claims);
    const error: unknown = await done.catch((reason: unknown) => reason);
    expect(error).toEqual(expect.objectContaining({ name: "EntraError", code: "invalid_response" }));
    expect(JSON.stringify({ error, cause: error instanceof Error ? error.cause : "" })).not.toContain("access");
  });

  test("with an error of Entra's gives that error", async () => {
    const { seen, done } = await signIn(
      (nonce) => ({ nonce }),
      (parameters) => {
        parameters.delete("code");
        parameters.set("error", "access_denied");
        parameters.set("error_description", "AADSTS65004: User declined to consent to access the app.");
      },
    );
    const error: unknown = await done.catch((reason: unknown) => reason);
    expect(EntraError.isInstance(error)).toBe(true);
    expect(error).toEqual(expect.objectContaining({ code: "user_blocked", error: "access_denied", aadsts: [65004] }));
    expect(seen).toHaveLength(0);
  });

  test("never sends a code a second time", async () => {
    const { transaction } = await signIn((nonce) => ({ nonce }));
    const { fetch, seen } = fakeFetch(errorResponse(503, {}));
    const parameters = new URLSearchParams({ code: "c0de", state: transaction.state });
    const options = { tenantId, clientId, redirectUri, [customFetch]: fetch };
    await expect(redeemCode(options, transaction, parameters)).rejects.toEqual(
      expect.objectContaining({ code: "service_unavailable" }),
    );
    expect(seen).toHaveLength(1);
  });
});
