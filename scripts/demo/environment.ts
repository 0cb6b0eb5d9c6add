import { provisionerOf, resourcesOf } from "@entrakit/emulator";

import { type World, appOf } from "./world.ts";

/** The signed-in operator's identity, as `DefaultAzureCredential` reads it from the environment. */
export function operatorEnvironment(world: World): Record<string, string> {
  const { clientId, clientSecret } = provisionerOf(world.tenant);
  return {
    AZURE_TENANT_ID: world.tenant.tenantId,
    AZURE_CLIENT_ID: clientId,
    AZURE_CLIENT_SECRET: clientSecret,
  };
}

/** What a program is told of the provisioned app and the tenant's services. Nothing in it is a secret. */
export function appEnvironment(world: World): Record<string, string> {
  const resources = resourcesOf(world.tenant);
  const app = appOf(world);
  return {
    APP_TENANT_ID: world.tenant.tenantId,
    APP_CLIENT_ID: app.clientId,
    APP_OBJECT_ID: app.applicationId,
    KEY_VAULT_URL: resources.vaultUrl,
    KEY_VAULT_ID: resources.vaultId,
    KEY_VAULT_CERTIFICATE: app.certificateName,
    AZURE_OPENAI_ENDPOINT: resources.openaiEndpoint,
    AZURE_SEARCH_ENDPOINT: resources.searchEndpoint,
  };
}
