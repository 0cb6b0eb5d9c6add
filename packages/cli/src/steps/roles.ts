import { type AzureRoleName, azureRoles } from "../azure-roles.ts";
import { deterministicGuid } from "../guid.ts";
import { type RoleAssignment, assignRole, readRoles } from "../resource-manager.ts";
import type { StepContext, StepOutcome } from "./step.ts";

/** A role that a principal is to have on a scope. */
export interface WantedRole extends Pick<RoleAssignment, "scope" | "principalId" | "principalType"> {
  readonly role: AzureRoleName;
}

/** The assignments that are missing, each under a GUID that follows from what it says. */
export async function missingRoles(
  { arm }: StepContext,
  wanted: readonly WantedRole[],
): Promise<readonly RoleAssignment[]> {
  const present = new Map<string, ReadonlySet<string>>();
  const missing = new Map<string, RoleAssignment>();
  for (const { role, ...place } of wanted) {
    const key = `${place.scope} ${place.principalId}`.toLowerCase();
    const held = present.get(key) ?? (await readRoles(arm, place.scope, place.principalId));
    present.set(key, held);
    const roleId = azureRoles[role];
    const name = deterministicGuid(place.scope.toLowerCase(), place.principalId.toLowerCase(), roleId);
    if (!held.has(roleId)) missing.set(name, { ...place, name, roleId });
  }
  return [...missing.values()];
}

/** Makes the assignments; one that somebody else made in the meantime does not count as a change. */
export async function assignRoles(
  { arm, retry }: StepContext,
  missing: readonly RoleAssignment[],
): Promise<StepOutcome> {
  let made = 0;
  for (const assignment of missing) {
    if (await retry(() => assignRole(arm, assignment))) made += 1;
  }
  return { changed: made > 0, detail: `${made} role ${made === 1 ? "assignment" : "assignments"} made` };
}
