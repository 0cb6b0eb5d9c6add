import { concat, fromBase64, randomBytes } from "./bytes.ts";
import type { KeyMaterial } from "./key-material.ts";
import { loadNodeCrypto } from "./pkcs12-pbe.ts";

/** The hashes of the signature algorithms, with the DER that PKCS #1 v1.5 puts before a digest (RFC 8017 §9.2). */
export const hashes = {
  "SHA-256": { length: 32, prefix: "3031300d060960864801650304020105000420" },
  "SHA-384": { length: 48, prefix: "3041300d060960864801650304020205000430" },
  "SHA-512": { length: 64, prefix: "3051300d060960864801650304020305000440" },
} as const;

/** A hash by WebCrypto's name. */
export type HashName = keyof typeof hashes;

function toBigInt(bytes: Uint8Array): bigint {
  let hex = "0x0";
  for (const byte of bytes) hex += byte.toString(16).padStart(2, "0");
  return BigInt(hex);
}

function fromBigInt(value: bigint, length: number): Uint8Array<ArrayBuffer> {
  const hex = value.toString(16).padStart(length * 2, "0");
  return Uint8Array.from({ length }, (_, index) => Number.parseInt(hex.slice(index * 2, index * 2 + 2), 16));
}

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  let square = base % modulus;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if ((rest & 1n) === 1n) result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return result;
}

function part(jwk: JsonWebKey, name: "n" | "e" | "d" | "p" | "q" | "dp" | "dq" | "qi"): bigint {
  return toBigInt(fromBase64(jwk[name] ?? ""));
}

/** m^d mod n by the Chinese remainder theorem, for platforms whose `node:crypto` cannot do it. Not in constant time: test keys only. */
export function privateOperationByBigInt(jwk: JsonWebKey, message: Uint8Array): Uint8Array<ArrayBuffer> {
  const p = part(jwk, "p");
  const q = part(jwk, "q");
  const value = toBigInt(message);
  const left = power(value, part(jwk, "dp"), p);
  const right = power(value, part(jwk, "dq"), q);
  const difference = (((left - right) % p) + p) % p;
  return fromBigInt(right + q * ((part(jwk, "qi") * difference) % p), message.length);
}

/** m^d mod n: RSA's private operation on a whole block (RFC 8017 §5.2.1). */
async function privateOperation(material: KeyMaterial, message: Uint8Array): Promise<Uint8Array> {
  try {
    const { constants, createPrivateKey, privateEncrypt } = await loadNodeCrypto();
    const key = createPrivateKey({ key: { ...material.jwk }, format: "jwk" });
    return new Uint8Array(privateEncrypt({ key, padding: constants.RSA_NO_PADDING }, message));
  } catch {
    return privateOperationByBigInt(material.jwk, message);
  }
}

/** s^e mod n: the public operation; undefined when the signature is no number below the modulus. */
function publicOperation({ jwk }: KeyMaterial, signature: Uint8Array): Uint8Array<ArrayBuffer> | undefined {
  const modulus = part(jwk, "n");
  const value = toBigInt(signature);
  if (value >= modulus) return undefined;
  return fromBigInt(power(value, part(jwk, "e"), modulus), signature.length);
}

async function digest(hash: HashName, ...parts: readonly Uint8Array[]): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await crypto.subtle.digest(hash, concat(...parts)));
}

/** MGF1 (RFC 8017 appendix B.2.1). */
async function maskOf(seed: Uint8Array, length: number, hash: HashName): Promise<Uint8Array<ArrayBuffer>> {
  let mask = new Uint8Array(0);
  for (let counter = 0; mask.length < length; counter += 1) {
    mask = concat(mask, await digest(hash, seed, fromBigInt(BigInt(counter), 4)));
  }
  return mask.slice(0, length);
}

function xor(left: Uint8Array, right: Uint8Array): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(left, (byte, index) => byte ^ (right[index] ?? 0));
}

/** EMSA-PSS with a salt as long as the hash (RFC 8017 §9.1.1); the modulus' length is a multiple of 8 bits. */
async function encodePss(digestBytes: Uint8Array, length: number, hash: HashName): Promise<Uint8Array> {
  const salt = randomBytes(hashes[hash].length);
  const hashed = await digest(hash, new Uint8Array(8), digestBytes, salt);
  const block = new Uint8Array(length - hashed.length - 1);
  block[block.length - salt.length - 1] = 1;
  block.set(salt, block.length - salt.length);
  const masked = xor(block, await maskOf(hashed, block.length, hash));
  masked[0] = (masked[0] ?? 0) & 0x7f;
  return concat(masked, hashed, Uint8Array.of(0xbc));
}

/** Whether a recovered block is an EMSA-PSS encoding of the digest (RFC 8017 §9.1.2). */
async function isPss(block: Uint8Array, digestBytes: Uint8Array, hash: HashName): Promise<boolean> {
  const size = hashes[hash].length;
  const masked = block.slice(0, block.length - size - 1);
  const hashed = block.slice(masked.length, masked.length + size);
  if (block.at(-1) !== 0xbc || ((masked[0] ?? 0) & 0x80) !== 0) return false;
  const clear = xor(masked, await maskOf(hashed, masked.length, hash));
  clear[0] = (clear[0] ?? 0) & 0x7f;
  const start = clear.length - size - 1;
  if (clear[start] !== 1 || clear.subarray(0, start).some((byte) => byte !== 0)) return false;
  return equal(await digest(hash, new Uint8Array(8), digestBytes, clear.slice(start + 1)), hashed);
}

function equal(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && left.every((byte, index) => byte === right[index]);
}

/** EMSA-PKCS1-v1_5 (RFC 8017 §9.2). */
function encodePkcs1(digestBytes: Uint8Array, length: number, hash: HashName): Uint8Array {
  const prefix = Uint8Array.from(hashes[hash].prefix.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  const filler = new Uint8Array(length - prefix.length - digestBytes.length - 3).fill(0xff);
  return concat(Uint8Array.of(0, 1), filler, Uint8Array.of(0), prefix, digestBytes);
}

/** How a digest is padded: `PS…` or `RS…` of RFC 7518. */
export type Padding = "pss" | "pkcs1";

/** A signature over a digest that the caller made: what WebCrypto, which hashes by itself, cannot do. */
export async function signDigest(
  material: KeyMaterial,
  padding: Padding,
  hash: HashName,
  digestBytes: Uint8Array,
): Promise<Uint8Array> {
  const length = (material.size ?? 0) / 8;
  const encode = padding === "pss" ? encodePss : encodePkcs1;
  return privateOperation(material, await encode(digestBytes, length, hash));
}

/** Whether a signature is this key's over the digest. */
export async function verifyDigest(
  material: KeyMaterial,
  padding: Padding,
  hash: HashName,
  digestBytes: Uint8Array,
  signature: Uint8Array,
): Promise<boolean> {
  const length = (material.size ?? 0) / 8;
  if (signature.length !== length || digestBytes.length !== hashes[hash].length) return false;
  const block = publicOperation(material, signature);
  if (block === undefined) return false;
  return padding === "pss" ? isPss(block, digestBytes, hash) : equal(block, encodePkcs1(digestBytes, length, hash));
}
