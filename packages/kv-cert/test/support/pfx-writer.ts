import { createCipheriv, createHash, createHmac, pbkdf2Sync, randomBytes } from "node:crypto";

import { der, explicit, integer, none, octets, oid, sequence, set } from "./der-writer.ts";

/** How a test's PFX is made. */
export interface PfxPlan {
  /** `null` for none, which differs from the empty one. */
  readonly password: string | null;
  readonly encryption?: "aes-256-cbc" | "des-ede3-cbc" | "none" | "rc2-40";
  readonly mac?: "sha1" | "sha256" | "sha512" | "absent" | "md5";
  readonly iterations?: number;
  readonly keys: readonly Uint8Array[];
  readonly certificates: readonly Uint8Array[];
  /** Changes the bytes that the MAC is over after it was made. */
  readonly tamper?: (content: Buffer) => void;
}

const data = "1.2.840.113549.1.7.1";
const sizes = { md5: [64, 16], sha1: [64, 20], sha256: [64, 32], sha512: [128, 64] } as const;
const digestIds = {
  md5: "1.2.840.113549.2.5",
  sha1: "1.3.14.3.2.26",
  sha256: "2.16.840.1.101.3.4.2.1",
  sha512: "2.16.840.1.101.3.4.2.3",
} as const;

type Digest = keyof typeof sizes;

/** PKCS#12's key derivation written a second time, with whole numbers instead of carries (RFC 7292 §B.2). */
function derive(
  digest: Digest,
  password: string | null,
  salt: Buffer,
  iterations: number,
  id: number,
  length: number,
): Buffer {
  const [v, u] = sizes[digest];
  const bmp = password === null ? Buffer.alloc(0) : Buffer.from(`${password}\0`, "utf16le").swap16();
  const repeat = (bytes: Buffer): Buffer =>
    Buffer.alloc(Math.ceil(bytes.length / v) * v, bytes.length === 0 ? 0 : bytes);
  let blocks = Buffer.concat([repeat(salt), repeat(bmp)]);
  const out: Buffer[] = [];
  for (let made = 0; made < length; made += u) {
    let a = Buffer.concat([Buffer.alloc(v, id), blocks]);
    for (let round = 0; round < iterations; round += 1) a = createHash(digest).update(a).digest();
    out.push(a);
    const b = BigInt(`0x${Buffer.alloc(v, a).toString("hex")}`) + 1n;
    const pieces = blocks.toString("hex").match(new RegExp(`.{${v * 2}}`, "g")) ?? [];
    const sums = pieces.map((piece) =>
      BigInt.asUintN(v * 8, BigInt(`0x${piece}`) + b)
        .toString(16)
        .padStart(v * 2, "0"),
    );
    blocks = Buffer.from(sums.join(""), "hex");
  }
  return Buffer.concat(out).subarray(0, length);
}

function encryptWith(plan: PfxPlan): (plain: Buffer) => { algorithm: Buffer; encrypted: Buffer } {
  const { password, iterations = 2000, encryption = "aes-256-cbc" } = plan;
  const salt = randomBytes(8);
  const run = (name: string, key: Buffer, iv: Buffer, plain: Buffer): Buffer => {
    const cipher = createCipheriv(name, key, iv);
    return Buffer.concat([cipher.update(plain), cipher.final()]);
  };
  if (encryption !== "aes-256-cbc") {
    const id = encryption === "rc2-40" ? "1.2.840.113549.1.12.1.6" : "1.2.840.113549.1.12.1.3";
    const key = derive("sha1", password, salt, iterations, 1, 24);
    const iv = derive("sha1", password, salt, iterations, 2, 8);
    const algorithm = sequence(oid(id), sequence(octets(salt), integer(iterations)));
    return (plain) => ({ algorithm, encrypted: run("des-ede3-cbc", key, iv, plain) });
  }
  const iv = randomBytes(16);
  const key = pbkdf2Sync(password ?? "", salt, iterations, 32, "sha256");
  const kdf = sequence(
    oid("1.2.840.113549.1.5.12"),
    sequence(octets(salt), integer(iterations), sequence(oid("1.2.840.113549.2.9"), none)),
  );
  const algorithm = sequence(
    oid("1.2.840.113549.1.5.13"),
    sequence(kdf, sequence(oid("2.16.840.1.101.3.4.1.42"), octets(iv))),
  );
  return (plain) => ({ algorithm, encrypted: run(encryption, key, iv, plain) });
}

function keyBag(plan: PfxPlan, key: Uint8Array): Buffer {
  if (plan.encryption === "none") return sequence(oid("1.2.840.113549.1.12.10.1.1"), explicit(0, key));
  const { algorithm, encrypted } = encryptWith(plan)(Buffer.from(key));
  return sequence(oid("1.2.840.113549.1.12.10.1.2"), explicit(0, sequence(algorithm, octets(encrypted))));
}

function certificateBag(certificate: Uint8Array): Buffer {
  const name = set(sequence(oid("1.2.840.113549.1.9.21"), set(octets(Buffer.from("id")))));
  const bag = sequence(oid("1.2.840.113549.1.9.22.1"), explicit(0, octets(certificate)));
  return sequence(oid("1.2.840.113549.1.12.10.1.3"), explicit(0, bag), name);
}

function certificatesPart(plan: PfxPlan): Buffer {
  const bags = sequence(...plan.certificates.map(certificateBag));
  if (plan.encryption === "none") return sequence(oid(data), explicit(0, octets(bags)));
  const { algorithm, encrypted } = encryptWith(plan)(bags);
  const info = sequence(oid(data), algorithm, der(0x80, encrypted));
  return sequence(oid("1.2.840.113549.1.7.6"), explicit(0, sequence(integer(0), info)));
}

function macOf(plan: PfxPlan, digest: Digest, content: Buffer): Buffer {
  const salt = randomBytes(8);
  const iterations = plan.iterations ?? 2000;
  const key = derive(digest, plan.password, salt, iterations, 3, sizes[digest][1]);
  const mac = createHmac(digest, key).update(content).digest();
  return sequence(sequence(sequence(oid(digestIds[digest]), none), octets(mac)), octets(salt), integer(iterations));
}

/** Writes a PFX (RFC 7292) by a plan. */
export function writePfx(plan: PfxPlan): Buffer {
  const keys = sequence(oid(data), explicit(0, octets(sequence(...plan.keys.map((key) => keyBag(plan, key))))));
  const content = sequence(keys, certificatesPart(plan));
  const { mac = "sha256" } = plan;
  const macData = mac === "absent" ? Buffer.alloc(0) : macOf(plan, mac, content);
  plan.tamper?.(content);
  return sequence(integer(3), sequence(oid(data), explicit(0, octets(content))), macData);
}
