import { CliError } from "./errors.ts";
import { child, objects, optionalText, text } from "./json.ts";
import type { Service } from "./service.ts";

const authorizationVersion = "2022-04-01";
const vaultVersion = "2023-07-01";

/** A role given to a principal on a scope. */
export interface RoleAssignment {
  /** Resource id that the role is given on. */
  readonly scope: string;
  /** GUID of the assignment, chosen by the caller. */
  readonly name: string;
  /** GUID of the built-in role. */
  readonly roleId: string;
  readonly principalId: string;
  readonly principalType: "User" | "Group" | "ServicePrincipal";
}

/** A vault as Resource Manager describes it. */
export interface VaultResource {
  /** Whether Azure RBAC decides who may use it; otherwise its access policies do. */
  readonly usesRbac: boolean;
}

/** Reads a vault's settings. Source: learn.microsoft.com/rest/api/keyvault/keyvault/vaults/get. */
export async function readVault(arm: Service, vaultId: string): Promise<VaultResource> {
  const vault = await arm({ method: "GET", path: `${vaultId}?api-version=${vaultVersion}` });
  return { usesRbac: child(vault, "properties")["enableRbacAuthorization"] === true };
}

/** GUIDs of the roles that a principal has on exactly this scope. Source: learn.microsoft.com/rest/api/authorization/role-assignments/list-for-scope. */
export async function readRoles(arm: Service, scope: string, principalId: string): Promise<ReadonlySet<string>> {
  const filter = encodeURIComponent(`principalId eq '${principalId}'`);
  const path = `${scope}/providers/Microsoft.Authorization/roleAssignments?api-version=${authorizationVersion}&$filter=${filter}`;
  const found = objects(await arm({ method: "GET", path }), "value").map((entry) => child(entry, "properties"));
  const here = found.filter(
    (properties) =>
      optionalText(properties, "principalId")?.toLowerCase() === principalId.toLowerCase() &&
      optionalText(properties, "scope")?.toLowerCase() === scope.toLowerCase(),
  );
  return new Set(here.map((properties) => text(properties, "roleDefinitionId").toLowerCase().split("/").at(-1) ?? ""));
}

/**
 * Gives the role; `false` where the principal has it already (409 `RoleAssignmentExists`).
 *
 * Source: learn.microsoft.com/rest/api/authorization/role-assignments/create.
 */
export async function assignRole(arm: Service, wanted: RoleAssignment): Promise<boolean> {
  const subscription = wanted.scope.split("/").slice(0, 3).join("/");
  const path = `${wanted.scope}/providers/Microsoft.Authorization/roleAssignments/${wanted.name}?api-version=${authorizationVersion}`;
  const properties = {
    roleDefinitionId: `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${wanted.roleId}`,
    principalId: wanted.principalId,
    principalType: wanted.principalType,
  };
  try {
    await arm({ method: "PUT", path, body: { properties } });
    return true;
  } catch (error) {
    if (CliError.isInstance(error) && error.status === 409) return false;
    throw error;
  }
}
