// Tokens for an app whose private key never leaves Key Vault.
// #region remote-signer
import { appOnly, ClientCertificate, type Credential, type TokenCredential } from "@entrakit/auth-core";
import { keyVaultSigner } from "@entrakit/kv-cert";

/** The app's credential; `operator` is whoever may let the vault sign, e.g. `new DefaultAzureCredential()`. */
export async function credentialOf(
  app: { readonly tenantId: string; readonly clientId: string },
  vaultUrl: string,
  operator: TokenCredential,
): Promise<Credential> {
  const signer = await keyVaultSigner({ vaultUrl, certificateName: "app", credential: operator, mode: "remote" });
  return appOnly({ ...app, clientAuth: ClientCertificate(signer) });
}
// #endregion
