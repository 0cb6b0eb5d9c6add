import { createHash, createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";

import { timeOf } from "@entrakit/auth-core/transport";

import type { CertificateOptions } from "../certificate.ts";
import { type ExportedKey, fetchExportedKey } from "../exported-key.ts";
import { selectVersion } from "../select-version.ts";
import { createVaultClient } from "../vault-client.ts";
import { checkObjectName } from "../vault-options.ts";
import { openPfx } from "./pfx.ts";

/** A certificate with its private key, out of the vault. */
export interface ExportedCertificate {
  /** The private key; printing it shows nothing of it. */
  readonly privateKey: KeyObject;
  /** SHA-1 of the certificate in upper-case hexadecimal, as portals show it. */
  readonly thumbprint: string;
  /** SHA-256 of the certificate as base64url: the `x5t#S256` of an assertion. */
  readonly x5tS256: string;
  /** The certificate and its chain, leaf first, each as base64 DER. */
  readonly x5c: readonly string[];
  /** `https://{vault}/certificates/{name}/{version}`. */
  readonly certificateId: string;
  readonly version: string;
  readonly notBefore: Date;
  readonly expiresOn: Date;
}

/** Opens a vault's PFX, which has no password. */
export function readExportedPfx(pfx: Uint8Array): ExportedKey {
  const { privateKey, certificate, chain } = openPfx(pfx);
  return { privateKey, certificates: [certificate, ...chain] };
}

function derOf(pem: string): string {
  return new X509Certificate(pem).raw.toString("base64");
}

/**
 * Reads a certificate together with its private key, PEM or PFX: the key then is in this program. Prefer `keyVaultSigner` with
 * `mode: "remote"`, which leaves it in the vault.
 *
 * Needs the role "Key Vault Certificate User", which opens every secret of the scope it is given at.
 *
 * @throws {ConfigurationError} before any request; {@link KeyVaultError} and {@link PfxError} as their codes say
 */
export async function exportCertificate(options: CertificateOptions): Promise<ExportedCertificate> {
  const name = checkObjectName(options.certificateName, "certificateName");
  const version = options.version === undefined ? "" : checkObjectName(options.version, "version");
  const client = createVaultClient(options);
  const certificate = await selectVersion(client, { name, version, signal: options.signal }, timeOf(options).now());
  const { privateKey, certificates } = await fetchExportedKey(client, certificate, {
    pkcs12: readExportedPfx,
    signal: options.signal,
  });
  const others = certificates.map(derOf).filter((der) => der !== certificate.cer);
  return {
    privateKey: createPrivateKey(privateKey),
    thumbprint: createHash("sha1").update(Buffer.from(certificate.cer, "base64")).digest("hex").toUpperCase(),
    x5tS256: certificate.x5tS256,
    x5c: [certificate.cer, ...others],
    certificateId: certificate.id,
    version: certificate.version,
    notBefore: certificate.notBefore,
    expiresOn: certificate.expiresOn,
  };
}
