import {
  createHmac,
  createPrivateKey,
  createPublicKey,
  type KeyObject,
  timingSafeEqual,
  X509Certificate,
} from "node:crypto";

import { type DerElement, expectTag, oid, readAll, readDer, sequence, smallInteger, tags } from "./der.ts";
import { PfxError } from "./pfx-error.ts";
import { decrypt, decryptPrivateKey, type Decryption, unsupported } from "./pkcs12-decrypt.ts";
import { bmpPassword, digests, pkcs12Kdf, purposes } from "./pkcs12-kdf.ts";

/** An opened PFX. */
export interface Pfx {
  /** The private key as PKCS#8 PEM. */
  readonly privateKey: string;
  /** The certificate that the key belongs to, as PEM. */
  readonly certificate: string;
  /** The file's other certificates, as PEM, in its order. */
  readonly chain: readonly string[];
  /** Whether the file's integrity was proven: a file may come without a MAC, and nothing else may. */
  readonly mac: "verified" | "absent";
}

const oids = {
  data: "1.2.840.113549.1.7.1",
  encryptedData: "1.2.840.113549.1.7.6",
  keyBag: "1.2.840.113549.1.12.10.1.1",
  shroudedKeyBag: "1.2.840.113549.1.12.10.1.2",
  certBag: "1.2.840.113549.1.12.10.1.3",
  x509: "1.2.840.113549.1.9.22.1",
};

const macDigests: Readonly<Record<string, string>> = {
  "1.3.14.3.2.26": "sha1",
  "2.16.840.1.101.3.4.2.4": "sha224",
  "2.16.840.1.101.3.4.2.1": "sha256",
  "2.16.840.1.101.3.4.2.2": "sha384",
  "2.16.840.1.101.3.4.2.3": "sha512",
};

const largestFile = 50 * 1024 * 1024;
const mostIterations = 3_000_000;

/** Makes the counter of a file's key derivation work. */
function createBudget(): (iterations: number) => void {
  let left = mostIterations;
  return (iterations) => {
    left -= iterations;
    if (iterations < 1) throw new PfxError("malformed", "An iteration count is zero.");
    if (left < 0) throw new PfxError("limit_exceeded", `The file asks for more than ${mostIterations} iterations.`);
  };
}

/** The content of a `ContentInfo` of type data (RFC 5652 §4). */
function dataOf(contentInfo: readonly DerElement[], what: string): Uint8Array {
  const [explicit] = readAll(expectTag(contentInfo[1], tags.context0, what));
  return expectTag(explicit, tags.octetString, what);
}

interface Mac {
  readonly digest: string;
  readonly expected: Uint8Array;
  readonly salt: Uint8Array;
  readonly iterations: number;
}

function readMac(element: DerElement): Mac {
  const [digestInfo, saltElement, countElement] = sequence(element, "the MAC");
  const [algorithm, expected] = sequence(digestInfo, "the MAC's digest");
  const id = oid(sequence(algorithm, "the MAC's algorithm")[0], "the MAC's algorithm");
  const digest = macDigests[id];
  if (digest === undefined) throw unsupported(id, "integrity check");
  return {
    digest,
    expected: expectTag(expected, tags.octetString, "the MAC"),
    salt: expectTag(saltElement, tags.octetString, "the MAC's salt"),
    iterations: countElement === undefined ? 1 : smallInteger(countElement, "the MAC's iteration count"),
  };
}

function macHolds(mac: Mac, content: Uint8Array, password: string | null): boolean {
  const { digest, salt, iterations, expected } = mac;
  const length = digests[digest]?.length ?? 0;
  const key = pkcs12Kdf({ digest, password: bmpPassword(password), salt, iterations, purpose: purposes.mac, length });
  const actual = createHmac(digest, key).update(content).digest();
  return actual.length === expected.length && timingSafeEqual(actual, expected);
}

/** Finds the password by the MAC: the given one, or for none both ways of writing it, no bytes and an empty string. */
function provenPassword(
  mac: Mac,
  content: Uint8Array,
  password: string | undefined,
  spend: Decryption["spend"],
): string | null {
  const candidates = password === undefined || password === "" ? [null, ""] : [password];
  for (const candidate of candidates) {
    spend(mac.iterations);
    if (macHolds(mac, content, candidate)) return candidate;
  }
  throw new PfxError("wrong_password", "The file's integrity check fails.");
}

interface Contents {
  readonly keys: Uint8Array[];
  readonly certificates: Uint8Array[];
}

function addBag(bag: DerElement, contents: Contents, decryption: Decryption): void {
  const [idElement, valueElement] = sequence(bag, "a bag");
  const id = oid(idElement, "a bag's type");
  const [value] = readAll(expectTag(valueElement, tags.context0, "a bag's value"));
  if (id === oids.keyBag && value !== undefined) contents.keys.push(value.whole);
  if (id === oids.shroudedKeyBag)
    contents.keys.push(decryptPrivateKey(expectTag(value, tags.sequence, "a key"), decryption));
  if (id !== oids.certBag) return;
  const [typeElement, certificate] = sequence(value, "a certificate bag");
  if (oid(typeElement, "a certificate's type") !== oids.x509) return;
  const [der] = readAll(expectTag(certificate, tags.context0, "a certificate"));
  contents.certificates.push(expectTag(der, tags.octetString, "a certificate"));
}

/** The bags of one `ContentInfo`: plain, or encrypted with the password. */
function safeContents(contentInfo: DerElement, decryption: Decryption): readonly DerElement[] {
  const members = sequence(contentInfo, "a part of the file");
  const type = oid(members[0], "a part's type");
  if (type === oids.data) return sequence(readDer(dataOf(members, "a part")), "the bags");
  if (type !== oids.encryptedData) throw unsupported(type, "content");
  const [encryptedData] = readAll(expectTag(members[1], tags.context0, "an encrypted part"));
  const [, info] = sequence(encryptedData, "an encrypted part");
  const [, algorithm, encrypted] = sequence(info, "an encrypted part");
  const plain = decrypt(algorithm, expectTag(encrypted, tags.implicit0, "an encrypted part"), decryption);
  return sequence(readDer(plain), "the bags");
}

function readKey(der: Uint8Array): KeyObject {
  try {
    return createPrivateKey({ key: Buffer.from(der), format: "der", type: "pkcs8" });
  } catch {
    throw new PfxError("unsupported_algorithm", "The private key is of a kind that Node cannot read.");
  }
}

interface ReadCertificate {
  readonly certificate: X509Certificate;
  readonly publicKey: KeyObject;
}

function readCertificate(der: Uint8Array): ReadCertificate {
  try {
    const certificate = new X509Certificate(der);
    return { certificate, publicKey: certificate.publicKey };
  } catch {
    throw new PfxError("malformed", "A certificate in the file cannot be read.");
  }
}

/** Pairs a key with its certificate. */
function match(contents: Contents): Omit<Pfx, "mac"> {
  if (contents.keys.length === 0) throw new PfxError("no_private_key", "The file holds no private key.");
  if (contents.certificates.length === 0) throw new PfxError("no_certificate", "The file holds no certificate.");
  const certificates = contents.certificates.map(readCertificate);
  for (const key of contents.keys.map(readKey)) {
    const own = certificates.find(({ publicKey }) => publicKey.equals(createPublicKey(key)));
    if (own === undefined) continue;
    const chain = certificates.filter((one) => one !== own).map(({ certificate }) => String(certificate));
    const privateKey = key.export({ format: "pem", type: "pkcs8" }).toString();
    return { privateKey, certificate: String(own.certificate), chain };
  }
  throw new PfxError("no_certificate", "None of the file's certificates belongs to its private key.");
}

/**
 * Opens a PFX (PKCS#12, RFC 7292): its integrity is checked first, then what it holds is decrypted.
 *
 * Reads AES in PBES2 and three-key Triple DES with SHA-1, the form of Key Vault's own exports. Without a password, both no password
 * and an empty one are tried: they differ in this format, and Key Vault exports with none.
 *
 * @param password the file's password; leave it out for none
 * @throws {PfxError} as its codes say; nothing of the content is in it
 *
 * @example
 * ```ts
 * const { privateKey, certificate } = openPfx(await readFile("app.pfx"), "1234");
 * ```
 */
export function openPfx(pfx: Uint8Array, password?: string): Pfx {
  if (pfx.length > largestFile) throw new PfxError("limit_exceeded", "The file is larger than 50 MiB.");
  const [version, authSafe, macElement] = sequence(readDer(pfx), "the file");
  if (smallInteger(version, "the version") !== 3) throw new PfxError("malformed", "The file is not PKCS#12 version 3.");
  const contentInfo = sequence(authSafe, "the file's content");
  const type = oid(contentInfo[0], "the content's type");
  if (type !== oids.data) throw unsupported(type, "integrity protection");
  const content = dataOf(contentInfo, "the file's content");
  const spend = createBudget();
  const proven =
    macElement === undefined ? (password ?? "") : provenPassword(readMac(macElement), content, password, spend);
  const contents: Contents = { keys: [], certificates: [] };
  for (const part of sequence(readDer(content), "the file's parts")) {
    const decryption = { password: proven, spend };
    for (const bag of safeContents(part, decryption)) addBag(bag, contents, decryption);
  }
  return { ...match(contents), mac: macElement === undefined ? "absent" : "verified" };
}
