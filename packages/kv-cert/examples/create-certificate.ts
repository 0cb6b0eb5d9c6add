// Key Vault makes a key and a certificate for it; the public half goes to the app registration.
// #region create-certificate
import type { TokenCredential } from "@entrakit/auth-core";
import { createCertificate } from "@entrakit/kv-cert";

/** The certificate to upload, as base64 DER. Its key cannot leave the vault: see `policy.exportable`. */
export async function makeCertificate(vaultUrl: string, credential: TokenCredential): Promise<string> {
  const { cer } = await createCertificate({
    vaultUrl,
    credential,
    certificateName: "app",
    policy: { keySize: 3072, validityInMonths: 6 },
    onProgress: (status) => console.error(`Key Vault: ${status}`),
  });
  return cer;
}
// #endregion
