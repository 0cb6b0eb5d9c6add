import { appOnly, ClientSecret, type TokenCredential } from "@entrakit/auth-core";
import { type TimeSource, timeSource } from "@entrakit/auth-core/transport";
import { provisionerOf, type Tenant } from "@entrakit/emulator";

import type { DesiredState } from "../src/desired-state.ts";
import type { ProvisionOptions } from "../src/provision.ts";

/** The credential of the app that may register others. */
export function provisioner(tenant: Tenant): TokenCredential {
  const { clientId, clientSecret } = provisionerOf(tenant);
  return appOnly({ tenantId: tenant.tenantId, clientId, clientAuth: ClientSecret(clientSecret) });
}

/** Options of a run as that app, in which short waits are over at once: the tenant's clock moves on instead. */
export function asProvisioner(tenant: Tenant): ProvisionOptions {
  return { credential: provisioner(tenant), [timeSource]: timeOfTenant(tenant) };
}

/** Limits on a request's time stay real; they are longer than any wait between two requests. */
const longestWait = 5_000;

/** The tenant's clock as a program's: a short wait moves it on instead of taking time. */
export function timeOfTenant({ clock }: Tenant): TimeSource {
  return {
    now: () => clock.now(),
    random: () => 0.5,
    setTimer(milliseconds, callback) {
      const isWait = milliseconds <= longestWait;
      if (isWait) clock.advance(milliseconds);
      const timer = setTimeout(callback, isWait ? 0 : milliseconds);
      return () => clearTimeout(timer);
    },
  };
}

function resourceOf(tenant: Tenant, wanted: string): { readonly name: string; readonly id: string } {
  const found = [...tenant.arm.resources.values()].find(({ type }) => type === wanted);
  if (found === undefined) throw new Error(`The tenant has no ${wanted}.`);
  return found;
}

/** The tenant's vault, as Resource Manager shows it. */
export function vaultOf(tenant: Tenant): { readonly name: string; readonly id: string } {
  return resourceOf(tenant, "Microsoft.KeyVault/vaults");
}

/** A desired state of everything that can be asked for, in a tenant. */
export function desiredIn(tenant: Tenant): DesiredState {
  const vault = vaultOf(tenant);
  return {
    tenantId: tenant.tenantId,
    displayName: "Quarterly Reports",
    permissions: {
      application: { graph: ["User.Read.All", "Mail.Read"] },
      delegated: { graph: ["User.Read", "offline_access"], powerBi: ["Dataset.Read.All"] },
    },
    certificate: { vault: vault.name, name: "reports" },
    vaultId: vault.id,
    keyAccess: [
      { principalId: "application", principalType: "ServicePrincipal", use: ["sign"] },
      { principalId: provisionerOf(tenant).servicePrincipalId, principalType: "ServicePrincipal", use: ["sign"] },
    ],
    resourceRoles: [
      { resourceId: resourceOf(tenant, "Microsoft.Search/searchServices").id, role: "Search Index Data Reader" },
    ],
    api: { appRoles: [{ value: "Documents.Read", displayName: "Read documents" }], assignToSelf: true },
  };
}

/** What was asked of the services since a moment, sign-in aside: method, status, host and path. */
export function requestsSince(tenant: Tenant, start: number): { readonly method: string; readonly url: string }[] {
  return tenant.log.requests.slice(start).filter(({ surface }) => surface !== "entra");
}
