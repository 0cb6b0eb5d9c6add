import type { ResourceName } from "./clouds.ts";
import { graphTable } from "./graph-table.gen.ts";
import { distinctApis } from "./internal/api.ts";
import type { GraphPermission, PermissionIds, PermissionKind } from "./permission.ts";
import { PermissionError } from "./permission-error.ts";
import type { ResourceTable } from "./resource.ts";

/** A permission in one of its kinds. */
export interface Permission {
  readonly resource: ResourceName;
  readonly name: string;
  readonly kind: PermissionKind;
  /** GUID in `requiredResourceAccess`, `appRoleAssignment` and the service principal. */
  readonly id: string;
  /** Whether only an administrator may consent; `undefined` where the sources do not tell. */
  readonly adminConsent: boolean | undefined;
}

function* inKinds(resource: ResourceName, name: string, ids: PermissionIds): Iterable<Permission> {
  if (ids.application !== undefined) {
    yield { resource, name, kind: "application", id: ids.application, adminConsent: true };
  }
  if (ids.delegated !== undefined) {
    const adminConsent = ids.adminConsent ?? (resource === "graph" ? false : undefined);
    yield { resource, name, kind: "delegated", id: ids.delegated, adminConsent };
  }
}

/**
 * Every permission that has a name or a GUID, letter case aside: what a name can be, what a GUID is.
 *
 * A name has up to two kinds, each with a GUID of its own; a GUID can belong to both kinds (`User.Export.All`).
 *
 * @param nameOrId a permission's name or GUID
 * @param resources `resources` from `@entrakit/scopes/resources`, to look beyond Graph
 * @returns nothing where no permission has it
 */
export function findPermissions(nameOrId: string, resources?: ResourceTable): readonly Permission[] {
  const wanted = nameOrId.trim().toLowerCase();
  return distinctApis(resources).flatMap(({ resource, permissions }) =>
    Object.entries(permissions)
      .flatMap(([name, ids]) => [...inKinds(resource, name, ids)])
      .filter(({ name, id }) => name.toLowerCase() === wanted || id === wanted),
  );
}

/**
 * The GUID of a Microsoft Graph permission in one kind.
 *
 * @throws {PermissionError} `wrong_kind` where a value from outside the type has no such form
 */
export function permissionId<Kind extends PermissionKind>(name: GraphPermission<Kind>, kind: Kind): string {
  const ids: PermissionIds | undefined = graphTable[name];
  const id = ids?.[kind];
  if (id !== undefined) return id;
  throw new PermissionError("wrong_kind", `Microsoft Graph has no ${kind} permission "${name}".`, {
    remedy: "Take a name of the type `GraphPermission`.",
  });
}
