export { exportCertificate, type ExportedCertificate } from "./export-certificate.ts";
export { keyVaultSigner } from "./key-vault-signer.ts";
export { openPfx, type Pfx } from "./pfx.ts";
export { PfxError, type PfxErrorCode } from "./pfx-error.ts";
