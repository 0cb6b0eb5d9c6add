import type { Tenant } from "../tenant.ts";
import { createVault } from "./state.ts";

/** Opens the data plane of every vault that Resource Manager holds. */
export function seedVaults(tenant: Tenant): void {
  for (const { id, name, type, location } of tenant.arm.resources.values()) {
    if (type === "Microsoft.KeyVault/vaults")
      tenant.vaults.vaults.set(name.toLowerCase(), createVault(name, id, location));
  }
}
