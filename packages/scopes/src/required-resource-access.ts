import { isObject, readManifest, type Wanted } from "./internal/read-manifest.ts";
import type { PermissionsManifest } from "./manifest.ts";
import { PermissionError } from "./permission-error.ts";
import type { PermissionKind } from "./permission.ts";
import type { ResourceTable } from "./resource.ts";

/** One permission in an application's `requiredResourceAccess`: `Role` is an application, `Scope` a delegated one. */
export interface ResourceAccess {
  id: string;
  type: "Role" | "Scope";
}

/** The permissions that an application asks of one API. */
export interface RequiredResourceAccess {
  resourceAppId: string;
  resourceAccess: ResourceAccess[];
}

const types: Readonly<Record<PermissionKind, ResourceAccess["type"]>> = { application: "Role", delegated: "Scope" };

function byText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

function checkKinds(manifest: PermissionsManifest): void {
  const keys = isObject(manifest) ? Object.keys(manifest) : [];
  const strange = keys.find((key) => !Object.hasOwn(types, key));
  if (isObject(manifest) && strange === undefined) return;
  throw new PermissionError(
    "malformed_manifest",
    strange === undefined ? "The manifest is no object." : `"${strange}" is no kind of permission.`,
    {
      remedy: 'Write { "application": { "graph": […] }, "delegated": { "graph": […] } }.',
    },
  );
}

/**
 * Turns permission names into the `requiredResourceAccess` of an app registration.
 *
 * The same permissions give the same array, in whatever order they are named: APIs by application id, application
 * permissions (`Role`) before delegated ones (`Scope`), then by GUID. Resources that are one application (`powerBi`,
 * `fabric`) are merged.
 *
 * Source: learn.microsoft.com/graph/api/resources/requiredresourceaccess.
 *
 * @param manifest permission names by kind and resource; a GUID of the right kind may stand for a name
 * @param resources `resources` from `@entrakit/scopes/resources`, where the manifest names more than Graph
 * @throws {PermissionError} `malformed_manifest`, `unknown_resource`, `unknown_permission` or `wrong_kind`, with the place
 *   and the values that are right
 */
export function requiredResourceAccess(
  manifest: PermissionsManifest,
  resources?: ResourceTable,
): RequiredResourceAccess[] {
  checkKinds(manifest);
  const byApp = new Map<string, Map<string, ResourceAccess>>();
  for (const kind of ["application", "delegated"] as const) {
    const wanted: readonly Wanted[] = readManifest(manifest[kind] ?? {}, kind, resources);
    for (const { api, permissions } of wanted) {
      const access = byApp.get(api.appId) ?? new Map<string, ResourceAccess>();
      byApp.set(api.appId, access);
      for (const { id } of permissions) access.set(`${types[kind]} ${id}`, { id, type: types[kind] });
    }
  }
  return [...byApp]
    .filter(([, access]) => access.size > 0)
    .sort(([left], [right]) => byText(left, right))
    .map(([resourceAppId, access]) => ({
      resourceAppId,
      resourceAccess: [...access].sort(([left], [right]) => byText(left, right)).map(([, item]) => item),
    }));
}
