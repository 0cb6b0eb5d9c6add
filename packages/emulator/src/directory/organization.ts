import { answerCollection } from "../graph/collection.ts";
import type { GraphCall, GraphRoute } from "../graph/route.ts";

function listOrganization(call: GraphCall): Response {
  const { tenant } = call;
  const { displayName, domain, countryLetterCode, createdDateTime } = tenant.directory.organization;
  const organization = {
    id: tenant.tenantId,
    displayName,
    countryLetterCode,
    createdDateTime,
    tenantType: "AAD",
    verifiedDomains: [{ capabilities: "Email", isDefault: true, isInitial: true, name: domain, type: "Managed" }],
  };
  const shape = { context: "organization", pageSize: 100, maxPageSize: 999, paging: "skiptoken" } as const;
  return answerCollection(call, [organization], shape);
}

/** The company. */
export const organizationRoutes: readonly GraphRoute[] = [
  { method: "GET", path: "/organization", handle: listOrganization },
];
