import type { Directory } from "../directory/state.ts";
import type { Tenant } from "../tenant.ts";
import { type RoleDefinition, roleDefinitions } from "./roles.ts";
import type { RoleAssignment } from "./state.ts";

/** Whether `inner` is `outer` or lies below it; resource ids compare without case. */
export function isWithin(inner: string, outer: string): boolean {
  const child = `${inner.toLowerCase().replace(/\/+$/, "")}/`;
  const parent = `${outer.toLowerCase().replace(/\/+$/, "")}/`;
  return child.startsWith(parent);
}

/** The principal and the groups that it is a member of. */
function identitiesOf(directory: Directory, principalId: string): ReadonlySet<string> {
  const identities = new Set([principalId]);
  for (const group of directory.groups.values()) {
    if (group.members.has(principalId)) identities.add(group.id);
  }
  return identities;
}

function matches(pattern: string, action: string): boolean {
  const parts = pattern
    .toLowerCase()
    .split("*")
    .map((part) => part.replace(/[.\\+?^${}()|[\]]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`).test(action.toLowerCase());
}

function permits(role: RoleDefinition, action: string, kind: "actions" | "dataActions"): boolean {
  const denied = kind === "actions" ? role.notActions : role.notDataActions;
  return role[kind].some((pattern) => matches(pattern, action)) && !denied.some((pattern) => matches(pattern, action));
}

/** The role assignments that reach a principal, in person or through a group. */
export function assignmentsOf(tenant: Tenant, principalId: string): readonly RoleAssignment[] {
  const identities = identitiesOf(tenant.directory, principalId);
  return [...tenant.arm.roleAssignments.values()].filter((assignment) => identities.has(assignment.principalId));
}

/** The first assignment that lets a principal do an action on a resource, or undefined. Parameters as for {@link allows}. */
export function allowingAssignment(
  tenant: Tenant,
  principalId: string,
  resourceId: string,
  action: string,
  kind: "actions" | "dataActions",
): RoleAssignment | undefined {
  return assignmentsOf(tenant, principalId).find((assignment) => {
    const role = roleDefinitions.get(assignment.roleId);
    return role !== undefined && isWithin(resourceId, assignment.scope) && permits(role, action, kind);
  });
}

/**
 * Whether a principal's role assignments allow an action on a resource.
 *
 * @param principalId Object id of a user, group or service principal (`oid` of a token).
 * @param resourceId The resource's id, or an object's inside it (`…/vaults/{name}/secrets/{secret}`); assignments on
 *   any scope above it count.
 * @param action `Microsoft.KeyVault/vaults/secrets/getSecret/action`.
 * @param kind `dataActions` for what is inside a resource, `actions` for the resource itself.
 */
export function allows(
  tenant: Tenant,
  principalId: string,
  resourceId: string,
  action: string,
  kind: "actions" | "dataActions",
): boolean {
  return allowingAssignment(tenant, principalId, resourceId, action, kind) !== undefined;
}
