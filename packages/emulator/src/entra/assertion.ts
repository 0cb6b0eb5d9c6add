import { type ProtectedHeaderParameters, base64url, compactVerify, decodeJwt, decodeProtectedHeader } from "jose";

import { fromBase64 } from "../base64.ts";
import { hex, parseCertificate, thumbprint } from "../directory/certificate.ts";
import type { Application, KeyCredential } from "../directory/state.ts";
import type { Tenant } from "../tenant.ts";
import { entraHosts } from "./hosts.ts";
import {
  assertionAudience,
  assertionIssuer,
  assertionKey,
  assertionMalformed,
  assertionOfOtherClient,
  assertionOutOfTime,
  assertionSubject,
} from "./client-refusals.ts";
import { anyTenant } from "./tenant-segment.ts";

/** Entra allows this much between its clock and the client's. */
const toleranceMs = 300_000;

interface Assertion {
  readonly header: ProtectedHeaderParameters;
  readonly claims: Readonly<Record<string, unknown>>;
}

function decode(assertion: string): Assertion {
  try {
    return { header: decodeProtectedHeader(assertion), claims: decodeJwt(assertion) };
  } catch {
    throw assertionMalformed();
  }
}

/** The application id that an assertion speaks for, where the request itself does not say. */
export function clientOfAssertion(assertion: string): string {
  const { claims } = decode(assertion);
  if (typeof claims["sub"] !== "string") throw assertionMalformed();
  return claims["sub"];
}

function checkParties(clientId: string, { iss, sub }: Readonly<Record<string, unknown>>): void {
  if (iss === sub && iss !== clientId) throw assertionOfOtherClient();
  if (iss !== clientId) throw assertionIssuer(String(iss));
  if (sub !== clientId) throw assertionSubject(String(sub));
}

function isOwnTenant(tenant: Tenant, segment: string | undefined): boolean {
  const name = segment?.toLowerCase() ?? "";
  return name === tenant.tenantId || name === tenant.directory.organization.domain || anyTenant.has(name);
}

/** Entra takes the token endpoints of both versions and the issuers of both versions. */
function isOwnAudience(tenant: Tenant, audience: unknown): boolean {
  if (typeof audience !== "string" || !URL.canParse(audience)) return false;
  const url = new URL(audience);
  const own = (url.protocol === "https:" && entraHosts.has(url.host)) || tenant.entra.localOrigins.has(url.origin);
  const path = /^\/([^/]+)(?:\/|\/oauth2\/token|\/oauth2\/v2\.0\/token|\/v2\.0)?$/.exec(url.pathname);
  return own && isOwnTenant(tenant, path?.[1]);
}

function checkTime(now: number, { nbf, exp }: Readonly<Record<string, unknown>>): void {
  if (typeof exp !== "number" || (nbf !== undefined && typeof nbf !== "number")) throw assertionMalformed();
  const from = (nbf ?? 0) * 1000;
  const until = exp * 1000;
  if (now < from - toleranceMs || now >= until + toleranceMs) throw assertionOutOfTime(now, from, until);
}

/** Thumbprints are base64url, with or without padding: MSAL for Python pads. */
function thumbprintBytes(value: unknown): Uint8Array | undefined {
  if (typeof value !== "string") return undefined;
  try {
    return base64url.decode(value.replace(/=+$/, ""));
  } catch {
    throw assertionMalformed();
  }
}

async function findKey(
  keys: readonly KeyCredential[],
  header: ProtectedHeaderParameters,
): Promise<[KeyCredential | undefined, string]> {
  const sha256 = thumbprintBytes(header["x5t#S256"]);
  const named = sha256 ?? thumbprintBytes(header.x5t) ?? new Uint8Array();
  const wanted = hex(named);
  const algorithm = sha256 === undefined ? "SHA-1" : "SHA-256";
  for (const key of keys) {
    const actual = await thumbprint(algorithm, fromBase64(key.key));
    if (key.usage === "Verify" && hex(actual) === wanted) return [key, wanted];
  }
  return [undefined, wanted];
}

async function checkSignature(
  tenant: Tenant,
  application: Application,
  assertion: string,
  header: ProtectedHeaderParameters,
): Promise<void> {
  const algorithm = header.alg === "PS256" ? "RSA-PSS" : "RSASSA-PKCS1-v1_5";
  if (header.alg !== "PS256" && header.alg !== "RS256") throw assertionMalformed();
  const [key, wanted] = await findKey(application.keyCredentials, header);
  if (key === undefined) throw assertionKey(application.appId, wanted, "The key was not found.");
  if (tenant.clock.now() >= Date.parse(key.endDateTime))
    throw assertionKey(application.appId, wanted, "The key used is expired.");
  const { publicKey } = parseCertificate(fromBase64(key.key));
  try {
    const imported = await crypto.subtle.importKey("spki", publicKey, { name: algorithm, hash: "SHA-256" }, false, [
      "verify",
    ]);
    await compactVerify(assertion, imported, { algorithms: [header.alg] });
  } catch {
    throw assertionKey(
      application.appId,
      wanted,
      "The provided signature value did not match the expected signature value.",
    );
  }
}

/** Entra accepts an assertion id twice; a careful client never sends one twice, so the log keeps it. */
function recordReplay(tenant: Tenant, clientId: string, jti: unknown): void {
  if (typeof jti !== "string") return;
  const id = `${clientId} ${jti}`;
  if (tenant.entra.presentedAssertions.has(id)) {
    const detail = `The client ${clientId} presented one client assertion (jti) more than once.`;
    tenant.log.violate({ time: tenant.clock.now(), kind: "jti-replayed", detail });
  }
  tenant.entra.presentedAssertions.add(id);
}

/**
 * Verifies a client assertion with the certificates that are registered on the application.
 * Source: learn.microsoft.com/entra/identity-platform/certificate-credentials, RFC 7523 section 3.
 *
 * @throws {Refusal} AADSTS50027, 700021, 700211, 700213, 700027, 700023 or 700024.
 */
export async function verifyAssertion(tenant: Tenant, application: Application, assertion: string): Promise<void> {
  tenant.secrets.note("client-assertion", assertion);
  const { header, claims } = decode(assertion);
  checkParties(application.appId, claims);
  await checkSignature(tenant, application, assertion, header);
  if (!isOwnAudience(tenant, claims["aud"])) throw assertionAudience();
  checkTime(tenant.clock.now(), claims);
  recordReplay(tenant, application.appId, claims["jti"]);
}
