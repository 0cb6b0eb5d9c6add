import { type FirstPartyApi, firstPartyApis } from "../data/first-party.gen.ts";
import type { AppRole, PermissionScope, ServicePrincipal } from "./state.ts";

/** Microsoft's own tenant, which owns its APIs' applications. */
const microsoftTenantId = "f8cdef31-a31e-4b4a-93e4-5f571e91255a";

/** Azure's data planes: their roles are Azure's (RBAC), so they offer one delegated permission each. Source: learn.microsoft.com, each service's page on Entra authentication. */
const azureApis: readonly FirstPartyApi[] = (
  [
    ["cfa8b339-82a2-471a-a3c9-0fc0be7a4093", "Azure Key Vault", "f53da476-18e3-4152-8e01-aec403e6edc0"],
    ["7d312290-28c8-473c-a0ed-8e53749b6d6d", "Microsoft Cognitive Services", "5f1e8914-a52b-429f-9324-91b92b81adaf"],
    ["18a66f5f-dbdf-4c17-9dd7-1634712a9cbe", "Azure Machine Learning Services", "1a7925b5-f871-417a-9b8b-303f9f29fa10"],
    ["880da380-985e-4198-81b9-e05b1cc53158", "Azure Cognitive Search", "a4165a31-5d9e-4120-bd1e-9d88c66fd3b8"],
    ["e406a681-f3d4-42a8-90b6-c2b029497af1", "Azure Storage", "03e0da56-190b-40ad-a80c-ea378c433f7f"],
  ] as const
).map(([appId, name, scopeId]) => ({ appId, name, roles: [], scopes: [[scopeId, "user_impersonation"]] }));

/** What a token may be asked for, by application id. Source: the same pages. */
const identifierUris: Readonly<Record<string, readonly string[]>> = {
  "00000003-0000-0000-c000-000000000000": ["https://graph.microsoft.com"],
  "00000002-0000-0000-c000-000000000000": ["https://graph.windows.net"],
  "797f4846-ba00-4fd7-ba43-dac1f8f63013": ["https://management.azure.com", "https://management.core.windows.net"],
  "cfa8b339-82a2-471a-a3c9-0fc0be7a4093": ["https://vault.azure.net"],
  "7d312290-28c8-473c-a0ed-8e53749b6d6d": ["https://cognitiveservices.azure.com"],
  "18a66f5f-dbdf-4c17-9dd7-1634712a9cbe": ["https://ai.azure.com", "https://ml.azure.com"],
  "880da380-985e-4198-81b9-e05b1cc53158": ["https://search.azure.com"],
  "e406a681-f3d4-42a8-90b6-c2b029497af1": ["https://storage.azure.com"],
  "00000009-0000-0000-c000-000000000000": [
    "https://analysis.windows.net/powerbi/api",
    "https://api.fabric.microsoft.com",
  ],
  "475226c6-020e-4fb2-8a90-7a972cbfc1d4": ["https://service.powerapps.com"],
  "00000002-0000-0ff1-ce00-000000000000": ["https://outlook.office365.com", "https://outlook.office.com"],
  "c5393580-f805-4401-95e8-94b7a6ef2fc2": ["https://manage.office.com"],
  "ca7f3f0b-7d91-482c-8e09-c5d840d0eac5": ["https://api.loganalytics.io"],
  "73c2949e-da2d-457a-9607-fcc665198967": ["https://purview.azure.net"],
  "00000012-0000-0000-c000-000000000000": ["https://aadrm.com"],
};

/** Permissions for whole collections that a user may nevertheless grant for what they can see themselves. */
const grantedByUsers =
  /^(?:Files\.\w+\.All|Sites\.(?:Read|ReadWrite|Manage)\.All|Notes\.\w+\.All|\w+\.ReadBasic\.All)$/;

/**
 * Who may consent to a delegated permission. The source of the tables does not say; the rule is Microsoft's naming:
 * permissions over everything (`.All`) need an administrator, with the documented exceptions.
 */
function consentType(value: string): PermissionScope["type"] {
  return value.endsWith(".All") && !grantedByUsers.test(value) ? "Admin" : "User";
}

function toAppRole([id, value]: readonly [string, string]): AppRole {
  return { id, value, displayName: value, description: value, allowedMemberTypes: ["Application"], isEnabled: true };
}

function toScope([id, value]: readonly [string, string]): PermissionScope {
  return { id, value, type: consentType(value), adminConsentDisplayName: value, isEnabled: true };
}

/** Every API of Microsoft that the tenant knows. */
export const knownApis: ReadonlyMap<string, FirstPartyApi> = new Map(
  [...firstPartyApis, ...azureApis].map((api) => [api.appId, api]),
);

/** The service principal of one of Microsoft's APIs. */
export function firstPartyServicePrincipal(api: FirstPartyApi, id: string): ServicePrincipal {
  const uris = identifierUris[api.appId] ?? [];
  return {
    id,
    appId: api.appId,
    displayName: api.name,
    accountEnabled: true,
    appRoleAssignmentRequired: false,
    tags: [],
    appOwnerOrganizationId: microsoftTenantId,
    servicePrincipalNames: [api.appId, ...uris, ...uris.map((uri) => `${uri}/`)],
    appRoles: api.roles.map(toAppRole),
    oauth2PermissionScopes: api.scopes.map(toScope),
  };
}
