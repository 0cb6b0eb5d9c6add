import { Client } from "@microsoft/microsoft-graph-client";

export function readUser(getAccessToken: () => Promise<string>, userId: string): Promise<unknown> {
  const client = Client.initWithMiddleware({ authProvider: { getAccessToken } });
  return client.api(`/users/${userId}`).get();
}
