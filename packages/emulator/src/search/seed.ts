import type { Tenant } from "../tenant.ts";

/** Being built. */
export function seedSearch(tenant: Tenant): void {
  void tenant;
}
