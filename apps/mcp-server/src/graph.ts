import type { Graph } from "@entrakit/graph-kit";

import { readConfiguration } from "./configuration.ts";

/** What this server may read: the app registration holds the same, and a call beyond it does not compile. */
export const permissions = { application: ["User.Read.All", "Mail.Read"] } as const;

/** Microsoft Graph as the app. */
export async function connectGraph(): Promise<Graph<typeof permissions>> {
  const { tenantId, clientId } = readConfiguration();
  const [{ createGraph }, { findRoute }, { appOnlyCredential }] = await Promise.all([
    import("@entrakit/graph-kit"),
    import("@entrakit/scopes/routes"),
    import("./auth/app-only-client.ts"),
  ]);
  return createGraph({ credential: await appOnlyCredential(tenantId, clientId), permissions, findRoute });
}
