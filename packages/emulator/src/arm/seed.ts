import type { Tenant } from "../tenant.ts";

/** Names and ids of the tenant's Azure resources. */
export interface TenantResources {
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly vaultName: string;
  readonly vaultId: string;
  /** `https://{vault}.vault.azure.net`, no slash at the end. */
  readonly vaultUrl: string;
  /** `https://{account}.openai.azure.com`, no slash at the end. */
  readonly openaiEndpoint: string;
  readonly openaiId: string;
  /** `https://{service}.search.windows.net`, no slash at the end. */
  readonly searchEndpoint: string;
  readonly searchId: string;
}

/** Where a tenant's vault, model account and search service are: follows from its seed. */
export function resourcesOf(tenant: Tenant): TenantResources {
  const random = tenant.random.fork("arm");
  const subscriptionId = random.uuid();
  const stem = `${random.pick(["birch", "cedar", "maple", "larch", "rowan", "aspen"])}${random.text(6).toLowerCase()}`;
  const resourceGroup = `rg-${stem}`;
  const providers = `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers`;
  return {
    subscriptionId,
    resourceGroup,
    vaultName: `kv-${stem}`,
    vaultId: `${providers}/Microsoft.KeyVault/vaults/kv-${stem}`,
    vaultUrl: `https://kv-${stem}.vault.azure.net`,
    openaiEndpoint: `https://${stem}.openai.azure.com`,
    openaiId: `${providers}/Microsoft.CognitiveServices/accounts/${stem}`,
    searchEndpoint: `https://${stem}.search.windows.net`,
    searchId: `${providers}/Microsoft.Search/searchServices/${stem}`,
  };
}

/** Makes the subscription and its resources, and gives the provisioner its roles. */
export function seedArm(tenant: Tenant): void {
  const resources = resourcesOf(tenant);
  tenant.arm.subscriptions.set(resources.subscriptionId, { subscriptionId: resources.subscriptionId, displayName: "Main" });
}
