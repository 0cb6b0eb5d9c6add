// A 403 that says which permission would do.
// #region what-is-missing
import { createGraph, GraphError, type TokenCredential } from "@entrakit/graph-kit";
import { findRoute } from "@entrakit/scopes/routes";

/** What to do so that the app may read a path, or nothing where it may already. */
export async function missingFor(credential: TokenCredential, path: string): Promise<string | undefined> {
  const graph = createGraph({ credential, permissions: { application: ["User.Read.All"] }, findRoute });
  try {
    await graph.request("GET", path);
    return undefined;
  } catch (error) {
    if (GraphError.isInstance(error) && error.kind === "forbidden") return error.remedy;
    throw error;
  }
}
// #endregion
