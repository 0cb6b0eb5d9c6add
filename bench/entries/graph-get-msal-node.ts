import { createHash } from "node:crypto";

import { ConfidentialClientApplication } from "@azure/msal-node";
import { Client } from "@microsoft/microsoft-graph-client";

import type { Registration } from "./registration.ts";

export async function readUser(app: Registration, userId: string): Promise<unknown> {
  const { tenantId, clientId, privateKey, certificate } = app;
  const der = Uint8Array.from(atob(certificate.replace(/-----[^-]+-----|\s/g, "")), (character) =>
    character.charCodeAt(0),
  );
  const thumbprintSha256 = createHash("sha256").update(der).digest("hex");
  const application = new ConfidentialClientApplication({
    auth: {
      clientId,
      authority: `https://login.microsoftonline.com/${tenantId}`,
      clientCertificate: { privateKey, thumbprintSha256 },
    },
  });
  const scopes = ["https://graph.microsoft.com/.default"];
  const client = Client.initWithMiddleware({
    authProvider: {
      getAccessToken: async () => (await application.acquireTokenByClientCredential({ scopes }))?.accessToken ?? "",
    },
  });
  return client.api(`/users/${userId}`).get();
}
