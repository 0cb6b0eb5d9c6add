import { openPfx, PfxError } from "@entrakit/kv-cert/node";
import { createHash, createPrivateKey, createPublicKey, X509Certificate } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

import { makeCertificate } from "../support/certificate.ts";
import { integer, none, octets, oid, sequence } from "../support/der-writer.ts";
import { type PfxPlan, writePfx } from "../support/pfx-writer.ts";

const own = makeCertificate("app");
const issuer = makeCertificate("issuer");
const plan: PfxPlan = { password: null, keys: [own.keyDer], certificates: [own.certificateDer] };

function refusalOf(bytes: Uint8Array, password?: string): unknown {
  try {
    openPfx(bytes, password);
    return undefined;
  } catch (error) {
    return error;
  }
}

/** Whether a file gives this test's key and certificate. */
function opens(bytes: Uint8Array, password?: string): boolean {
  const { privateKey, certificate } = openPfx(bytes, password);
  const isKey = createPrivateKey(privateKey).equals(own.privateKey);
  return isKey && new X509Certificate(certificate).raw.equals(own.certificateDer);
}

describe("a PFX opens", () => {
  test.each<[string, Partial<PfxPlan>, string?]>([
    [
      "as Key Vault writes it: Triple DES, SHA-1 MAC, 2000 iterations, no password",
      { encryption: "des-ede3-cbc", mac: "sha1" },
    ],
    ["with an empty password instead of none", { encryption: "des-ede3-cbc", mac: "sha1", password: "" }],
    ["with a password", { encryption: "des-ede3-cbc", mac: "sha1", password: "pässword €" }, "pässword €"],
    ["with AES and a SHA-256 MAC", { password: "1234" }, "1234"],
    ["with AES and no password", {}],
    ["with AES and an empty password", { password: "" }],
    ["with a SHA-512 MAC", { mac: "sha512", password: "1234" }, "1234"],
    ["with nothing encrypted", { encryption: "none" }],
    ["with a salted single iteration", { iterations: 1, encryption: "des-ede3-cbc", mac: "sha1" }],
  ])("%s", (_, change, password) => {
    const bytes = writePfx({ ...plan, ...change });
    expect(opens(bytes, password)).toBe(true);
    expect(openPfx(bytes, password).mac).toBe("verified");
  });

  test("without a MAC, and says that nothing was proven", () => {
    const bytes = writePfx({ ...plan, mac: "absent", password: "1234" });
    expect(opens(bytes, "1234")).toBe(true);
    expect(openPfx(bytes, "1234").mac).toBe("absent");
  });

  test("with its chain in any order: the key's own certificate comes first", () => {
    const bytes = writePfx({ ...plan, certificates: [issuer.certificateDer, own.certificateDer] });
    expect(opens(bytes)).toBe(true);
    expect(openPfx(bytes).chain.map((pem) => new X509Certificate(pem).subject)).toEqual(["CN=issuer"]);
  });

  test("with two keys, by the one that has a certificate", () => {
    expect(opens(writePfx({ ...plan, keys: [issuer.keyDer, own.keyDer] }))).toBe(true);
  });

  test("with an EC key", () => {
    const ec = makeCertificate("ec", "ec");
    const { privateKey } = openPfx(writePfx({ ...plan, keys: [ec.keyDer], certificates: [ec.certificateDer] }));
    expect(createPrivateKey(privateKey).equals(ec.privateKey)).toBe(true);
  });
});

describe("a PFX is refused", () => {
  test.each<[string, Uint8Array, string, string?]>([
    ["with another password", writePfx({ ...plan, password: "right" }), "wrong_password", "wrong"],
    ["with no password where it has one", writePfx({ ...plan, password: "right" }), "wrong_password"],
    ["with a password where it has none", writePfx(plan), "wrong_password", "guess"],
    [
      "without a MAC and with another password",
      writePfx({ ...plan, mac: "absent", password: "right" }),
      "wrong_password",
      "wrong",
    ],
    [
      "that was altered",
      writePfx({
        ...plan,
        tamper: (content) => void (content[content.length - 9] = 1 ^ (content[content.length - 9] ?? 0)),
      }),
      "wrong_password",
    ],
    ["without a key", writePfx({ ...plan, keys: [] }), "no_private_key"],
    ["without a certificate", writePfx({ ...plan, certificates: [] }), "no_certificate"],
    [
      "whose certificate belongs to another key",
      writePfx({ ...plan, certificates: [issuer.certificateDer] }),
      "no_certificate",
    ],
    [
      "that asks for endless work",
      writePfx({ ...plan, mac: "absent", iterations: 1, password: "" }),
      "limit_exceeded",
      "",
    ],
    ["that is empty", new Uint8Array(), "malformed"],
    ["that is PEM", Buffer.from(own.certificatePem), "malformed"],
    ["that is a certificate", own.certificateDer, "malformed"],
    ["of another version", sequence(integer(2), sequence(oid("1.2.840.113549.1.7.1"))), "malformed"],
    ["of more than 50 MiB", new Uint8Array(50 * 1024 * 1024 + 1), "limit_exceeded"],
    [
      "that is signed instead of MACed",
      sequence(integer(3), sequence(oid("1.2.840.113549.1.7.2"), octets(none))),
      "unsupported_algorithm",
    ],
  ])("%s", (name, bytes, code, password) => {
    const input = name.includes("endless") ? withIterations(bytes) : bytes;
    expect(refusalOf(input, password)).toEqual(
      expect.objectContaining({ name: "PfxError", code, remedy: expect.stringMatching(/\w/) }),
    );
  });

  test.each<[Partial<PfxPlan>, string]>([
    [{ encryption: "rc2-40" }, "RC2 (40 bits)"],
    [{ mac: "md5" }, "1.2.840.113549.2.5"],
  ])("when it is made with %j, and the algorithm is named", (change, name) => {
    expect(refusalOf(writePfx({ ...plan, ...change }))).toEqual(
      expect.objectContaining({ code: "unsupported_algorithm", message: expect.stringContaining(name) }),
    );
  });

  test("whatever is cut off or flipped in it, with a typed error that shows nothing of the key", () => {
    const bytes = writePfx({ ...plan, encryption: "none", mac: "absent" });
    const secret = createPrivateKey(own.keyPem).export({ format: "jwk" }).d ?? "";
    for (let at = 0; at < bytes.length; at += 7) {
      const flipped = Buffer.from(bytes);
      flipped[at] = (flipped[at] ?? 0) ^ 0x41;
      for (const damaged of [bytes.subarray(0, at), flipped]) {
        const error = refusalOf(damaged);
        expect(error === undefined || PfxError.isInstance(error), `at ${at}: ${String(error)}`).toBe(true);
        expect(String(error)).not.toContain(secret.slice(0, 12));
      }
    }
  });
});

/** The same file with the iteration counts that a denial of service would choose. */
function withIterations(bytes: Uint8Array): Buffer {
  const one = Buffer.concat([integer(1), sequence(oid("1.2.840.113549.2.9"), none)]);
  const hex = Buffer.from(bytes).toString("hex");
  if (!hex.includes(one.toString("hex"))) throw new Error("the plan's iteration count was not found");
  // The same length: 127 is not enough, so the salt gives way to a longer number.
  const salted = /0408[0-9a-f]{16}020101(?=300c06082a864886f70d02090500)/;
  return Buffer.from(hex.replace(salted, "040500000000000204 7fffffff".replaceAll(" ", "")), "hex");
}

interface Indexed {
  readonly file: string;
  readonly password?: string;
  readonly expected: string;
  readonly keys?: number;
  readonly certs?: readonly string[];
  readonly key_spki_sha256?: readonly string[];
  readonly schemes?: readonly string[];
}

const folder = join(import.meta.dirname, "../../../../../shared/data/crypto/pkcs12");

/** Files that hold what this reader does not know yet, and how its refusal begins. */
const notYet: Readonly<Record<string, string>> = {
  "gnutls/pbmac1-simple.p12": "The file's integrity check is the algorithm 1.2.840.113549.1.5.14",
  "gnutls/pbmac1_256_256.good.p12": "The file's integrity check is the algorithm 1.2.840.113549.1.5.14",
  "gnutls/pbmac1_512_512.good.p12": "The file's integrity check is the algorithm 1.2.840.113549.1.5.14",
  "rustcrypto/example11.pfx": "The file's integrity check is the algorithm 1.3.6.1.4.1.1722.12.2.1.16",
  "rustcrypto/ValidCertificatePathTest1EE_firefox.p12":
    "The file is not valid DER: an element has an indefinite length",
};

function refusalFor(entry: Indexed): string | undefined {
  const known = notYet[entry.file];
  if (known !== undefined) return known;
  if (entry.schemes?.some((scheme) => scheme.includes("RC2")) === true) return "The file's encryption is RC2";
  if (entry.keys === 0) return "The file holds no private key";
  return entry.certs?.length === 0 ? "The file holds no certificate" : undefined;
}

describe.skipIf(!existsSync(folder))("files that others wrote (../shared/data/crypto/pkcs12)", () => {
  const all: Indexed[] = existsSync(folder) ? JSON.parse(readFileSync(join(folder, "index.json"), "utf8")).files : [];
  const wanted = all.filter(({ expected }) => expected === "open");
  const spkiHash = (privateKey: string): string =>
    createHash("sha256")
      .update(createPublicKey(privateKey).export({ format: "der", type: "spki" }))
      .digest("hex");

  test("the real export of a vault opens, its MAC is checked, and the key is the recorded one", () => {
    const entry = all.find(({ file }) => file.startsWith("keyvault-real/"));
    const { privateKey, mac } = openPfx(readFileSync(join(folder, entry?.file ?? "")));
    expect(entry?.key_spki_sha256).toEqual([spkiHash(privateKey)]);
    expect(mac).toBe("verified");
  });

  test.each(wanted.filter((entry) => refusalFor(entry) === undefined))("$file opens with the recorded key", (entry) => {
    const { privateKey } = openPfx(readFileSync(join(folder, entry.file)), entry.password);
    expect(entry.key_spki_sha256).toContain(spkiHash(privateKey));
  });

  test.each(wanted.filter((entry) => refusalFor(entry) !== undefined))(
    "$file is refused, and the reason is named",
    (entry) => {
      const error = refusalOf(readFileSync(join(folder, entry.file)), entry.password);
      expect(error).toEqual(
        expect.objectContaining({
          name: "PfxError",
          message: expect.stringMatching(new RegExp(`^${refusalFor(entry)}`)),
        }),
      );
    },
  );

  test.each(all.filter(({ expected }) => expected !== "open"))("$file does not open", ({ file }) => {
    expect(PfxError.isInstance(refusalOf(readFileSync(join(folder, file)), "1234"))).toBe(true);
  });
});
