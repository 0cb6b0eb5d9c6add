// A file of a drive, without the token leaving Graph.
// #region download-file
import { createGraph, type TokenCredential } from "@entrakit/graph-kit";

/** The text of a file; Graph redirects to storage, which gets no token. */
export async function fileText(credential: TokenCredential, driveId: string, driveItemId: string): Promise<string> {
  const graph = createGraph({ credential, permissions: { application: ["Files.Read.All"] } });
  const path = "/drives/{driveId}/items/{driveItemId}/content";
  const response = await graph.stream(path, { params: { driveId, driveItemId } });
  return response.text();
}
// #endregion
