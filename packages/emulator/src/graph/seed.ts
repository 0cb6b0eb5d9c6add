import type { Tenant } from "../tenant.ts";

/** Being built. */
export function seedGraphContent(tenant: Tenant): void {
  void tenant;
}
