import type { Tenant } from "../tenant.ts";

/** Being built. */
export function seedOpenAI(tenant: Tenant): void {
  void tenant;
}
