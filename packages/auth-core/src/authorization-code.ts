import * as oauth from "oauth4webapi";

import {
  type AppIdentity,
  type AuthorityOptions,
  checkClientId,
  checkTenantId,
  isGuid,
  resolveAuthority,
} from "./app-identity.ts";
import type { ClientAuth } from "./client-auth.ts";
import { refuseOption } from "./configuration-error.ts";
import type { AccessToken } from "./credential.ts";
import { parseEntraError } from "./entra-answer.ts";
import { EntraError } from "./entra-error.ts";
import { decodeBase64 } from "./internal/base64url.ts";
import { isRecord, parseJson, textOf } from "./internal/json.ts";
import { delegatedScope } from "./refresh-token.ts";
import { reveal, Secret } from "./secret.ts";
import type { TokenAnswer } from "./token-answer.ts";
import { createTokenEndpoint } from "./token-endpoint.ts";
import { accessTokenOf, scopeList } from "./token-request.ts";
import { customFetch, type Fetch, trustedOrigins } from "./transport/fetch.ts";
import { type TimeSource, timeSource } from "./transport/time.ts";

/** What a sign-in by authorization code needs to know on its way out and on its way back. */
export interface AuthorizationCodeOptions extends AppIdentity, AuthorityOptions {
  /** One of the app's redirect URIs. */
  readonly redirectUri: string;
  /** How the app proves itself; left out for a public client. */
  readonly clientAuth?: ClientAuth | undefined;
  readonly [customFetch]?: Fetch | undefined;
  readonly [trustedOrigins]?: readonly string[] | undefined;
  readonly [timeSource]?: TimeSource | undefined;
}

/** What a sign-in asks for. */
export interface AuthorizationRequest {
  /** Delegated scopes; `openid`, `profile` and `offline_access` are added. */
  readonly scopes: string | readonly string[];
  /** Further scopes to consent to, of other resources too; the first token is for `scopes` alone. */
  readonly extraScopes?: readonly string[] | undefined;
  /** How the answer comes back; `query` when left out. */
  readonly responseMode?: "query" | "form_post" | undefined;
  readonly prompt?: "select_account" | "login" | "consent" | "none" | undefined;
  /** The account to offer, e.g. `adele@contoso.com`. */
  readonly loginHint?: string | undefined;
  /** The claims of a challenge, passed on byte by byte. */
  readonly claims?: string | undefined;
}

/** What has to be kept between the way out and the way back: in the session of this one user, never in a URL. */
export interface AuthorizationTransaction {
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: Secret;
  readonly scopes: readonly string[];
  readonly claims: string | undefined;
}

/** The user who signed in. */
export interface Account {
  /** `{oid}.{tid}`: names the user across apps, as MSAL writes it. */
  readonly homeAccountId: string;
  readonly tenantId: string;
  /** The user's object id in the tenant. */
  readonly objectId: string;
  /** What the user signs in with; for display, not for decisions. */
  readonly username: string | undefined;
  readonly name: string | undefined;
}

/** A finished sign-in. */
export interface SignIn {
  readonly token: AccessToken;
  readonly refreshToken: Secret | undefined;
  readonly account: Account;
  /** The scopes that the token is for. */
  readonly scopes: readonly string[];
}

/**
 * Begins a sign-in: the address to send the browser to (with PKCE, `state` and `nonce`), and what to keep until it comes back.
 *
 * Source: RFC 7636; learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow.
 *
 * @throws {ConfigurationError} where an option is missing or malformed
 */
export async function authorizationUrl(
  options: AuthorizationCodeOptions,
  request: AuthorizationRequest,
): Promise<{ readonly url: URL; readonly transaction: AuthorizationTransaction }> {
  const tenantId = checkTenantId(options.tenantId);
  const clientId = checkClientId(options.clientId);
  if (!URL.canParse(options.redirectUri)) {
    refuseOption(
      "redirectUri",
      "redirectUri is not an absolute URL.",
      "Use one of the app registration's redirect URIs.",
    );
  }
  const scopes = scopeList(request.scopes);
  const codeVerifier = oauth.generateRandomCodeVerifier();
  const transaction = {
    state: oauth.generateRandomState(),
    nonce: oauth.generateRandomNonce(),
    scopes,
    claims: request.claims,
  };
  const url = new URL(`${resolveAuthority(options)}/${tenantId}/oauth2/v2.0/authorize`);
  const parameters = {
    client_id: clientId,
    response_type: "code",
    redirect_uri: options.redirectUri,
    response_mode: request.responseMode ?? "query",
    scope: delegatedScope([...new Set([...scopes, ...(request.extraScopes ?? [])])]),
    state: transaction.state,
    nonce: transaction.nonce,
    code_challenge: await oauth.calculatePKCECodeChallenge(codeVerifier),
    code_challenge_method: "S256",
    prompt: request.prompt,
    login_hint: request.loginHint,
    claims: request.claims,
  };
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) url.searchParams.set(name, value);
  return { url, transaction: { ...transaction, codeVerifier: new Secret(codeVerifier) } };
}

function payloadOf(jwt: string | undefined): Readonly<Record<string, unknown>> {
  const [, payload = ""] = jwt?.split(".") ?? [];
  const parsed = /^[\w-]+$/.test(payload) ? parseJson(new TextDecoder().decode(decodeBase64(payload))) : undefined;
  return isRecord(parsed) ? parsed : {};
}

/** oauth4webapi keeps whole answers in its errors' causes; only its words are taken over. */
function notConform(error: unknown): EntraError {
  const message = error instanceof Error ? error.message : "the answer does not conform to the protocol";
  return new EntraError({ code: "invalid_response", message: `The sign-in was refused: ${message}.` });
}

function serverOf(authority: string, issuerTenant: string): oauth.AuthorizationServer {
  return { issuer: `${authority}/${issuerTenant}/v2.0` };
}

function codeOf(
  parameters: URLSearchParams,
  server: oauth.AuthorizationServer,
  clientId: string,
  state: string,
): string {
  try {
    const checked = oauth.validateAuthResponse(server, { client_id: clientId }, new URLSearchParams(parameters), state);
    return checked.get("code") ?? "";
  } catch (error) {
    if (error instanceof oauth.AuthorizationResponseError) throw parseEntraError({ text: parameters.toString() });
    throw notConform(error);
  }
}

async function checkIdToken(
  answer: TokenAnswer,
  server: oauth.AuthorizationServer,
  clientId: string,
  nonce: string,
): Promise<Account> {
  const body = Response.json({ access_token: answer.accessToken, token_type: "Bearer", id_token: answer.idToken });
  const client = { client_id: clientId, [oauth.clockTolerance]: 300 };
  let claims: oauth.IDToken | undefined;
  try {
    const checked = await oauth.processAuthorizationCodeResponse(server, client, body, {
      expectedNonce: nonce,
      requireIdToken: true,
    });
    claims = oauth.getValidatedIdTokenClaims(checked);
  } catch (error) {
    throw notConform(error);
  }
  const tenantId = textOf(claims?.["tid"]);
  const objectId = textOf(claims?.["oid"]);
  if (tenantId === undefined || objectId === undefined) throw notConform(new Error("the id token names no user"));
  const username = textOf(claims?.["preferred_username"]);
  return { homeAccountId: `${objectId}.${tenantId}`, tenantId, objectId, username, name: textOf(claims?.["name"]) };
}

/**
 * Finishes a sign-in: checks `state` and issuer, redeems the code with the PKCE verifier, and checks the id token's issuer, audience,
 * times and nonce. The id token comes straight from the token endpoint, so its signature is not needed (OpenID Connect Core
 * §3.1.3.7, 6).
 *
 * @param parameters what came back at the redirect URI: query or form
 * @throws {EntraError} where the user was refused, the code is used up, or a check fails (`invalid_response`)
 */
export async function redeemCode(
  options: AuthorizationCodeOptions,
  transaction: AuthorizationTransaction,
  parameters: URLSearchParams,
): Promise<SignIn> {
  const tenantId = checkTenantId(options.tenantId);
  const clientId = checkClientId(options.clientId);
  const endpoint = createTokenEndpoint({ ...options, clientId });
  const code = codeOf(parameters, serverOf(endpoint.authority, tenantId), clientId, transaction.state);
  const answer = await endpoint.request({
    tenantId,
    repeatable: false,
    parameters: {
      grant_type: "authorization_code",
      code,
      redirect_uri: options.redirectUri,
      code_verifier: reveal(transaction.codeVerifier),
      scope: delegatedScope(transaction.scopes),
      ...(transaction.claims === undefined ? {} : { claims: transaction.claims }),
    },
  });
  // A tenant named by its domain has an issuer named by its id.
  const issuerTenant = isGuid(tenantId) ? tenantId : (textOf(payloadOf(answer.idToken)["tid"]) ?? tenantId);
  const account = await checkIdToken(answer, serverOf(endpoint.authority, issuerTenant), clientId, transaction.nonce);
  const scopes = answer.scope?.split(" ") ?? transaction.scopes;
  return { token: accessTokenOf(answer), refreshToken: answer.refreshToken, account, scopes };
}
