// A token for the app itself, with a certificate and without a shared secret.
// #region certificate
import { appOnly, ClientCertificate, type Credential, webCryptoSigner } from "@entrakit/auth-core";

/** The app's credential, from a PEM text that holds the certificate and its private key. */
export async function credentialOf(tenantId: string, clientId: string, pem: string): Promise<Credential> {
  const signer = await webCryptoSigner({ privateKey: pem, certificate: pem });
  return appOnly({ tenantId, clientId, clientAuth: ClientCertificate(signer) });
}
// #endregion

// #region errors
import { EntraError } from "@entrakit/auth-core";

/** A token for Microsoft Graph, or what to do about its refusal. */
export async function graphToken(credential: Credential): Promise<string> {
  try {
    return (await credential.getToken("https://graph.microsoft.com/.default")).token;
  } catch (error) {
    if (!EntraError.isInstance(error)) throw error;
    return `${error.code} (AADSTS ${error.aadsts.join(", ")}): ${error.remedy}`;
  }
}
// #endregion
