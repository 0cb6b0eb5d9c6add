import { compactVerify, decodeJwt, decodeProtectedHeader } from "jose";

import type { Tenant } from "../tenant.ts";
import type { AccessTokenClaims, Authentication } from "./claims.ts";

type Failure = Extract<Authentication, { ok: false }>;

function failure(reason: Failure["reason"], detail: string): Failure {
  return { ok: false, reason, detail };
}

function isAccessTokenClaims(payload: object): payload is AccessTokenClaims {
  const claims: Partial<Record<keyof AccessTokenClaims, unknown>> = payload;
  return (
    [claims.aud, claims.iss, claims.tid, claims.oid, claims.sub, claims.ver].every(
      (value) => typeof value === "string",
    ) && [claims.nbf, claims.exp].every((value) => typeof value === "number")
  );
}

/** How many verified tokens are remembered before all are forgotten. */
const remembered = 10_000;

async function verify(tenant: Tenant, token: string): Promise<AccessTokenClaims | Failure> {
  const { verifiedTokens, signingKeys } = tenant.entra;
  const known = verifiedTokens.get(token);
  if (known !== undefined) return known;
  let payload: object;
  let kid: string | undefined;
  try {
    payload = decodeJwt(token);
    ({ kid } = decodeProtectedHeader(token));
  } catch {
    return failure("malformed", "The token is not a JSON Web Token.");
  }
  if (!isAccessTokenClaims(payload)) return failure("malformed", "The token lacks claims of an access token.");
  const key = signingKeys.find((candidate) => candidate.kid === kid);
  if (key === undefined) return failure("signature", "The token names a signing key that the tenant does not have.");
  try {
    await compactVerify(token, key.publicKey, { algorithms: ["RS256"] });
  } catch {
    return failure("signature", "The token's signature does not match its contents.");
  }
  if (verifiedTokens.size >= remembered) verifiedTokens.clear();
  verifiedTokens.set(token, payload);
  return payload;
}

/**
 * Checks the bearer token of a request: that this tenant signed it, that it is in its valid time by the tenant's clock,
 * and that it is meant for one of the audiences (compared exactly). Every surface renders the failure in its own words.
 */
export async function authenticate(
  tenant: Tenant,
  request: Request,
  audiences: readonly string[],
): Promise<Authentication> {
  const token = /^Bearer +([^\s]+)\s*$/i.exec(request.headers.get("authorization") ?? "")?.[1];
  if (token === undefined) return failure("missing", "The request carries no bearer token.");
  const claims = await verify(tenant, token);
  if ("ok" in claims) return claims;
  const now = tenant.clock.now() / 1000;
  if (now >= claims.exp) return failure("expired", "Lifetime validation failed, the token is expired.");
  if (now < claims.nbf) return failure("expired", "Lifetime validation failed, the token is not yet valid.");
  if (!audiences.includes(claims.aud)) {
    const host = new URL(request.url).hostname;
    const detail = `${host} was shown a token for another audience (${claims.aud}).`;
    tenant.log.violate({ time: tenant.clock.now(), kind: "token-audience", detail });
    return failure("audience", `Access token validation failure. Invalid audience: ${claims.aud}.`);
  }
  return { ok: true, claims };
}
