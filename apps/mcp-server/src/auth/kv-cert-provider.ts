import { DefaultAzureCredential } from "@azure/identity";
import { type ExportedCertificate, exportCertificate } from "@entrakit/kv-cert/node";

/**
 * Reads a certificate and its private key from Key Vault with the caller's own Azure identity.
 *
 * Prefer `appOnlyCredential`, which lets the vault sign: this hands the key to the process.
 */
export function fetchCertificate(vaultUrl: string, certificateName: string): Promise<ExportedCertificate> {
  return exportCertificate({ vaultUrl, certificateName, credential: new DefaultAzureCredential() });
}
