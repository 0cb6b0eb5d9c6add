// Permission names in a file, GUIDs in the app registration.
// #region registration
import { parsePermissionsManifest, type RequiredResourceAccess, requiredResourceAccess } from "@entrakit/scopes/graph";

/** What an app registration has to hold so that the app may do what two files of permission names say. */
export function registrationFor(applicationJson: string, delegatedJson: string): RequiredResourceAccess[] {
  const application = parsePermissionsManifest(JSON.parse(applicationJson), "application");
  const delegated = parsePermissionsManifest(JSON.parse(delegatedJson), "delegated");
  return requiredResourceAccess({ application, delegated });
}
// #endregion
