import { base64url } from "jose";

import { grantedRoles, grantedScopes } from "../directory/lookup.ts";
import type { User } from "../directory/state.ts";
import { isObject, listOf } from "../json.ts";
import { opaqueText } from "../opaque.ts";
import type { Tenant } from "../tenant.ts";
import { type Client, type ClientProof, clientOfForm, findClient, proveClient, provePublicClient } from "./client.ts";
import { missingConsent } from "./consent.ts";
import type { Form } from "./form.ts";
import { type IssuedToken, issueAccessToken, issueIdToken } from "./issue.ts";
import { checkVerifier } from "./pkce.ts";
import { malformedRequest } from "./refusals.ts";
import {
  codeExpired,
  codeOrTokenInvalid,
  codeRedeemed,
  consentRequired,
  redirectMismatch,
  refreshTokenExpired,
  unknownUser,
  userDisabled,
} from "./sign-in-refusals.ts";
import { type WantedScopes, appOnlyResource, delegatedScopes } from "./scopes.ts";

/** The body of a successful token response. */
export type TokenResponse = Readonly<Record<string, string | number>>;

const day = 86_400_000;
const refreshTokenLifetime = 90 * day;
const longLived = 7200;

/**
 * Whether the request's `claims` say that the client answers claims challenges.
 * Source: learn.microsoft.com/entra/identity-platform/claims-challenge#client-capabilities.
 */
function understandsChallenges(form: Form): boolean {
  const text = form.get("claims");
  if (text === undefined) return false;
  let claims: unknown;
  try {
    claims = JSON.parse(text);
  } catch {
    throw malformedRequest();
  }
  const accessToken = isObject(claims) ? claims["access_token"] : undefined;
  const capabilities = isObject(accessToken) ? accessToken["xms_cc"] : undefined;
  return isObject(capabilities) && listOf(capabilities["values"]).includes("cp1");
}

/** Tokens that live two hours or more are to be renewed at half their life. */
function lifetimeFields({ token, expiresIn }: IssuedToken): TokenResponse {
  const renewal = expiresIn >= longLived ? { refresh_in: Math.floor(expiresIn / 2) } : {};
  return { token_type: "Bearer", expires_in: expiresIn, ext_expires_in: expiresIn, ...renewal, access_token: token };
}

/** A client's own token (RFC 6749 section 4.4). */
export async function clientCredentials(tenant: Tenant, form: Form): Promise<TokenResponse> {
  const client = clientOfForm(tenant, form);
  const proof = await proveClient(tenant, client, form);
  const { resource, audience } = appOnlyResource(tenant, form.get("scope"));
  const roles = grantedRoles(tenant.directory, client.principal.id, resource);
  const issued = await issueAccessToken(tenant, {
    client,
    proof,
    resource,
    audience,
    subject: { kind: "app", roles },
    understandsChallenges: understandsChallenges(form),
  });
  return lifetimeFields(issued);
}

interface UserGrant {
  readonly client: Client;
  readonly proof: ClientProof;
  readonly user: User;
  readonly wanted: WantedScopes;
  /** The scopes as the client wrote them, for the refresh token. */
  readonly scopes: readonly string[];
  readonly nonce: string | null;
}

function findUser(tenant: Tenant, userId: string): User {
  const user = tenant.directory.users.get(userId);
  if (user === undefined) throw unknownUser();
  if (!user.accountEnabled) throw userDisabled();
  return user;
}

function issueRefreshToken(tenant: Tenant, { client, proof, user, scopes }: UserGrant): string {
  const token = tenant.secrets.note("refresh-token", `1.${opaqueText(180)}`);
  tenant.entra.refreshTokens.set(token, {
    clientId: client.application.appId,
    userId: user.id,
    scopes,
    confidential: proof !== "0",
    issuedAt: tenant.clock.now(),
  });
  return token;
}

/** Entra puts everything that was consented on the API into the token, whatever part of it was asked for. */
async function userTokens(tenant: Tenant, form: Form, grant: UserGrant): Promise<TokenResponse> {
  const { client, proof, user, wanted, nonce } = grant;
  const { resource, audience, openId } = wanted;
  if (missingConsent(tenant, client, wanted, user).length > 0) {
    throw consentRequired(client.application.appId, client.application.displayName);
  }
  const granted = grantedScopes(tenant.directory, client.principal.id, resource, user.id);
  const shown = [...openId].filter((scope) => scope !== "offline_access");
  const subject = {
    kind: "user",
    user,
    scopes: wanted.prefix === "" ? [...new Set([...granted, ...shown])] : granted,
  } as const;
  const issued = await issueAccessToken(tenant, {
    client,
    proof,
    resource,
    audience,
    subject,
    understandsChallenges: understandsChallenges(form),
  });
  const scope = [
    ...shown,
    ...granted.map((name) => wanted.prefix + name),
    ...(wanted.everything ? [`${wanted.prefix}.default`] : []),
  ];
  const clientInfo = base64url.encode(JSON.stringify({ uid: user.id, utid: tenant.tenantId }));
  return {
    ...lifetimeFields(issued),
    scope: [...new Set(scope)].join(" "),
    ...(openId.has("offline_access") ? { refresh_token: issueRefreshToken(tenant, grant) } : {}),
    ...(openId.has("openid") ? { id_token: await issueIdToken(tenant, { client, user, nonce, openId }) } : {}),
    ...(form.get("client_info") === "1" ? { client_info: clientInfo } : {}),
  };
}

/** A code of the sign-in page for tokens (RFC 6749 section 4.1, RFC 7636). */
export async function authorizationCode(tenant: Tenant, form: Form): Promise<TokenResponse> {
  const client = findClient(tenant, form.require("client_id"));
  const text = form.require("code");
  const code = tenant.entra.codes.get(text);
  if (code === undefined || code.clientId !== client.application.appId) throw codeOrTokenInvalid();
  const isPublic = !client.application.webRedirectUris.includes(code.redirectUri);
  const proof = isPublic ? provePublicClient(form) : await proveClient(tenant, client, form);
  if (code.redeemed) throw codeRedeemed();
  if (tenant.clock.now() >= code.expiresAt) throw codeExpired();
  if (form.require("redirect_uri") !== code.redirectUri) throw redirectMismatch();
  await checkVerifier(tenant, code.challenge, form.get("code_verifier"));
  code.redeemed = true;
  const user = findUser(tenant, code.userId);
  const scopes =
    form
      .get("scope")
      ?.split(" ")
      .filter((scope) => scope !== "") ?? code.scopes;
  const wanted = delegatedScopes(tenant, scopes);
  return userTokens(tenant, form, { client, proof, user, wanted, scopes, nonce: code.nonce });
}

/** A refresh token for new tokens, of any API that was consented to; the old refresh token goes on working (RFC 6749 section 6). */
export async function refresh(tenant: Tenant, form: Form): Promise<TokenResponse> {
  const client = clientOfForm(tenant, form);
  const text = tenant.secrets.note("refresh-token", form.require("refresh_token"));
  const known = tenant.entra.refreshTokens.get(text);
  if (known === undefined || known.clientId !== client.application.appId) throw codeOrTokenInvalid();
  if (tenant.clock.now() >= known.issuedAt + refreshTokenLifetime) throw refreshTokenExpired(known.issuedAt);
  const proof = known.confidential ? await proveClient(tenant, client, form) : provePublicClient(form);
  const user = findUser(tenant, known.userId);
  const asked =
    form
      .get("scope")
      ?.split(" ")
      .filter((scope) => scope !== "") ?? known.scopes;
  const scopes = [...new Set([...asked, "offline_access"])];
  const wanted = delegatedScopes(tenant, scopes);
  return userTokens(tenant, form, { client, proof, user, wanted, scopes, nonce: null });
}
