export { type CertificateOptions, getCertificate, type VaultCertificate } from "./certificate.ts";
export { type CertificatePolicy, createCertificate, type CreateCertificateOptions } from "./create-certificate.ts";
export type { ExportedKey, Pkcs12Reader } from "./exported-key.ts";
export { KeyVaultError, type KeyVaultErrorCode, type KeyVaultErrorDetails } from "./key-vault-error.ts";
export {
  type KeyVaultSigner,
  keyVaultSigner,
  type KeyVaultSignerOptions,
  type SignerMode,
} from "./key-vault-signer.ts";
export type { VaultOptions } from "./vault-options.ts";
