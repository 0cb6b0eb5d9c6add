import { ClientCertificateCredential } from "@azure/identity";
import { Client } from "@microsoft/microsoft-graph-client";
import { TokenCredentialAuthenticationProvider } from "@microsoft/microsoft-graph-client/authProviders/azureTokenCredentials/index.js";

import type { Registration } from "./registration.ts";

export async function readUser(app: Registration, userId: string): Promise<unknown> {
  const { tenantId, clientId, privateKey, certificate } = app;
  const credential = new ClientCertificateCredential(tenantId, clientId, {
    certificate: `${privateKey}\n${certificate}`,
  });
  const scopes = ["https://graph.microsoft.com/.default"];
  const client = Client.initWithMiddleware({
    authProvider: new TokenCredentialAuthenticationProvider(credential, { scopes }),
  });
  return client.api(`/users/${userId}`).get();
}
