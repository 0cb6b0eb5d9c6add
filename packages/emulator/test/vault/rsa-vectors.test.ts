import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

import type { KeyMaterial } from "../../src/vault/key-material.ts";
import { type Padding, verifyDigest } from "../../src/vault/rsa.ts";

const folder = new URL("../../../../../shared/data/crypto/wycheproof/", import.meta.url);

interface Vector {
  readonly tcId: number;
  readonly comment: string;
  readonly msg: string;
  readonly sig: string;
  readonly result: "valid" | "invalid" | "acceptable";
}

interface Group {
  readonly publicKey?: { readonly modulus: string; readonly publicExponent: string };
  readonly tests: readonly Vector[];
}

function fromHex(hex: string): Buffer {
  return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, "hex");
}

function publicMaterial(group: Group): KeyMaterial {
  const modulus = fromHex(group.publicKey?.modulus.replace(/^00/, "") ?? "");
  const jwk = {
    kty: "RSA",
    n: modulus.toString("base64url"),
    e: fromHex(group.publicKey?.publicExponent ?? "").toString("base64url"),
  };
  return { kty: "RSA", jwk, pkcs8: new Uint8Array(), size: modulus.length * 8 };
}

const files: readonly { readonly file: string; readonly padding: Padding }[] = [
  { file: "rsa_pss_2048_sha256_mgf1_32_test.json", padding: "pss" },
  { file: "rsa_pss_4096_sha256_mgf1_32_test.json", padding: "pss" },
  { file: "rsa_signature_2048_sha256_test.json", padding: "pkcs1" },
];

describe("verification of signatures over a digest", () => {
  test.skipIf(!existsSync(folder)).each(files)("agrees with every vector of $file", async ({ file, padding }) => {
    const { testGroups }: { testGroups: readonly Group[] } = JSON.parse(readFileSync(new URL(file, folder), "utf8"));
    let count = 0;
    for (const group of testGroups) {
      const material = publicMaterial(group);
      for (const vector of group.tests) {
        if (vector.result === "acceptable") continue;
        const digest = new Uint8Array(createHash("sha256").update(fromHex(vector.msg)).digest());
        const isValid = await verifyDigest(material, padding, "SHA-256", digest, new Uint8Array(fromHex(vector.sig)));
        expect(isValid, `${vector.tcId}: ${vector.comment}`).toBe(vector.result === "valid");
        count += 1;
      }
    }
    expect(count).toBeGreaterThan(50);
  });
});
