import type { Tenant } from "../tenant.ts";

/** Opens the data plane of every vault that Resource Manager holds. */
export function seedVaults(tenant: Tenant): void {
  for (const resource of tenant.arm.resources.values()) {
    if (resource.type === "Microsoft.KeyVault/vaults") tenant.vaults.vaults.set(resource.name.toLowerCase(), { name: resource.name });
  }
}
