// From an app registration to the first answer.
// #region first-call
import { appOnly, ClientSecret } from "@entrakit/auth-core";
import { createGraph } from "@entrakit/graph-kit";

/** The names of everybody in the organization, page after page. */
export async function everybody(tenantId: string, clientId: string, secret: string): Promise<string[]> {
  const credential = appOnly({ tenantId, clientId, clientAuth: ClientSecret(secret) });
  const graph = createGraph({ credential, permissions: { application: ["User.Read.All"] } });
  const names: string[] = [];
  for await (const user of graph.list("/users", { select: ["displayName"] })) names.push(user.displayName ?? "");
  return names;
}
// #endregion
