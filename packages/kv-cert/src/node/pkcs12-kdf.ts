import { hash } from "node:crypto";

/** Digests that PKCS#12 files are made with: block and output length in bytes (FIPS 180-4). */
export const digests: Readonly<Record<string, { readonly block: number; readonly length: number }>> = {
  sha1: { block: 64, length: 20 },
  sha224: { block: 64, length: 28 },
  sha256: { block: 64, length: 32 },
  sha384: { block: 128, length: 48 },
  sha512: { block: 128, length: 64 },
};

/** What a derived key is for; the standard's "diversifier" (RFC 7292 §B.3). */
export const purposes = { key: 1, iv: 2, mac: 3 } as const;

/** A password for PKCS#12's own key derivation: UTF-16 big-endian with a closing zero, or nothing at all for none (RFC 7292 §B.1). */
export function bmpPassword(password: string | null): Uint8Array {
  if (password === null) return new Uint8Array();
  const bytes = new Uint8Array(password.length * 2 + 2);
  for (let index = 0; index < password.length; index += 1) {
    const unit = password.charCodeAt(index);
    bytes[index * 2] = unit >> 8;
    bytes[index * 2 + 1] = unit & 0xff;
  }
  return bytes;
}

function fill(pattern: Uint8Array, block: number): Uint8Array {
  const filled = new Uint8Array(Math.ceil(pattern.length / block) * block);
  for (let index = 0; index < filled.length; index += 1) filled[index] = pattern[index % pattern.length] ?? 0;
  return filled;
}

/** Adds a block, as a big-endian number, and one, to every block of the input (RFC 7292 §B.2, step 6c). */
function addToBlocks(input: Uint8Array, addend: Uint8Array): void {
  for (let start = 0; start < input.length; start += addend.length) {
    let carry = 1;
    for (let index = addend.length - 1; index >= 0; index -= 1) {
      const sum = (input[start + index] ?? 0) + (addend[index] ?? 0) + carry;
      input[start + index] = sum & 0xff;
      carry = sum >> 8;
    }
  }
}

/** What a key is derived from. */
export interface Pkcs12KdfInput {
  readonly digest: string;
  readonly password: Uint8Array;
  readonly salt: Uint8Array;
  readonly iterations: number;
  readonly purpose: number;
  /** Bytes wanted. */
  readonly length: number;
}

/** PKCS#12's own key derivation (RFC 7292 §B.2). */
export function pkcs12Kdf(input: Pkcs12KdfInput): Uint8Array {
  const { block, length: digestLength } = digests[input.digest] ?? { block: 64, length: 20 };
  const diversifier = new Uint8Array(block).fill(input.purpose);
  const material = new Uint8Array([...fill(input.salt, block), ...fill(input.password, block)]);
  const derived = new Uint8Array(Math.ceil(input.length / digestLength) * digestLength);
  for (let at = 0; at < input.length; at += digestLength) {
    let round: Uint8Array = new Uint8Array([...diversifier, ...material]);
    for (let iteration = 0; iteration < input.iterations; iteration += 1) round = hash(input.digest, round, "buffer");
    derived.set(round, at);
    addToBlocks(material, fill(round, block).subarray(0, block));
  }
  return derived.subarray(0, input.length);
}
