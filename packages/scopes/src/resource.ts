import type { ResourceName } from "./clouds.ts";
import type { PermissionIds } from "./permission.ts";

/** A Microsoft API other than Graph, as its application in every tenant shows it. */
export interface Resource {
  /** Application (client) id of the API: `resourceAppId` in `requiredResourceAccess`. */
  readonly appId: string;
  /** Display name of its service principal. */
  readonly name: string;
  /**
   * What lets an app call it without a user: application permissions (`appRoles`), a role assignment in Azure
   * (`azureRbac`; such an API has no application permission at all), or a switch in the service itself.
   */
  readonly appOnly: "appRoles" | "azureRbac" | "serviceSettings";
  /** What `aud` may be; the public cloud's usual one first. */
  readonly audiences: readonly string[];
  /** Permissions by name. `adminConsent` is never present: the sources do not tell. */
  readonly permissions: Readonly<Record<string, PermissionIds>>;
}

/** The APIs besides Graph, by their names in the registry. */
export type ResourceTable = Readonly<Record<Exclude<ResourceName, "graph">, Resource>>;
