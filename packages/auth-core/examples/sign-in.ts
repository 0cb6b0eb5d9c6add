// A person signs in once in the browser; later processes read the store.
// #region sign-in
import { fileStore, interactive } from "@entrakit/auth-core/node";

/** A token to read the signed-in person's mail; `path` lies in the person's own folder. */
export async function mailToken(tenantId: string, clientId: string, path: string): Promise<string> {
  const credential = interactive({ tenantId, clientId, store: fileStore({ path }) });
  return (await credential.getToken("https://graph.microsoft.com/Mail.Read")).token;
}
// #endregion
