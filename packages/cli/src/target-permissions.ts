import { type PermissionsManifest, findPermissions, graphAppId, requiredResourceAccess } from "@entrakit/scopes/graph";
import { resources } from "@entrakit/scopes/resources";

import type { NamedPermission, ResourceAccess, ResourcePermissions } from "./target.ts";

/**
 * The permissions of a manifest by API, each with its GUID, and the same as `requiredResourceAccess`.
 *
 * Throws `PermissionError` for a name or GUID that does not exist in its kind.
 */
export function targetPermissions(manifest: PermissionsManifest): {
  permissions: readonly ResourcePermissions[];
  requiredResourceAccess: readonly ResourceAccess[];
} {
  const access = requiredResourceAccess(manifest, resources);
  const permissions = access.map(({ resourceAppId, resourceAccess }) => {
    const ofType = (type: "Role" | "Scope"): readonly string[] =>
      resourceAccess.filter((entry) => entry.type === type).map(({ id }) => id);
    return {
      resourceAppId,
      resource: titleOf(resourceAppId),
      application: named(resourceAppId, "application", ofType("Role")),
      delegated: named(resourceAppId, "delegated", ofType("Scope")),
    };
  });
  return { permissions, requiredResourceAccess: access };
}

function named(appId: string, kind: "application" | "delegated", ids: readonly string[]): readonly NamedPermission[] {
  return ids.map((id) => {
    const found = findPermissions(id, resources).find(
      (permission) => permission.kind === kind && appIdOf(permission.resource) === appId,
    );
    return { id, name: found?.name ?? id };
  });
}

function appIdOf(resource: string): string | undefined {
  return resource === "graph" ? graphAppId : Object.entries(resources).find(([name]) => name === resource)?.[1].appId;
}

function titleOf(appId: string): string {
  return appId === graphAppId
    ? "Microsoft Graph"
    : (Object.values(resources).find((resource) => resource.appId === appId)?.name ?? appId);
}
