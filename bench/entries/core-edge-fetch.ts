import { createEdgeFetch, type TokenCredential } from "@entrakit/edge-fetch";

export function readUser(credential: TokenCredential, userId: string): Promise<Response> {
  const graph = createEdgeFetch({ credential, resource: "graph" });
  return graph(`https://graph.microsoft.com/v1.0/users/${userId}`);
}
