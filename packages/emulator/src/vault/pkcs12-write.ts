import { concat, randomBytes } from "./bytes.ts";
import { bmpString, element, explicit, integer, octets, oid, readAll, readOne, sequence, set, tag } from "./der.ts";
import { oids } from "./pkcs12-oids.ts";
import { loadNodeCrypto, macOf, passwordBytes, tripleDes } from "./pkcs12-pbe.ts";

/** What goes into a PFX. */
export interface PfxContents {
  /** Leaf first, DER. */
  readonly certificates: readonly Uint8Array[];
  /** PKCS #8; left out where the key may not leave the vault. */
  readonly key?: Uint8Array<ArrayBuffer>;
  readonly keyType: "RSA" | "EC";
}

/** As the vault writes them: 2000 rounds for everything, no password at all (null, not empty). */
const iterations = 2000;
const password = passwordBytes(null);

const providers = {
  RSA: "Microsoft Enhanced RSA and AES Cryptographic Provider",
  EC: "Microsoft Software Key Storage Provider",
} as const;

type Encrypt = (plain: Uint8Array, salt: Uint8Array) => Uint8Array;

function attribute(type: string, value: Uint8Array): Uint8Array {
  return sequence(oid(type), set(value));
}

const localKeyId = attribute(oids.localKeyId, octets(Uint8Array.of(1, 0, 0, 0)));

function pbeAlgorithm(salt: Uint8Array): Uint8Array {
  return sequence(oid(oids.pbeSha1TripleDes), sequence(octets(salt), integer(iterations)));
}

/** PKCS #8 with the attribute that Windows writes for a key of exchange: key usage 0x10. */
function withKeyUsage(pkcs8: Uint8Array<ArrayBuffer>): Uint8Array {
  const members = readAll(readOne(pkcs8).contents).slice(0, 3);
  const usage = attribute(oids.keyUsage, element(tag.bitString, Uint8Array.of(0, 0x10)));
  return sequence(...members.map(({ whole }) => whole), explicit(0, usage));
}

function keyContent({ key, keyType }: PfxContents, encrypt: Encrypt): readonly Uint8Array[] {
  if (key === undefined) return [];
  const salt = randomBytes(8);
  const shrouded = sequence(pbeAlgorithm(salt), octets(encrypt(withKeyUsage(key), salt)));
  const attributes = set(
    localKeyId,
    attribute(oids.friendlyName, bmpString(crypto.randomUUID())),
    attribute(oids.microsoftCsp, bmpString(providers[keyType])),
  );
  const bag = sequence(oid(oids.shroudedKeyBag), explicit(0, shrouded), attributes);
  return [sequence(oid(oids.data), explicit(0, octets(sequence(bag))))];
}

function certificateBag(der: Uint8Array, belongsToKey: boolean): Uint8Array {
  const bag = sequence(oid(oids.x509Certificate), explicit(0, octets(der)));
  return sequence(oid(oids.certBag), explicit(0, bag), ...(belongsToKey ? [set(localKeyId)] : []));
}

function certificateContent({ certificates, key }: PfxContents, encrypt: Encrypt): Uint8Array {
  const salt = randomBytes(8);
  const bags = certificates.map((der, index) => certificateBag(der, index === 0 && key !== undefined));
  const encrypted = sequence(oid(oids.data), pbeAlgorithm(salt), element(0x80, encrypt(sequence(...bags), salt)));
  return sequence(oid(oids.encryptedData), explicit(0, sequence(integer(0), encrypted)));
}

/**
 * A PFX (PKCS #12, RFC 7292) of the shape that Key Vault exports: key bag and certificate bag under
 * pbeWithSHAAnd3-KeyTripleDES-CBC, MAC with SHA-1, 2000 rounds each, null password.
 */
export async function writePfx(contents: PfxContents): Promise<Uint8Array<ArrayBuffer>> {
  const library = await loadNodeCrypto();
  const encrypt: Encrypt = (plain, salt) => tripleDes(library, "encrypt", plain, password, { salt, iterations });
  const safe = sequence(...keyContent(contents, encrypt), certificateContent(contents, encrypt));
  const salt = randomBytes(20);
  const mac = macOf(library, safe, password, { salt, iterations });
  // The algorithm of the digest has no parameters here, not even NULL: so it is in the vault's files.
  const macData = sequence(sequence(sequence(oid(oids.sha1)), octets(mac)), octets(salt), integer(iterations));
  return concat(sequence(integer(3), sequence(oid(oids.data), explicit(0, octets(safe))), macData));
}
