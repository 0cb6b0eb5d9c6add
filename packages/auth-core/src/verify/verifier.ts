import {
  createRemoteJWKSet,
  customFetch as joseFetch,
  decodeJwt,
  decodeProtectedHeader,
  errors,
  type FetchImplementation,
  type JWTPayload,
  type JWTVerifyGetKey,
  jwtVerify,
} from "jose";

import { checkTenantId, isGuid, resolveAuthority, type AuthorityOptions } from "../app-identity.ts";
import { refuseOption } from "../configuration-error.ts";
import { TransportError } from "../transport/error.ts";
import { customFetch, type Fetch, trustedOrigins } from "../transport/fetch.ts";
import { type TimeSource, timeSource } from "../transport/time.ts";
import { createTransport } from "../transport/transport.ts";
import { type AccessTokenClaims, readClaims } from "./claims.ts";
import { VerifyError } from "./verify-error.ts";

/** Key of the option that accepts an emulator's tokens. For tests and local demos alone. */
export const allowEmulated: unique symbol = Symbol.for("entrakit.allowEmulated");

/** Which access tokens an API accepts. */
export interface VerifierOptions extends AuthorityOptions {
  /** The tenant that the API serves, a GUID; or `tenants` for several. */
  readonly tenantId?: string | undefined;
  readonly tenants?: readonly string[] | undefined;
  /** The API's own audience: its client id, its `api://…` URI, or both. */
  readonly audience: string | readonly string[];
  /** Seconds by which clocks may differ; 60 when left out. */
  readonly clockTolerance?: number | undefined;
  readonly [allowEmulated]?: boolean | undefined;
  readonly [customFetch]?: Fetch | undefined;
  readonly [trustedOrigins]?: readonly string[] | undefined;
  readonly [timeSource]?: TimeSource | undefined;
}

/** Checks an access token and gives its claims. */
export type Verifier = (token: string) => Promise<AccessTokenClaims>;

/** Issuers of version 1 tokens, by the authority of their cloud. */
const firstIssuers: Readonly<Record<string, string>> = {
  "https://login.chinacloudapi.cn": "https://sts.chinacloudapi.cn",
};

function tenantsOf(options: VerifierOptions): ReadonlySet<string> {
  const listed = [...(options.tenants ?? []), ...(options.tenantId === undefined ? [] : [options.tenantId])];
  if (listed.length === 0) refuseOption("tenantId", "No tenant is given.", "Set tenantId, or tenants for several.");
  const checked = listed.map((tenant) => checkTenantId(tenant));
  if (!checked.every(isGuid))
    refuseOption("tenantId", "A tenant is named by its domain.", "Use its GUID: tokens name tenants by it.");
  return new Set(checked);
}

function audiencesOf(audience: VerifierOptions["audience"]): string[] {
  const list = typeof audience === "string" ? [audience] : [...audience];
  if (list.length === 0 || list.includes(""))
    refuseOption("audience", "audience is empty.", "Set it to the API's client ID or api:// URI.");
  return list;
}

/** A tenant's published keys: fetched once, kept, and asked for again no sooner than 30 seconds later. */
function createKeys(authority: string, options: VerifierOptions): (tenantId: string) => JWTVerifyGetKey {
  const transport = createTransport({
    origins: [authority],
    timeout: { headersMs: 10_000, totalMs: 20_000 },
    maxBodyBytes: 1024 * 1024,
    [customFetch]: options[customFetch],
    [trustedOrigins]: options[trustedOrigins],
    [timeSource]: options[timeSource],
  });
  const fetchKeys: FetchImplementation = (url, { headers, method, signal }) =>
    transport(url, { headers, method, signal });
  const kept = new Map<string, JWTVerifyGetKey>();
  return (tenantId) => {
    const keys =
      kept.get(tenantId) ??
      createRemoteJWKSet(new URL(`${authority}/${tenantId}/discovery/v2.0/keys`), { [joseFetch]: fetchKeys });
    kept.set(tenantId, keys);
    return keys;
  };
}

function failureOf(error: unknown): VerifyError {
  if (error instanceof errors.JWTExpired) return new VerifyError("expired", "The token has expired.");
  if (error instanceof errors.JWTClaimValidationFailed) {
    if (error.claim === "nbf") return new VerifyError("not_yet_valid", "The token is not valid yet.");
    if (error.claim === "iss")
      return new VerifyError("wrong_issuer", "The token's issuer is not the one of its tenant.");
    if (error.claim === "aud") return new VerifyError("wrong_audience", "The token is for another API.");
    return new VerifyError("malformed", `The token's ${error.claim} claim is missing or wrong.`);
  }
  if (error instanceof errors.JWKSNoMatchingKey)
    return new VerifyError("unknown_key", "The token is signed with an unknown key.");
  if (error instanceof errors.JWSSignatureVerificationFailed)
    return new VerifyError("bad_signature", "The token's signature is wrong.");
  if (error instanceof errors.JOSEAlgNotAllowed)
    return new VerifyError("algorithm_refused", "The token is not signed with RS256.");
  const unavailable =
    error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid || TransportError.isInstance(error);
  if (unavailable || (error instanceof errors.JOSEError && error.code === "ERR_JOSE_GENERIC")) {
    return new VerifyError("keys_unavailable", "The issuer's keys could not be fetched.", error);
  }
  if (error instanceof errors.JOSEError) return new VerifyError("malformed", "The token is not a signed JWT.");
  return new VerifyError("keys_unavailable", "The token could not be checked.", error);
}

/** What the token says of itself, before anything is believed: enough to choose the keys. */
function peek(token: string): { tid: string; version: string; emulated: boolean } {
  try {
    const header = decodeProtectedHeader(token);
    const payload = decodeJwt(token);
    if (header.alg !== "RS256") throw new VerifyError("algorithm_refused", "The token is not signed with RS256.");
    const { tid, ver } = payload;
    if (typeof tid !== "string" || typeof ver !== "string")
      throw new VerifyError("malformed", "The token names no tenant.");
    return { tid: tid.toLowerCase(), version: ver, emulated: header["entrakit-emulator"] === true };
  } catch (error) {
    if (VerifyError.isInstance(error)) throw error;
    throw new VerifyError("malformed", "The token is not a signed JWT.");
  }
}

function audienceIn(payload: JWTPayload, accepted: readonly string[]): string {
  const own = Array.isArray(payload.aud) ? payload.aud : [payload.aud];
  return accepted.find((audience) => own.includes(audience)) ?? "";
}

/**
 * Makes the check that an API runs on every bearer token: RS256 alone, keys of the token's own tenant, that tenant's issuer (version 1
 * or 2), this API's audience, the times.
 *
 * Source: learn.microsoft.com/entra/identity-platform/access-tokens#validate-tokens.
 *
 * @throws {ConfigurationError} at once where an option is missing or malformed; the verifier rejects with {@link VerifyError}
 *
 * @example
 * ```ts
 * const verify = createVerifier({ tenantId, audience: clientId });
 * const { roles, scopes } = await verify(token);
 * ```
 */
export function createVerifier(options: VerifierOptions): Verifier {
  const tenants = tenantsOf(options);
  const audiences = audiencesOf(options.audience);
  const authority = resolveAuthority(options);
  const keysOf = createKeys(authority, options);
  const firstIssuer = firstIssuers[authority] ?? "https://sts.windows.net";
  return async (token) => {
    const { tid, version, emulated } = peek(token);
    if (emulated && options[allowEmulated] !== true)
      throw new VerifyError("emulated", "The token was issued by an emulator.");
    if (!tenants.has(tid))
      throw new VerifyError("wrong_tenant", "The token is from a tenant that this API does not serve.");
    const issuer = version === "1.0" ? `${firstIssuer}/${tid}/` : `${authority}/${tid}/v2.0`;
    try {
      const { payload } = await jwtVerify(token, keysOf(tid), {
        algorithms: ["RS256"],
        issuer,
        audience: audiences,
        clockTolerance: options.clockTolerance ?? 60,
        requiredClaims: ["exp", "nbf", "iat"],
      });
      return readClaims(payload, audienceIn(payload, audiences));
    } catch (error) {
      throw VerifyError.isInstance(error) ? error : failureOf(error);
    }
  };
}
