import { seedArm } from "./arm/seed.ts";
import { seedDirectory } from "./directory/seed.ts";
import { seedGraphContent } from "./graph/seed.ts";
import { seedOpenAI } from "./openai/seed.ts";
import { seedSearch } from "./search/seed.ts";
import type { Tenant } from "./tenant.ts";
import { seedVaults } from "./vault/seed.ts";

/** Fills a new tenant with a company: its people first, as everything else belongs to them. */
export function seedTenant(tenant: Tenant, options: { readonly users: number }): void {
  seedDirectory(tenant, options.users);
  seedArm(tenant);
  seedVaults(tenant);
  seedGraphContent(tenant);
  seedOpenAI(tenant);
  seedSearch(tenant);
}
