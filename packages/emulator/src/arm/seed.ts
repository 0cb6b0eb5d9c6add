import { provisionerOf } from "../directory/seed.ts";
import type { Tenant } from "../tenant.ts";
import { addRoleAssignment } from "./role-assignments.ts";
import { roleNamed } from "./roles.ts";
import type { ArmResource } from "./state.ts";

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

const trees = ["alder", "aspen", "birch", "cedar", "hazel", "larch", "maple", "rowan", "willow"] as const;
const location = "westeurope";

/** Where a tenant's vault, model account and search service are: follows from its seed. */
export function resourcesOf(tenant: Tenant): TenantResources {
  const random = tenant.random.fork("arm");
  const subscriptionId = random.uuid();
  const stem = `${random.pick(trees)}${random.text(6).toLowerCase()}`;
  const resourceGroup = `rg-${stem}`;
  const vaultName = `kv-${stem}`;
  const providers = `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers`;
  return {
    subscriptionId,
    resourceGroup,
    vaultName,
    vaultId: `${providers}/Microsoft.KeyVault/vaults/${vaultName}`,
    vaultUrl: `https://${vaultName}.vault.azure.net`,
    openaiEndpoint: `https://${stem}.openai.azure.com`,
    openaiId: `${providers}/Microsoft.CognitiveServices/accounts/${stem}`,
    searchEndpoint: `https://${stem}.search.windows.net`,
    searchId: `${providers}/Microsoft.Search/searchServices/${stem}`,
  };
}

function seededResources(tenant: Tenant, names: TenantResources): readonly ArmResource[] {
  const common = { location, tags: {} };
  return [
    {
      ...common,
      id: names.vaultId,
      name: names.vaultName,
      type: "Microsoft.KeyVault/vaults",
      properties: {
        sku: { family: "A", name: "standard" },
        tenantId: tenant.tenantId,
        accessPolicies: [],
        enabledForDeployment: false,
        enableSoftDelete: true,
        softDeleteRetentionInDays: 90,
        enableRbacAuthorization: true,
        vaultUri: `${names.vaultUrl}/`,
        provisioningState: "Succeeded",
        publicNetworkAccess: "Enabled",
      },
    },
    {
      ...common,
      id: names.openaiId,
      name: names.openaiId.split("/").at(-1) ?? "",
      type: "Microsoft.CognitiveServices/accounts",
      kind: "OpenAI",
      sku: { name: "S0" },
      properties: { endpoint: `${names.openaiEndpoint}/`, provisioningState: "Succeeded", disableLocalAuth: false },
    },
    {
      ...common,
      id: names.searchId,
      name: names.searchId.split("/").at(-1) ?? "",
      type: "Microsoft.Search/searchServices",
      sku: { name: "basic" },
      properties: {
        endpoint: names.searchEndpoint,
        status: "running",
        provisioningState: "succeeded",
        authOptions: { aadOrApiKey: { aadAuthFailureMode: "http401WithBearerChallenge" } },
      },
    },
  ];
}

/** Makes the subscription and its resources, and makes the provisioner its owner. The directory must be there first. */
export function seedArm(tenant: Tenant): void {
  const { arm } = tenant;
  const names = resourcesOf(tenant);
  const subscription = `/subscriptions/${names.subscriptionId}`;
  const groupId = `${subscription}/resourceGroups/${names.resourceGroup}`;
  arm.subscriptions.set(names.subscriptionId, { subscriptionId: names.subscriptionId, displayName: "Production" });
  arm.resourceGroups.set(groupId.toLowerCase(), {
    id: groupId,
    subscriptionId: names.subscriptionId,
    name: names.resourceGroup,
    location,
  });
  for (const resource of seededResources(tenant, names)) arm.resources.set(resource.id.toLowerCase(), resource);
  const random = tenant.random.fork("arm/assignments");
  const principalId = provisionerOf(tenant).servicePrincipalId;
  const granted = [
    { scope: subscription, roleName: "Owner" },
    { scope: names.vaultId, roleName: "Key Vault Certificates Officer" },
  ];
  for (const { scope, roleName } of granted) {
    addRoleAssignment(arm, {
      name: random.uuid(),
      scope,
      roleId: roleNamed(roleName).id,
      principalId,
      principalType: "ServicePrincipal",
      description: null,
      createdOn: new Date(tenant.clock.now()).toISOString(),
      createdBy: principalId,
    });
  }
}
