import { type Service, type ServiceCall } from "../src/service.ts";
import type { JsonObject } from "../src/json.ts";
import { CliError } from "../src/errors.ts";
import type { StepContext } from "../src/steps/step.ts";
import type { Target } from "../src/target.ts";
import type { VaultCertificate } from "../src/vault.ts";

export const graphAppId = "00000003-0000-0000-c000-000000000000";
export const readAll = { name: "User.Read.All", id: "df021288-bdef-4463-88db-98f22de89214" };
export const mailRead = { name: "Mail.Read", id: "570282fd-fa5c-430d-a7fd-fc8dc98a9dca" };

export const target: Target = {
  tenantId: "11111111-2222-4333-8444-555555555555",
  cloud: "public",
  displayName: "Reports",
  uniqueName: "reports",
  redirectUris: ["http://localhost"],
  permissions: [
    { resourceAppId: graphAppId, resource: "Microsoft Graph", application: [readAll], delegated: [mailRead] },
  ],
  requiredResourceAccess: [
    {
      resourceAppId: graphAppId,
      resourceAccess: [
        { id: readAll.id, type: "Role" },
        { id: mailRead.id, type: "Scope" },
      ],
    },
  ],
  certificate: {
    vaultUrl: "https://kv-reports.vault.azure.net",
    name: "reports",
    exportable: false,
    contentType: "application/x-pem-file",
    validityMonths: 12,
    keySize: 2048,
  },
  vaultId:
    "/subscriptions/99999999-2222-4333-8444-555555555555/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv-reports",
  keyAccess: [],
  resourceRoles: [],
  api: undefined,
  manifestFile: undefined,
};

export const certificate: VaultCertificate = {
  id: "https://kv-reports.vault.azure.net/certificates/reports/0123456789abcdef0123456789abcdef",
  cer: "MIIC",
  thumbprint: "0A0B0C0D0E0F101112131415161718191A1B1C1D",
  notBefore: new Date("2026-01-01T00:00:00Z"),
  expires: new Date("2027-01-01T00:00:00Z"),
  exportable: false,
};

export const application = {
  id: "aaaaaaaa-0000-4000-8000-000000000001",
  appId: "bbbbbbbb-0000-4000-8000-000000000002",
  displayName: "Reports",
  identifierUris: [],
  redirectUris: ["http://localhost"],
  requestedAccessTokenVersion: null,
  appRoles: [],
  requiredResourceAccess: target.requiredResourceAccess,
};

export const servicePrincipal = {
  id: "cccccccc-0000-4000-8000-000000000003",
  appId: application.appId,
  displayName: "Reports",
  appRoles: [],
  scopes: [],
};

export const graphPrincipal = {
  id: "dddddddd-0000-4000-8000-000000000004",
  appId: graphAppId,
  displayName: "Microsoft Graph",
  appRoles: [{ id: readAll.id, value: readAll.name }],
  scopes: [{ id: mailRead.id, value: mailRead.name }],
};

/** The refusal of a service, as the steps see it. */
export function refused(status: number, message = "refused", serviceCode?: string): CliError {
  const code = status === 404 ? "not_found" : status === 403 ? "access_denied" : "service_refused";
  return new CliError({ code, message, remedy: "-", status, ...(serviceCode !== undefined && { serviceCode }) });
}

/** A service that answers from a table of `METHOD path`; everything else is a 404. Keeps what it was asked. */
export function fakeService(
  answers: Readonly<Record<string, JsonObject | CliError | readonly (JsonObject | CliError)[]>>,
): {
  service: Service;
  calls: ServiceCall[];
  writes(): ServiceCall[];
} {
  const calls: ServiceCall[] = [];
  const used = new Map<string, number>();
  const service: Service = (call) => {
    calls.push(call);
    const key = `${call.method} ${call.path.split("?", 1)[0]}`;
    const entry = answers[key];
    const turn = used.get(key) ?? 0;
    used.set(key, turn + 1);
    const answer = Array.isArray(entry) ? (entry[turn] ?? entry.at(-1)) : entry;
    if (answer === undefined) return Promise.reject(refused(404, `no ${key}`));
    return answer instanceof CliError ? Promise.reject(answer) : Promise.resolve(answer);
  };
  return { service, calls, writes: () => calls.filter(({ method }) => method !== "GET") };
}

/** A context for one step, with nothing found yet. */
export function contextOf(parts: Partial<StepContext>): StepContext {
  const never: Service = (call) => Promise.reject(new Error(`Not expected: ${call.method} ${call.path}`));
  return {
    target,
    graph: never,
    arm: never,
    vault: { find: async () => undefined, create: async () => certificate },
    facts: { application: undefined, servicePrincipal: undefined, resources: new Map(), certificate: undefined },
    retry: (work) => work(),
    progress: () => undefined,
    ...parts,
  };
}

/** Runs a step as `provision` does. */
export async function applied(
  plan: { changed: boolean; detail: string } & { apply?(): Promise<{ changed: boolean; detail: string }> },
): Promise<{
  changed: boolean;
  detail: string;
}> {
  return plan.apply === undefined ? plan : plan.apply();
}
