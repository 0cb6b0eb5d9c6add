import { DefaultAzureCredential } from "@azure/identity";
import { appOnly, ClientCertificate, type Credential } from "@entrakit/auth-core";
import type { KeyVaultSigner } from "@entrakit/kv-cert";
import { keyVaultSigner } from "@entrakit/kv-cert/node";
// Puts Microsoft's AADSTS catalogue into the errors' remedies.
import "@entrakit/scopes/aadsts";

import { readConfiguration } from "../configuration.ts";

/** The app as this process acts for it. */
export interface AppIdentity {
  readonly credential: Credential;
  /** The certificate in Key Vault that proves it. */
  readonly signer: KeyVaultSigner;
}

const identities = new Map<string, Promise<AppIdentity>>();

async function createIdentity(tenantId: string, clientId: string): Promise<AppIdentity> {
  const { vaultUrl, certificateName } = readConfiguration();
  const credential = new DefaultAzureCredential();
  const signer = await keyVaultSigner({ vaultUrl, certificateName, credential, mode: "remote" });
  return { signer, credential: appOnly({ tenantId, clientId, clientAuth: ClientCertificate(signer) }) };
}

/** The app's identity: whoever runs the server may let Key Vault sign, and the key stays there. One for the process, so one token cache. */
export function appIdentity(tenantId: string, clientId: string): Promise<AppIdentity> {
  const key = `${tenantId} ${clientId}`;
  const known = identities.get(key);
  if (known !== undefined) return known;
  const made = createIdentity(tenantId, clientId);
  identities.set(key, made);
  // A failure is not for ever: the next call tries again.
  made.catch(() => identities.delete(key));
  return made;
}

/** The app's own credential. */
export async function appOnlyCredential(tenantId: string, clientId: string): Promise<Credential> {
  return (await appIdentity(tenantId, clientId)).credential;
}

/** A token for the app itself, e.g. with the scope `https://graph.microsoft.com/.default`. */
export async function getAppOnlyToken(tenantId: string, clientId: string, scope: string): Promise<string> {
  const credential = await appOnlyCredential(tenantId, clientId);
  return (await credential.getToken(scope)).token;
}
