import type { VaultCertificate } from "./certificate.ts";
import { decodeBase64 } from "./internal/base64.ts";
import { textAt } from "./internal/json.ts";
import { KeyVaultError } from "./key-vault-error.ts";
import type { VaultClient } from "./vault-client.ts";

/** What a certificate's secret holds. */
export interface ExportedKey {
  /** The private key as PKCS#8 PEM. A secret. */
  readonly privateKey: string;
  /** The certificates as PEM, leaf first where the file has an order. */
  readonly certificates: readonly string[];
}

/** Opens a PFX that has no password. */
export type Pkcs12Reader = (pfx: Uint8Array) => ExportedKey;

const pemType = "application/x-pem-file";
const pfxType = "application/x-pkcs12";
const keyBlock = /-----BEGIN PRIVATE KEY-----[\s\S]+?-----END PRIVATE KEY-----/;
const certificateBlock = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

function unsupported(message: string, remedy: string): KeyVaultError {
  return new KeyVaultError({ code: "unsupported_content", message, remedy });
}

const newVersion = "Make a new version of the certificate.";

function readPem(text: string): ExportedKey {
  const privateKey = keyBlock.exec(text)?.[0];
  if (privateKey === undefined) throw unsupported("The certificate's secret holds no PKCS#8 private key.", newVersion);
  return { privateKey, certificates: text.match(certificateBlock) ?? [] };
}

function readSecret(value: string, contentType: string | undefined, pkcs12: Pkcs12Reader | undefined): ExportedKey {
  if (contentType === pemType) return readPem(value);
  if (contentType !== pfxType) {
    throw unsupported(
      `The secret's content type is ${contentType ?? "missing"}, which is not that of a certificate.`,
      "Name a certificate, not a secret that was stored by hand.",
    );
  }
  if (pkcs12 === undefined) {
    throw unsupported(
      "The certificate's secret is a PFX, which this entry cannot open.",
      `Import keyVaultSigner from @entrakit/kv-cert/node, or set the certificate policy's content type to ${pemType}.`,
    );
  }
  const bytes = decodeBase64(value);
  if (bytes === undefined) throw unsupported("The certificate's PFX is not base64.", newVersion);
  return pkcs12(bytes);
}

/**
 * Reads a certificate's private key out of the vault.
 *
 * Source: learn.microsoft.com/azure/key-vault/certificates/about-certificates#exportable-or-non-exportable-key.
 */
export async function fetchExportedKey(
  client: VaultClient,
  certificate: VaultCertificate,
  options: { readonly pkcs12?: Pkcs12Reader | undefined; readonly signal?: AbortSignal | undefined },
): Promise<ExportedKey> {
  if (certificate.exportable === false) {
    throw unsupported(
      "The certificate's key cannot leave the vault.",
      'Use mode: "remote", or make the certificate with an exportable key.',
    );
  }
  const path = new URL(certificate.secretId).pathname;
  const what = `reading the secret of certificate ${certificate.name}`;
  const { body } = await client.call({ method: "GET", path, what, signal: options.signal });
  const value = textAt(body, "value");
  if (value === undefined) throw unsupported("The certificate's secret is empty.", newVersion);
  return readSecret(value, textAt(body, "contentType"), options.pkcs12);
}
