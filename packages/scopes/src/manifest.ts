import type { ResourceName } from "./clouds.ts";
import { graphTable } from "./graph-table.gen.ts";
import { readManifest } from "./internal/read-manifest.ts";
import type { GraphPermission, PermissionIds, PermissionKind } from "./permission.ts";
import type { ResourceTable } from "./resource.ts";

/** A GUID, as far as a type can tell. */
export type Guid = `${string}-${string}-${string}-${string}-${string}`;

/** The permissions of one kind that an app wants, by resource; a GUID of that kind may stand for a name. */
export type WantedPermissions<Kind extends PermissionKind> = {
  readonly graph?: readonly (GraphPermission<Kind> | Guid)[];
} & { readonly [Resource in Exclude<ResourceName, "graph">]?: readonly string[] };

/** The permissions that an app wants, by kind and resource. */
export interface PermissionsManifest {
  readonly application?: WantedPermissions<"application">;
  readonly delegated?: WantedPermissions<"delegated">;
}

/** A manifest's permissions of one kind, every one of them known and by name. */
export type KnownPermissions<Kind extends PermissionKind> = {
  readonly graph?: readonly GraphPermission<Kind>[];
} & { readonly [Resource in Exclude<ResourceName, "graph">]?: readonly string[] };

type Filling<Kind extends PermissionKind> = {
  -readonly [Resource in keyof KnownPermissions<Kind>]: KnownPermissions<Kind>[Resource];
};

const graphIds: Readonly<Record<string, PermissionIds>> = graphTable;

function isGraphPermission<Kind extends PermissionKind>(name: string, kind: Kind): name is GraphPermission<Kind> {
  return Object.hasOwn(graphIds, name) && graphIds[name]?.[kind] !== undefined;
}

/**
 * Reads the JSON of a permissions file, such as `{ "graph": ["User.Read.All"] }`, and checks every name in it.
 *
 * Keys are resources of the registry (`$schema` is passed over), values lists of permission names; a GUID of the right
 * kind is turned into its name, a repeated permission is kept once.
 *
 * @param json the parsed file, untrusted
 * @param kind whether the file lists application or delegated permissions
 * @param resources `resources` from `@entrakit/scopes/resources`, where the file names more than Graph
 * @throws {PermissionError} `malformed_manifest`, `unknown_resource`, `unknown_permission` or `wrong_kind`, with the place
 *   and the values that are right
 */
export function parsePermissionsManifest<Kind extends PermissionKind>(
  json: unknown,
  kind: Kind,
  resources?: ResourceTable,
): KnownPermissions<Kind> {
  const known: Filling<Kind> = {};
  for (const { api, permissions } of readManifest(json, kind, resources)) {
    const names = permissions.map(({ name }) => name);
    if (api.resource === "graph") known.graph = names.filter((name) => isGraphPermission(name, kind));
    else known[api.resource] = names;
  }
  return known;
}
