// A fetch that holds a token for one API and takes it nowhere else.
// #region authorized-fetch
import { appOnly, ClientSecret } from "@entrakit/auth-core";
import { createEdgeFetch } from "@entrakit/edge-fetch";

/** The name of the organization that an app is registered in. */
export async function organizationName(tenantId: string, clientId: string, secret: string): Promise<string> {
  const credential = appOnly({ tenantId, clientId, clientAuth: ClientSecret(secret) });
  const fetch = createEdgeFetch({ credential, resource: "graph", timeout: { totalMs: 20_000 } });
  const response = await fetch("https://graph.microsoft.com/v1.0/organization?$select=displayName");
  const { value }: { value: { displayName: string }[] } = await response.json();
  return value[0]?.displayName ?? "";
}
// #endregion
