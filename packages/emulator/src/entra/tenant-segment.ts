import type { Tenant } from "../tenant.ts";
import { tenantMalformed, tenantNotFound } from "./refusals.ts";

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Segments that stand for any tenant; here there is one. */
export const anyTenant: ReadonlySet<string> = new Set(["common", "organizations"]);

/**
 * Checks the first segment of a path: the tenant's id, its domain, `common` or `organizations`.
 *
 * @throws {Refusal} AADSTS90002 or AADSTS900023.
 */
export function checkTenantSegment(tenant: Tenant, segment: string): void {
  const name = segment.toLowerCase();
  if (anyTenant.has(name) || name === tenant.tenantId || name === tenant.directory.organization.domain) return;
  throw guid.test(name) || name.includes(".") ? tenantNotFound(segment) : tenantMalformed(segment);
}
