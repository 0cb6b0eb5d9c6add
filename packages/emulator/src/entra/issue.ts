import { base64url } from "jose";

import { applicationByAppId } from "../directory/lookup.ts";
import type { ServicePrincipal, User } from "../directory/state.ts";
import { opaqueText } from "../opaque.ts";
import type { Tenant } from "../tenant.ts";
import type { Client, ClientProof } from "./client.ts";
import { entraOrigin } from "./hosts.ts";
import { signToken } from "./keys.ts";

/** Entra's tokens start five minutes ago, so that a resource whose clock is behind takes them. */
const backdate = 300;

const graphAppId = "00000003-0000-0000-c000-000000000000";

/** A lifetime of a day, for clients that answer claims challenges (continuous access evaluation). */
const continuousLifetime = 86_399;

/** Whom a token speaks for, and for what. */
type Subject =
  | { readonly kind: "app"; readonly roles: readonly string[] }
  | { readonly kind: "user"; readonly user: User; readonly scopes: readonly string[] };

/** What an access token is made from. */
export interface TokenOrder {
  readonly client: Client;
  readonly proof: ClientProof;
  readonly resource: ServicePrincipal;
  /** The API's identifier as the client wrote it. */
  readonly audience: string;
  readonly subject: Subject;
  /** The client said that it understands claims challenges (`xms_cc`: `cp1`). */
  readonly understandsChallenges: boolean;
}

/** An access token and its lifetime in seconds. */
export interface IssuedToken {
  readonly token: string;
  readonly expiresIn: number;
}

/** The subject of a user's token is another for every client (pairwise). */
async function pairwiseSubject(user: User, clientId: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(`${user.id} ${clientId}`));
  return base64url.encode(new Uint8Array(digest));
}

type Claims = Readonly<Record<string, unknown>>;

async function subjectClaims({ subject, client, resource }: TokenOrder, isFirstParty: boolean): Promise<Claims> {
  if (subject.kind === "app") {
    const { id } = client.principal;
    const roles = subject.roles.length === 0 ? {} : { roles: subject.roles };
    return { oid: id, sub: id, ...(isFirstParty ? { idtyp: "app" } : {}), ...roles };
  }
  const { user, scopes } = subject;
  const sub = await pairwiseSubject(user, resource.appId);
  return {
    oid: user.id,
    sub,
    name: user.displayName,
    scp: scopes.join(" "),
    ...(isFirstParty ? { idtyp: "user" } : {}),
  };
}

/** Version 1: what Microsoft's own APIs get, and others unless their manifest asks for 2. */
function firstVersion({ client, proof, subject, audience, resource }: TokenOrder, tenantId: string): Claims {
  const issuer = `https://sts.windows.net/${tenantId}/`;
  const isUser = subject.kind === "user";
  const names = isUser
    ? {
        acr: "1",
        amr: ["pwd"],
        family_name: subject.user.surname,
        given_name: subject.user.givenName,
        unique_name: subject.user.userPrincipalName,
        upn: subject.user.userPrincipalName,
      }
    : { idp: issuer };
  return {
    aud: audience,
    iss: issuer,
    appid: client.application.appId,
    appidacr: proof,
    ver: "1.0",
    ...names,
    ...(resource.appId === graphAppId ? { app_displayname: client.application.displayName } : {}),
  };
}

function secondVersion({ client, proof, subject, resource }: TokenOrder, tenantId: string): Claims {
  return {
    aud: resource.appId,
    iss: `${entraOrigin}/${tenantId}/v2.0`,
    azp: client.application.appId,
    azpacr: proof,
    ver: "2.0",
    ...(subject.kind === "user" ? { preferred_username: subject.user.userPrincipalName } : {}),
  };
}

/**
 * Makes and signs an access token.
 * Source: learn.microsoft.com/entra/identity-platform/access-token-claims-reference.
 */
export async function issueAccessToken(tenant: Tenant, order: TokenOrder): Promise<IssuedToken> {
  const { resource, understandsChallenges } = order;
  const own = applicationByAppId(tenant.directory, resource.appId);
  const continuous = understandsChallenges && resource.appId === graphAppId;
  const expiresIn = continuous ? continuousLifetime : tenant.entra.accessTokenLifetime;
  const now = Math.floor(tenant.clock.now() / 1000);
  const version = own?.requestedAccessTokenVersion === 2 ? secondVersion : firstVersion;
  const token = await signToken(tenant.entra, {
    ...version(order, tenant.tenantId),
    iat: now - backdate,
    nbf: now - backdate,
    exp: now + expiresIn,
    tid: tenant.tenantId,
    uti: opaqueText(16),
    ...(await subjectClaims(order, own === undefined)),
    ...(continuous ? { xms_cc: ["cp1"] } : {}),
  });
  return { token: tenant.secrets.note("access-token", token), expiresIn };
}

/** What an id token is made from. */
export interface IdTokenOrder {
  readonly client: Client;
  readonly user: User;
  readonly nonce: string | null;
  readonly openId: ReadonlySet<string>;
}

/** Makes and signs an id token (version 2). Source: learn.microsoft.com/entra/identity-platform/id-token-claims-reference. */
export async function issueIdToken(tenant: Tenant, { client, user, nonce, openId }: IdTokenOrder): Promise<string> {
  const now = Math.floor(tenant.clock.now() / 1000);
  const { appId } = client.application;
  const profile = { name: user.displayName, preferred_username: user.userPrincipalName };
  const token = await signToken(tenant.entra, {
    aud: appId,
    iss: `${entraOrigin}/${tenant.tenantId}/v2.0`,
    iat: now - backdate,
    nbf: now - backdate,
    exp: now + 3600,
    oid: user.id,
    sub: await pairwiseSubject(user, appId),
    tid: tenant.tenantId,
    uti: opaqueText(16),
    ver: "2.0",
    ...(openId.has("profile") ? profile : {}),
    ...(openId.has("email") ? { email: user.mail } : {}),
    ...(nonce === null ? {} : { nonce }),
  });
  return tenant.secrets.note("id-token", token);
}
