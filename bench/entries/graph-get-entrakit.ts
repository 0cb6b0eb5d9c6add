import { appOnly, ClientCertificate, webCryptoSigner } from "@entrakit/auth-core";
import { createEdgeFetch } from "@entrakit/edge-fetch";

import type { Registration } from "./registration.ts";

export async function readUser(app: Registration, userId: string): Promise<unknown> {
  const { tenantId, clientId, privateKey, certificate } = app;
  const signer = await webCryptoSigner({ privateKey, certificate });
  const credential = appOnly({ tenantId, clientId, clientAuth: ClientCertificate(signer) });
  const graph = createEdgeFetch({ credential, resource: "graph" });
  const response = await graph(`https://graph.microsoft.com/v1.0/users/${userId}`);
  return response.json();
}
