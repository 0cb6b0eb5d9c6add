import type { DesiredState } from "../src/desired-state.ts";

/** A desired state without a mistake. */
export const desired: DesiredState = {
  tenantId: "11111111-2222-4333-8444-555555555555",
  displayName: "Quarterly Reports",
  permissions: { application: { graph: ["User.Read.All"] }, delegated: { graph: ["Mail.Read"] } },
  certificate: { vault: "kv-reports", name: "reports" },
  vaultId:
    "/subscriptions/99999999-2222-4333-8444-555555555555/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv-reports",
  keyAccess: [{ principalId: "application", principalType: "ServicePrincipal", use: ["sign"] }],
};
