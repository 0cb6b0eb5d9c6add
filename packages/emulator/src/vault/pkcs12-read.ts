import { concat, utf8 } from "./bytes.ts";
import { type Node, isOid, member, readAll, readInteger, readOne } from "./der.ts";
import { oids } from "./pkcs12-oids.ts";
import { loadNodeCrypto, macOf, passwordBytes, tripleDes } from "./pkcs12-pbe.ts";

/** What a PFX held. */
export interface PfxFound {
  readonly certificates: readonly Uint8Array<ArrayBuffer>[];
  /** PKCS #8. */
  readonly keys: readonly Uint8Array<ArrayBuffer>[];
}

/** A password in the two forms that the algorithms take. */
interface Password {
  readonly text: string;
  readonly bmp: Uint8Array<ArrayBuffer>;
}

function hashName(node: Node | undefined): "SHA-1" | "SHA-256" {
  if (node === undefined || isOid(member(node, 0), oids.hmacSha1)) return "SHA-1";
  if (isOid(member(node, 0), oids.hmacSha256)) return "SHA-256";
  throw new RangeError("The PFX derives a key with a hash that the emulator does not read.");
}

/** PBES2 with PBKDF2 and AES in CBC mode (RFC 8018). */
async function decryptPbes2(
  parameters: Node,
  data: Uint8Array<ArrayBuffer>,
  password: Password,
): Promise<Uint8Array<ArrayBuffer>> {
  const derivation = member(parameters, 0);
  const cipher = member(parameters, 1);
  const bits = [
    { oid: oids.aes128Cbc, length: 128 },
    { oid: oids.aes256Cbc, length: 256 },
  ].find((candidate) => isOid(member(cipher, 0), candidate.oid));
  if (bits === undefined || !isOid(member(derivation, 0), oids.pbkdf2)) {
    throw new RangeError("The PFX is encrypted in a way that the emulator does not read.");
  }
  const [salt, rounds, ...more] = readAll(member(derivation, 1).contents);
  if (salt === undefined || rounds === undefined) throw new RangeError("The PFX lacks a salt or a count.");
  const pseudoRandom = more.find((node) => node.tag === 0x30);
  const base = await crypto.subtle.importKey("raw", utf8(password.text), "PBKDF2", false, ["deriveKey"]);
  const key = await crypto.subtle.deriveKey(
    { name: "PBKDF2", salt: salt.contents, iterations: readInteger(rounds), hash: hashName(pseudoRandom) },
    base,
    { name: "AES-CBC", length: bits.length },
    false,
    ["decrypt"],
  );
  return new Uint8Array(await crypto.subtle.decrypt({ name: "AES-CBC", iv: member(cipher, 1).contents }, key, data));
}

async function decrypt(
  algorithm: Node,
  data: Uint8Array<ArrayBuffer>,
  password: Password,
): Promise<Uint8Array<ArrayBuffer>> {
  const name = member(algorithm, 0);
  const parameters = member(algorithm, 1);
  if (isOid(name, oids.pbes2)) return decryptPbes2(parameters, data, password);
  if (!isOid(name, oids.pbeSha1TripleDes)) {
    throw new RangeError("The PFX is encrypted in a way that the emulator does not read.");
  }
  const salt = member(parameters, 0).contents;
  const iterations = readInteger(member(parameters, 1));
  return tripleDes(await loadNodeCrypto(), "decrypt", data, password.bmp, { salt, iterations });
}

/** The bags of one content of the authenticated safe. */
async function safeContents(content: Node, password: Password): Promise<Node> {
  if (isOid(member(content, 0), oids.data)) {
    return readOne(readOne(member(content, 1).contents).contents);
  }
  const encrypted = member(member(member(content, 1), 0), 1);
  const [, algorithm, sealed] = readAll(encrypted.contents);
  if (algorithm === undefined || sealed === undefined) throw new RangeError("The PFX lacks an encrypted content.");
  // A constructed [0] holds its octets in pieces.
  const data =
    sealed.tag === 0xa0 ? concat(...readAll(sealed.contents).map(({ contents }) => contents)) : sealed.contents;
  return readOne(await decrypt(algorithm, data, password));
}

async function readBags(bags: Node, password: Password): Promise<PfxFound> {
  const certificates: Uint8Array<ArrayBuffer>[] = [];
  const keys: Uint8Array<ArrayBuffer>[] = [];
  for (const bag of readAll(bags.contents)) {
    const kind = member(bag, 0);
    const value = readOne(member(bag, 1).contents);
    if (isOid(kind, oids.certBag)) certificates.push(readOne(member(value, 1).contents).contents);
    else if (isOid(kind, oids.keyBag)) keys.push(value.whole);
    else if (isOid(kind, oids.shroudedKeyBag))
      keys.push(await decrypt(member(value, 0), member(value, 1).contents, password));
  }
  return { certificates, keys };
}

async function macHolds(pfx: Node, safe: Uint8Array<ArrayBuffer>, bmp: Uint8Array<ArrayBuffer>): Promise<boolean> {
  const macData = readAll(pfx.contents)[2];
  if (macData === undefined) return true;
  const [info, salt, rounds] = readAll(macData.contents);
  if (info === undefined || salt === undefined) throw new RangeError("The PFX has a MAC without a salt.");
  if (!isOid(member(member(info, 0), 0), oids.sha1)) {
    // A MAC of another hash is not checked; a wrong password then shows when the bags are decrypted.
    return true;
  }
  const iterations = rounds === undefined ? 1 : readInteger(rounds);
  const actual = macOf(await loadNodeCrypto(), safe, bmp, { salt: salt.contents, iterations });
  const expected = member(info, 1).contents;
  return actual.length === expected.length && actual.every((byte, index) => byte === expected[index]);
}

/**
 * Reads a PFX: 3DES as Windows and Key Vault write it, PBES2 as OpenSSL 3 does.
 *
 * @param password An empty one stands for the null password, too: both are tried.
 * Throws a RangeError when the file is not of a form that is read, and an Error when the password is wrong.
 */
export async function readPfx(der: Uint8Array<ArrayBuffer>, password: string): Promise<PfxFound> {
  const pfx = readOne(der);
  const safe = readOne(member(member(pfx, 1), 1).contents).contents;
  const forms = [passwordBytes(password), ...(password === "" ? [passwordBytes(null)] : [])];
  for (const bmp of forms) {
    if (!(await macHolds(pfx, safe, bmp))) continue;
    const found: PfxFound[] = [];
    for (const content of readAll(readOne(safe).contents)) {
      const secret = { text: password, bmp };
      found.push(await readBags(await safeContents(content, secret), secret));
    }
    return { certificates: found.flatMap(({ certificates }) => certificates), keys: found.flatMap(({ keys }) => keys) };
  }
  throw new Error("The password of the PFX is wrong.");
}
