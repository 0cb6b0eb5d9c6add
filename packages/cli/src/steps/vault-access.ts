import type { AzureRoleName } from "../azure-roles.ts";
import type { KeyAccess } from "../desired-state.ts";
import { CliError } from "../errors.ts";
import { readVault } from "../resource-manager.ts";
import { assignRoles, missingRoles, type WantedRole } from "./roles.ts";
import { type Step, type StepContext, established, inSync } from "./step.ts";

/** Whoever only signs gets no role that reads secrets, so the private key stays where it is. */
const rolesFor: Readonly<Record<"export" | "sign", readonly AzureRoleName[]>> = {
  export: ["Key Vault Certificate User"],
  sign: ["Key Vault Reader", "Key Vault Crypto User"],
};

/** Lets people and programs use the certificate's key, by role assignments whose GUIDs follow from what they say. */
export const vaultAccess: Step = async (context) => {
  const { arm, target, facts } = context;
  if (target.keyAccess.length === 0) return inSync("nobody named");
  const scope = established(target.vaultId, "vault's resource id");
  if (!(await readVault(arm, scope)).usesRbac) throw withoutRbac(scope);
  const known = target.keyAccess.filter(
    ({ principalId }) => principalId !== "application" || facts.servicePrincipal !== undefined,
  );
  const missing = await missingRoles(
    context,
    known.flatMap((access) => rolesOf(context, access, scope)),
  );
  const names = target.keyAccess.map(({ principalId }) => principalId).join(", ");
  if (missing.length === 0 && known.length === target.keyAccess.length) return inSync(`${names} may use the key`);
  return {
    changed: true,
    detail: `give roles on the vault to ${names}`,
    apply: () => assignRoles(context, missing),
  };
};

function rolesOf({ facts }: StepContext, access: KeyAccess, scope: string): readonly WantedRole[] {
  const { principalType, use } = access;
  const isApplication = access.principalId === "application";
  const principalId = isApplication ? established(facts.servicePrincipal, "service principal").id : access.principalId;
  return use.flatMap((one) => rolesFor[one]).map((role) => ({ scope, role, principalId, principalType }));
}

function withoutRbac(vaultId: string): CliError {
  return new CliError({
    code: "vault_without_rbac",
    message: "The vault decides by access policies, not by Azure roles.",
    why: "Role assignments on it would have no effect on who may use the certificate.",
    remedy: `Run: az keyvault update --ids ${vaultId} --enable-rbac-authorization true (existing access policies stop counting then).`,
  });
}
