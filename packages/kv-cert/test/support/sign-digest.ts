import { constants, createHash, type KeyObject, privateEncrypt, randomBytes } from "node:crypto";

const sha256 = (...parts: readonly Uint8Array[]): Buffer => {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest();
};

/** MGF1 with SHA-256 (RFC 8017 §B.2.1). */
function mask(seed: Buffer, length: number): Buffer {
  const blocks = Array.from({ length: Math.ceil(length / 32) }, (_, counter) =>
    sha256(seed, Buffer.from([0, 0, 0, counter])),
  );
  return Buffer.concat(blocks).subarray(0, length);
}

/** Signs a SHA-256 digest by RSA-PSS as a vault does, which is never shown the data (RFC 8017 §9.1.1), with a key of 2048 bits. */
export function signDigest(key: KeyObject, digest: Uint8Array): Buffer {
  const length = 256;
  const salt = randomBytes(32);
  const hash = sha256(Buffer.alloc(8), digest, salt);
  const block = Buffer.concat([Buffer.alloc(length - 32 - 32 - 2), Buffer.from([1]), salt]);
  const masked = mask(hash, block.length).map((byte, index) => byte ^ (block[index] ?? 0));
  masked[0] = (masked[0] ?? 0) & 0x7f;
  const encoded = Buffer.concat([masked, hash, Buffer.from([0xbc])]);
  return privateEncrypt({ key, padding: constants.RSA_NO_PADDING }, encoded);
}
