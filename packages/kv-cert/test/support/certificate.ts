import { createPrivateKey, generateKeyPairSync, type KeyObject, sign } from "node:crypto";

import { der, explicit, integer, none, oid, sequence, set, utcTime } from "./der-writer.ts";

/** A key and a self-signed certificate for it, made by this test. */
export interface TestCertificate {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  /** PKCS#8. */
  readonly keyDer: Buffer;
  readonly keyPem: string;
  readonly certificateDer: Buffer;
  readonly certificatePem: string;
}

function pem(label: string, bytes: Uint8Array): string {
  const lines =
    Buffer.from(bytes)
      .toString("base64")
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join("\n")}\n-----END ${label}-----\n`;
}

function nameOf(commonName: string): Buffer {
  return sequence(set(sequence(oid("2.5.4.3"), der(0x0c, Buffer.from(commonName)))));
}

/** Makes a certificate: X.509 version 3, SHA-256, valid for a year (RFC 5280 §4.1). */
export function makeCertificate(commonName: string, kind: "rsa" | "ec" = "rsa"): TestCertificate {
  const { privateKey, publicKey } =
    kind === "rsa"
      ? generateKeyPairSync("rsa", { modulusLength: 2048 })
      : generateKeyPairSync("ec", { namedCurve: "P-256" });
  const algorithm =
    kind === "rsa" ? sequence(oid("1.2.840.113549.1.1.11"), none) : sequence(oid("1.2.840.10045.4.3.2"));
  const [from, until] = [new Date(Date.now() - 86_400_000), new Date(Date.now() + 364 * 86_400_000)];
  const toSign = sequence(
    explicit(0, integer(2)),
    integer(Math.floor(Math.random() * 2 ** 31) + 1),
    algorithm,
    nameOf(commonName),
    sequence(utcTime(from), utcTime(until)),
    nameOf(commonName),
    publicKey.export({ format: "der", type: "spki" }),
  );
  const signature = der(0x03, Buffer.from([0]), sign("sha256", toSign, privateKey));
  const certificateDer = sequence(toSign, algorithm, signature);
  const keyDer = privateKey.export({ format: "der", type: "pkcs8" });
  return {
    privateKey: createPrivateKey({ key: keyDer, format: "der", type: "pkcs8" }),
    publicKey,
    keyDer,
    keyPem: pem("PRIVATE KEY", keyDer),
    certificateDer,
    certificatePem: pem("CERTIFICATE", certificateDer),
  };
}
