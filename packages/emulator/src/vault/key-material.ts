import type { SecretRegister } from "../secrets.ts";
import { badParameter, notEmulated } from "./answer.ts";
import { fromBase64, toBase64, toBase64Url, toPem } from "./bytes.ts";

/** A key pair as JSON Web Key (RFC 7517) and PKCS #8. */
export interface KeyMaterial {
  readonly kty: "RSA" | "EC";
  /** With the private members. */
  readonly jwk: Readonly<JsonWebKey>;
  readonly pkcs8: Uint8Array<ArrayBuffer>;
  /** Bits of an RSA modulus; undefined for EC. */
  readonly size: number | undefined;
}

/** What kind of key is wanted. */
export interface KeyKind {
  readonly kty: "RSA" | "EC";
  readonly size?: number | undefined;
  readonly crv?: string | undefined;
}

const rsaSizes = new Set([2048, 3072, 4096]);
const curves = ["P-256", "P-384", "P-521"];

/** WebCrypto's name for a kind of key; the hash matters only to those who sign through WebCrypto. Throws 400 or 501. */
function algorithmOf(kind: KeyKind): RsaHashedKeyGenParams | EcKeyGenParams {
  if (kind.kty === "EC") {
    const namedCurve = kind.crv ?? "P-256";
    if (namedCurve === "P-256K") throw notEmulated("keys on the curve P-256K");
    if (!curves.includes(namedCurve)) throw badParameter(`The curve ${namedCurve} is not supported.`);
    return { name: "ECDSA", namedCurve };
  }
  const modulusLength = kind.size ?? 2048;
  if (!rsaSizes.has(modulusLength)) throw badParameter("The specified RSA KeySize is not supported.");
  return { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256", modulusLength, publicExponent: new Uint8Array([1, 0, 1]) };
}

/** Notes the forms in which a private key could leak. */
function note(secrets: SecretRegister, jwk: JsonWebKey, pkcs8: Uint8Array): void {
  if (jwk.d !== undefined) secrets.note("private-key", jwk.d);
  secrets.note("private-key", toBase64(pkcs8));
  secrets.note("private-key", toPem("PRIVATE KEY", pkcs8));
}

async function materialOf(privateKey: CryptoKey, secrets: SecretRegister): Promise<KeyMaterial> {
  const jwk = await crypto.subtle.exportKey("jwk", privateKey);
  const pkcs8 = new Uint8Array(await crypto.subtle.exportKey("pkcs8", privateKey));
  note(secrets, jwk, pkcs8);
  const size = jwk.n === undefined ? undefined : fromBase64(jwk.n).length * 8;
  return { kty: jwk.kty === "EC" ? "EC" : "RSA", jwk, pkcs8, size };
}

/** Makes a key pair with the platform's randomness. */
export async function generateKey(kind: KeyKind, secrets: SecretRegister): Promise<KeyMaterial> {
  const pair = await crypto.subtle.generateKey(algorithmOf(kind), true, ["sign", "verify"]);
  if (!("privateKey" in pair)) throw new TypeError("The platform gave a single key where a pair was asked for.");
  return materialOf(pair.privateKey, secrets);
}

/** A key pair from PKCS #8, for imports. Throws 400 when it is of no kind that the vault holds. */
export async function importPkcs8(pkcs8: Uint8Array<ArrayBuffer>, secrets: SecretRegister): Promise<KeyMaterial> {
  const candidates: readonly (RsaHashedImportParams | EcKeyImportParams)[] = [
    { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" },
    ...curves.map((namedCurve) => ({ name: "ECDSA", namedCurve })),
  ];
  for (const algorithm of candidates) {
    try {
      return await materialOf(await crypto.subtle.importKey("pkcs8", pkcs8, algorithm, true, ["sign"]), secrets);
    } catch {
      // Not of this kind: the next one is tried.
    }
  }
  throw badParameter("The specified PKCS#8 content is not a supported RSA or EC private key.");
}

/** The public members, as `/keys` shows them. */
export function publicJwk({ kty, jwk }: KeyMaterial): Readonly<Record<string, string>> {
  const names = kty === "RSA" ? (["n", "e"] as const) : (["crv", "x", "y"] as const);
  return Object.fromEntries(names.map((name) => [name, jwk[name] ?? ""]));
}

/** The pair for WebCrypto's signing, with one hash for RSA. */
export async function signingPair(material: KeyMaterial): Promise<CryptoKeyPair> {
  const { jwk } = material;
  const algorithm =
    material.kty === "EC"
      ? { name: "ECDSA", namedCurve: jwk.crv ?? "P-256" }
      : { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
  const publicPart: JsonWebKey = { kty: material.kty, ...publicJwk(material) };
  return {
    privateKey: await crypto.subtle.importKey("pkcs8", material.pkcs8, algorithm, true, ["sign"]),
    publicKey: await crypto.subtle.importKey("jwk", publicPart, algorithm, true, ["verify"]),
  };
}

/** SHA-1 of bytes as the vault shows thumbprints: base64url. */
export async function sha1Thumbprint(der: Uint8Array<ArrayBuffer>): Promise<string> {
  return toBase64Url(new Uint8Array(await crypto.subtle.digest("SHA-1", der)));
}
