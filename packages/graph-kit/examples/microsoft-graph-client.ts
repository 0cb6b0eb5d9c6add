// Code that is written against Microsoft's own client.
// #region microsoft-graph-client
import { graphClientOptions } from "@entrakit/graph-kit/client";
import type { TokenCredential } from "@entrakit/graph-kit";
import { Client } from "@microsoft/microsoft-graph-client";

/** The client, over our tokens, retries, claims challenges and redirect rules. */
export function officialClient(credential: TokenCredential): Client {
  return Client.initWithMiddleware(graphClientOptions({ credential }));
}
// #endregion
