// What is this GUID in my app registration?
// #region guid
import { findPermissions } from "@entrakit/scopes/graph";
import { resources } from "@entrakit/scopes/resources";

/** Says which permissions a GUID stands for, one a line. */
export function whatIs(guid: string): string {
  const found = findPermissions(guid, resources);
  if (found.length === 0) return `${guid} is no permission of the APIs in the registry.`;
  return found
    .map(({ resource, kind, name }) => `${guid} is the ${kind} permission ${name} of ${resource}.`)
    .join("\n");
}
// #endregion
