import { resourcesOf } from "../arm/seed.ts";
import type { Tenant } from "../tenant.ts";
import type { SearchService } from "./state.ts";

/** Opens the data plane of a service that Resource Manager holds. Keys come from the platform's own randomness. */
export function openService(tenant: Tenant, name: string, resourceId: string): SearchService {
  const key = (): string =>
    tenant.secrets.note("api-key", `${crypto.randomUUID()}${crypto.randomUUID()}`.replaceAll("-", "").slice(0, 52));
  const service: SearchService = {
    name,
    resourceId,
    adminKeys: [key(), key()],
    queryKeys: [key()],
    indexes: new Map(),
  };
  tenant.search.services.set(name.toLowerCase(), service);
  return service;
}

/** Opens the tenant's search service, without an index. */
export function seedSearch(tenant: Tenant): void {
  const { searchId } = resourcesOf(tenant);
  openService(tenant, searchId.split("/").at(-1) ?? "", searchId);
}
