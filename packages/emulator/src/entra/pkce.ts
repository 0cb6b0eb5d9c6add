import { base64url } from "jose";

import type { Tenant } from "../tenant.ts";
import { challengeInvalid, verifierMismatch, verifierMissing } from "./sign-in-refusals.ts";
import type { AuthorizationCode } from "./state.ts";

type Challenge = NonNullable<AuthorizationCode["challenge"]>;

/**
 * Reads the challenge of an authorization request (RFC 7636 section 4.3).
 *
 * @throws {Refusal} AADSTS50147.
 */
export function readChallenge(value: string | undefined, method: string | undefined): Challenge | null {
  if (value === undefined) return null;
  const known = method ?? "plain";
  if ((known !== "S256" && known !== "plain") || !/^[\w.~-]{43,128}$/.test(value)) throw challengeInvalid();
  return { method: known, value };
}

/**
 * Checks the verifier of a token request against the challenge of its authorization request.
 *
 * @throws {Refusal} AADSTS50148 or 501481.
 */
export async function checkVerifier(
  tenant: Tenant,
  challenge: Challenge | null,
  verifier: string | undefined,
): Promise<void> {
  if (verifier !== undefined) tenant.secrets.note("code-verifier", verifier);
  if (challenge === null) return;
  if (verifier === undefined) throw verifierMissing();
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier));
  const shown = challenge.method === "plain" ? verifier : base64url.encode(new Uint8Array(digest));
  if (shown !== challenge.value) throw verifierMismatch();
}
