import { CompactSign, calculateJwkThumbprint } from "jose";

import type { EntraState, SigningKey } from "./state.ts";

const rsa = {
  name: "RSASSA-PKCS1-v1_5",
  hash: "SHA-256",
  modulusLength: 2048,
  publicExponent: new Uint8Array([1, 0, 1]),
};

async function generateSigningKey(): Promise<SigningKey> {
  const { privateKey, publicKey } = await crypto.subtle.generateKey(rsa, true, ["sign", "verify"]);
  const { n = "", e = "" } = await crypto.subtle.exportKey("jwk", publicKey);
  const kid = await calculateJwkThumbprint({ kty: "RSA", n, e });
  return { kid, privateKey, publicKey, jwk: { kty: "RSA", use: "sig", alg: "RS256", kid, n, e } };
}

/** The key that signs now; the first call generates it (RSA 2048), so that a tenant which issues no token costs nothing. */
export async function signingKey(entra: EntraState): Promise<SigningKey> {
  entra.firstKey ??= generateSigningKey().then((key) => {
    entra.signingKeys.push(key);
    return key;
  });
  const first = await entra.firstKey;
  return entra.signingKeys[0] ?? first;
}

/** Puts a new signing key in front; the old ones stay published, as Entra keeps them for a while. */
export async function rotateSigningKey(entra: EntraState): Promise<SigningKey> {
  await signingKey(entra);
  const key = await generateSigningKey();
  entra.signingKeys.unshift(key);
  return key;
}

const encoder = new TextEncoder();

/** Signs a token (RS256). The header marks it as an emulator's, so that no verifier takes it for Entra's by mistake. */
export async function signToken(entra: EntraState, payload: Readonly<Record<string, unknown>>): Promise<string> {
  const key = await signingKey(entra);
  return new CompactSign(encoder.encode(JSON.stringify(payload)))
    .setProtectedHeader({ typ: "JWT", alg: "RS256", kid: key.kid, x5t: key.kid, "entrakit-emulator": true })
    .sign(key.privateKey);
}
