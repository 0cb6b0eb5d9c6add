import { X509Certificate, createPrivateKey, generateKeyPairSync } from "node:crypto";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { createSecureContext } from "node:tls";
import { describe, expect, test } from "vitest";

import { listOf, objectOf } from "../../src/json.ts";
import { type Node, oid, readAll, readOne } from "../../src/vault/der.ts";
import { loadNodeCrypto, macOf, passwordBytes } from "../../src/vault/pkcs12-pbe.ts";
import { readPfx } from "../../src/vault/pkcs12-read.ts";
import { writePfx } from "../../src/vault/pkcs12-write.ts";

const data = new URL("../../../../../shared/data/crypto/pkcs12/", import.meta.url);
const folder = new URL("keyvault-real/", data);
const isHere = existsSync(folder);

function realFile(): Uint8Array<ArrayBuffer> {
  const name = readdirSync(folder).find((file) => file.endsWith(".pfx")) ?? "";
  return new Uint8Array(readFileSync(new URL(name, folder)));
}

/** Tags and lengths of a file, and the contents of what is fixed in it: identifiers and numbers. */
function shapeOf(bytes: Uint8Array<ArrayBuffer>): readonly string[] {
  return readAll(bytes).flatMap((node) => describeNode(node));
}

function describeNode(node: Node): readonly string[] {
  const head = `${node.tag.toString(16)}:${node.contents.length}`;
  if (node.tag === 0x02 || node.tag === 0x06) return [`${head}=${Buffer.from(node.contents).toString("hex")}`];
  const isConstructed = (node.tag & 0x20) !== 0;
  if (isConstructed) return [head, ...shapeOf(node.contents)];
  // Octets that hold DER are looked into; salts, digests and encrypted octets count by their length.
  if (node.tag === 0x04 && node.contents[0] === 0x30) {
    try {
      readOne(node.contents);
      return [head, ...shapeOf(node.contents)];
    } catch {
      return [head];
    }
  }
  return [head];
}

const readSchemes =
  /^(PKCS7 Data|Key bag|pbeWithSHA1And3-KeyTripleDES-CBC|PBES2, PBKDF2, AES-(128|256)-CBC, .*hmacWithSHA(1|256))$/;

/** Files whose schemes are read: 3DES and AES, MAC with SHA-1, few enough rounds for a test. */
function filesOfOthers(): readonly { readonly file: string; readonly password: string }[] {
  if (!isHere) return [{ file: "none", password: "" }];
  const listed: unknown = JSON.parse(readFileSync(new URL("index.json", data), "utf8"));
  return listOf(objectOf(listed)["files"])
    .map(objectOf)
    .flatMap(({ file, password, schemes, mac }) => {
      const isRead = listOf(schemes).every((scheme) => readSchemes.test(String(scheme)));
      const isQuick = /^sha1, Iteration \d{1,4}$/.test(String(mac));
      return isRead && isQuick ? [{ file: String(file), password: String(password) }] : [];
    });
}

describe("PFX", () => {
  test.skipIf(!isHere)(
    "ours has the real vault's structure, byte for byte but for salts and what they encrypt",
    async () => {
      const real = realFile();
      const { certificates, keys } = await readPfx(real, "");
      const ours = await writePfx({ certificates, key: keys[0] ?? new Uint8Array(), keyType: "RSA" });
      expect(ours.length).toBe(real.length);
      expect(shapeOf(ours)).toEqual(shapeOf(real));
    },
  );

  test.skipIf(!isHere)("the real vault's file is read: one certificate and its key", async () => {
    const { certificates, keys } = await readPfx(realFile(), "");
    expect([certificates.length, keys.length]).toEqual([1, 1]);
    const certificate = new X509Certificate(certificates[0] ?? new Uint8Array());
    const key = createPrivateKey({ key: Buffer.from(keys[0] ?? []), format: "der", type: "pkcs8" });
    expect(certificate.checkPrivateKey(key)).toBe(true);
  });

  test.skipIf(!isHere)("what we wrote is read back the same, and opens in TLS", async () => {
    const { certificates, keys } = await readPfx(realFile(), "");
    const ours = await writePfx({ certificates, key: keys[0] ?? new Uint8Array(), keyType: "RSA" });
    expect(() => createSecureContext({ pfx: Buffer.from(ours) })).not.toThrow();
    const again = await readPfx(ours, "");
    expect(again.certificates).toEqual(certificates);
    const members = [keys[0], again.keys[0]].map((key) =>
      readAll(readOne(key ?? new Uint8Array()).contents).slice(0, 3),
    );
    expect(members[0]).toEqual(members[1]);
  });

  test.skipIf(!isHere)("a wrong password is found out by the MAC", async () => {
    await expect(readPfx(realFile(), "wrong")).rejects.toThrow("password");
  });

  test.skipIf(!isHere).each(filesOfOthers())("$file of another maker is opened", async ({ file, password }) => {
    const { certificates, keys } = await readPfx(new Uint8Array(readFileSync(new URL(file, data))), password);
    expect(certificates.length + keys.length).toBeGreaterThan(0);
  });

  test("what is written says 3DES with 2000 rounds, SHA-1 with 2000 rounds, and no password at all", async () => {
    const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const key = new Uint8Array(privateKey.export({ format: "der", type: "pkcs8" }));
    // Any DER stands for the certificate here: the container does not look into it.
    const stand = new Uint8Array(publicKey.export({ format: "der", type: "spki" }));
    const pfx = readOne(await writePfx({ certificates: [stand], key, keyType: "RSA" }));
    const names = shapeOf(pfx.whole).join(" ");
    const tripleDes = Buffer.from(oid("1.2.840.113549.1.12.1.3").slice(2)).toString("hex");
    expect(names.split(tripleDes)).toHaveLength(3);
    expect(names.match(/2:2=07d0/g)).toHaveLength(3);
    const [info, salt, rounds] = readAll(readAll(pfx.contents)[2]?.contents ?? new Uint8Array());
    expect(rounds?.contents).toEqual(Uint8Array.of(0x07, 0xd0));
    const [algorithm, digest] = readAll(info?.contents ?? new Uint8Array());
    expect(algorithm?.contents).toEqual(oid("1.3.14.3.2.26"));
    const safe = readOne(
      readAll(readAll(pfx.contents)[1]?.contents ?? new Uint8Array())[1]?.contents ?? new Uint8Array(),
    );
    const derivation = { salt: salt?.contents ?? new Uint8Array(), iterations: 2000 };
    const library = await loadNodeCrypto();
    expect(macOf(library, safe.contents, passwordBytes(null), derivation)).toEqual(digest?.contents);
    expect(macOf(library, safe.contents, passwordBytes(""), derivation)).not.toEqual(digest?.contents);
  });

  test("bytes that are no DER are refused", async () => {
    await expect(readPfx(Uint8Array.of(0x30, 0x82, 0xff, 0xff, 1), "")).rejects.toThrow(RangeError);
    await expect(readPfx(Uint8Array.of(1, 2, 3), "")).rejects.toThrow(RangeError);
  });
});
