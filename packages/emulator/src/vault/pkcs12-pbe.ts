import { concat } from "./bytes.ts";

/** What the derived bytes are for (RFC 7292, appendix B.3). */
const purposes = { key: 1, iv: 2, mac: 3 } as const;

/** SHA-1's block size. */
const block = 64;

type NodeCrypto = typeof import("node:crypto");

let nodeCrypto: Promise<NodeCrypto> | undefined;

/** 3DES and raw SHA-1 chains are not in WebCrypto; `node:crypto` is loaded when they are needed first. */
export function loadNodeCrypto(): Promise<NodeCrypto> {
  nodeCrypto ??= import("node:crypto");
  return nodeCrypto;
}

function repeatToBlocks(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const length = block * Math.ceil(bytes.length / block);
  return Uint8Array.from({ length }, (_, index) => bytes[index % bytes.length] ?? 0);
}

/** I_j = (I_j + B + 1) mod 2^v for every block of I, in place. */
function addToBlocks(input: Uint8Array, addend: Uint8Array): void {
  for (let start = 0; start < input.length; start += block) {
    let carry = 1;
    for (let index = block - 1; index >= 0; index -= 1) {
      const sum = (input[start + index] ?? 0) + (addend[index] ?? 0) + carry;
      input[start + index] = sum & 0xff;
      carry = sum >> 8;
    }
  }
}

/** How a password is spread over keys: its salt and how often SHA-1 runs. */
export interface Derivation {
  readonly salt: Uint8Array;
  readonly iterations: number;
}

/**
 * The key derivation of PKCS #12 with SHA-1 (RFC 7292, appendix B.2).
 *
 * @param password BMPString bytes with two zeros at the end; no bytes at all for the null password.
 */
function derive(
  { createHash }: NodeCrypto,
  purpose: keyof typeof purposes,
  password: Uint8Array,
  { salt, iterations }: Derivation,
  length: number,
): Uint8Array<ArrayBuffer> {
  const input = concat(repeatToBlocks(salt), repeatToBlocks(password));
  const diversifier = new Uint8Array(block).fill(purposes[purpose]);
  let output = new Uint8Array(0);
  while (output.length < length) {
    let digest = createHash("sha1").update(diversifier).update(input).digest();
    for (let round = 1; round < iterations; round += 1) digest = createHash("sha1").update(digest).digest();
    output = concat(output, digest);
    addToBlocks(input, repeatToBlocks(digest));
  }
  return output.slice(0, length);
}

/** pbeWithSHAAnd3-KeyTripleDES-CBC, one way or the other. Throws when a text to decrypt has a wrong padding. */
export function tripleDes(
  library: NodeCrypto,
  direction: "encrypt" | "decrypt",
  data: Uint8Array,
  password: Uint8Array,
  derivation: Derivation,
): Uint8Array<ArrayBuffer> {
  const key = derive(library, "key", password, derivation, 24);
  const iv = derive(library, "iv", password, derivation, 8);
  const make = direction === "encrypt" ? library.createCipheriv : library.createDecipheriv;
  const cipher = make("des-ede3-cbc", key, iv);
  return concat(cipher.update(data), cipher.final());
}

/** The MAC of a PFX: HMAC with SHA-1 over the authenticated safe. */
export function macOf(
  library: NodeCrypto,
  data: Uint8Array,
  password: Uint8Array,
  derivation: Derivation,
): Uint8Array<ArrayBuffer> {
  const key = derive(library, "mac", password, derivation, 20);
  return new Uint8Array(library.createHmac("sha1", key).update(data).digest());
}

/** A password as PKCS #12 takes it: none at all for null, else BMPString bytes and two zeros. */
export function passwordBytes(password: string | null): Uint8Array<ArrayBuffer> {
  if (password === null) return new Uint8Array(0);
  const bytes = new Uint8Array(password.length * 2 + 2);
  for (let index = 0; index < password.length; index += 1) {
    bytes[index * 2] = password.charCodeAt(index) >> 8;
    bytes[index * 2 + 1] = password.charCodeAt(index) & 0xff;
  }
  return bytes;
}
