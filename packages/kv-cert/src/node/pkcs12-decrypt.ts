import { createDecipheriv, pbkdf2Sync } from "node:crypto";

import { type DerElement, expectTag, oid, readAll, sequence, smallInteger, tags } from "./der.ts";
import { PfxError } from "./pfx-error.ts";
import { bmpPassword, pkcs12Kdf, purposes } from "./pkcs12-kdf.ts";

/** Opens what a PFX holds encrypted, and counts the work. */
export interface Decryption {
  /** `null` for none, which is not the same as an empty one. */
  readonly password: string | null;
  /** Spends iterations of a budget that the whole file shares. */
  readonly spend: (iterations: number) => void;
}

const pbes2 = "1.2.840.113549.1.5.13";
const pbkdf2 = "1.2.840.113549.1.5.12";
const pbeSha1TripleDes = "1.2.840.113549.1.12.1.3";

const ciphers: Readonly<Record<string, { readonly name: string; readonly keyLength: number }>> = {
  "2.16.840.1.101.3.4.1.2": { name: "aes-128-cbc", keyLength: 16 },
  "2.16.840.1.101.3.4.1.22": { name: "aes-192-cbc", keyLength: 24 },
  "2.16.840.1.101.3.4.1.42": { name: "aes-256-cbc", keyLength: 32 },
};

const hmacs: Readonly<Record<string, string>> = {
  "1.2.840.113549.2.7": "sha1",
  "1.2.840.113549.2.8": "sha224",
  "1.2.840.113549.2.9": "sha256",
  "1.2.840.113549.2.10": "sha384",
  "1.2.840.113549.2.11": "sha512",
};

/** Names for messages about what is refused. */
const known: Readonly<Record<string, string>> = {
  "1.2.840.113549.1.12.1.1": "RC4 (128 bits)",
  "1.2.840.113549.1.12.1.2": "RC4 (40 bits)",
  "1.2.840.113549.1.12.1.4": "two-key Triple DES",
  "1.2.840.113549.1.12.1.5": "RC2 (128 bits)",
  "1.2.840.113549.1.12.1.6": "RC2 (40 bits)",
  "1.2.840.113549.3.2": "RC2",
  "1.2.840.113549.3.7": "Triple DES in PBES2",
  "1.3.14.3.2.7": "DES",
};

/** An error that names the algorithm. */
export function unsupported(id: string, use: string): PfxError {
  return new PfxError("unsupported_algorithm", `The file's ${use} is ${known[id] ?? `the algorithm ${id}`}.`);
}

interface CipherInput {
  readonly name: string;
  readonly key: Uint8Array;
  readonly iv: Uint8Array;
}

function tripleDes(parameters: DerElement | undefined, { password, spend }: Decryption): CipherInput {
  const [saltElement, countElement] = sequence(parameters, "the cipher's parameters");
  const salt = expectTag(saltElement, tags.octetString, "the salt");
  const iterations = smallInteger(countElement, "the iteration count");
  spend(iterations * 3);
  const base = { digest: "sha1", password: bmpPassword(password), salt, iterations };
  const key = pkcs12Kdf({ ...base, purpose: purposes.key, length: 24 });
  return { name: "des-ede3-cbc", key, iv: pkcs12Kdf({ ...base, purpose: purposes.iv, length: 8 }) };
}

/** PBKDF2's parameters: salt, iterations, an optional key length, and the hash, SHA-1 when left out (RFC 8018 §A.2). */
function derive(kdf: readonly DerElement[], keyLength: number, { password, spend }: Decryption): Uint8Array {
  const kdfId = oid(kdf[0], "the key derivation");
  if (kdfId !== pbkdf2) throw unsupported(kdfId, "key derivation");
  const [saltElement, countElement, ...rest] = sequence(kdf[1], "the key derivation's parameters");
  const salt = expectTag(saltElement, tags.octetString, "the salt");
  const iterations = smallInteger(countElement, "the iteration count");
  const hashElement = rest.find(({ tag }) => tag === tags.sequence);
  const hashId =
    hashElement === undefined ? "1.2.840.113549.2.7" : oid(sequence(hashElement, "the hash")[0], "the hash");
  const digest = hmacs[hashId];
  if (digest === undefined) throw unsupported(hashId, "key derivation's hash");
  spend(iterations);
  return pbkdf2Sync(new TextEncoder().encode(password ?? ""), salt, iterations, keyLength, digest);
}

function passwordBased2(parameters: DerElement | undefined, decryption: Decryption): CipherInput {
  const [kdfElement, cipherElement] = sequence(parameters, "the cipher's parameters");
  const [cipherId, ivElement] = sequence(cipherElement, "the cipher");
  const id = oid(cipherId, "the cipher");
  const cipher = ciphers[id];
  if (cipher === undefined) throw unsupported(id, "encryption");
  const iv = expectTag(ivElement, tags.octetString, "the initial vector");
  if (iv.length !== 16) throw new PfxError("malformed", "The file's initial vector has a wrong length.");
  return {
    name: cipher.name,
    key: derive(sequence(kdfElement, "the key derivation"), cipher.keyLength, decryption),
    iv,
  };
}

function cipherOf(algorithm: DerElement | undefined, decryption: Decryption): CipherInput {
  const [idElement, parameters] = sequence(algorithm, "the encryption");
  const id = oid(idElement, "the encryption");
  if (id === pbes2) return passwordBased2(parameters, decryption);
  if (id === pbeSha1TripleDes) return tripleDes(parameters, decryption);
  throw unsupported(id, "encryption");
}

/** Decrypts by the algorithm that the file names: PBES2 with AES, or PBE with SHA-1 and three-key Triple DES. */
export function decrypt(algorithm: DerElement | undefined, encrypted: Uint8Array, decryption: Decryption): Uint8Array {
  const { name, key, iv } = cipherOf(algorithm, decryption);
  const decipher = createDecipheriv(name, key, iv);
  try {
    return new Uint8Array([...decipher.update(encrypted), ...decipher.final()]);
  } catch {
    throw new PfxError("wrong_password", "A part of the file cannot be decrypted.");
  }
}

/** Decrypts an `EncryptedPrivateKeyInfo` (RFC 5958 §3) and gives the `PrivateKeyInfo` in it. */
export function decryptPrivateKey(content: Uint8Array, decryption: Decryption): Uint8Array {
  const [algorithm, data] = readAll(content);
  return decrypt(algorithm, expectTag(data, tags.octetString, "the encrypted key"), decryption);
}
