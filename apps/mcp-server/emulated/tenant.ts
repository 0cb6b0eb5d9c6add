import { SearchIndexClient } from "@azure/search-documents";
import { appOnly, ClientCertificate, ClientSecret, type Credential } from "@entrakit/auth-core";
import { timeOf, type TimeSource, timeSource } from "@entrakit/auth-core/transport";
import { azureOpenAI } from "@entrakit/azure-ai-kit/openai";
import { chunkIndex, createEmbed, indexDocuments } from "@entrakit/azure-ai-kit/rag";
import { createSearch, uploadDocuments } from "@entrakit/azure-ai-kit/search";
import { provision } from "@entrakit/cli";
import { createTenant, provisionerOf, resourcesOf, type Tenant } from "@entrakit/emulator";
import { intercept } from "@entrakit/emulator/msw";
import { keyVaultSigner } from "@entrakit/kv-cert/node";
import { OpenAI } from "openai";

import { desiredState } from "../provision.ts";
import { names } from "../src/answering.ts";
import { documents } from "./documents.ts";

/** A tenant in memory in which this server's app is registered and documents are indexed. */
export interface EmulatedTenant {
  readonly tenant: Tenant;
  /** What the server's environment holds there. `AZURE_CLIENT_SECRET` is the identity of whoever runs the server. */
  readonly environment: Readonly<Record<string, string>>;
}

/** In a tenant in memory there is nothing to wait for between two questions; limits on one stay as they are. */
const system = timeOf({});
const longestWait = 5_000;
const time: TimeSource = {
  ...system,
  setTimer: (milliseconds, callback) => system.setTimer(milliseconds <= longestWait ? 0 : milliseconds, callback),
};

async function indexInto(tenant: Tenant, credential: Credential): Promise<void> {
  const { openaiEndpoint, searchEndpoint } = resourcesOf(tenant);
  const embed = createEmbed(new OpenAI(azureOpenAI({ endpoint: openaiEndpoint, credential })), names.embeddings);
  const [vector = []] = await embed(["How long is a vector?"]);
  const search = createSearch({ endpoint: searchEndpoint, index: names.index, credential });
  const definition = chunkIndex(names.index, { dimensions: vector.length });
  await new SearchIndexClient(searchEndpoint, credential).createOrUpdateIndex(definition);
  await indexDocuments({ documents, embed, upload: async (records) => uploadDocuments(search, records) });
}

/** Makes the tenant: registers the app as `provision.ts` does in a real one, over the same requests. */
export async function openTenant(seed?: string): Promise<EmulatedTenant> {
  const tenant = createTenant(seed === undefined ? {} : { seed });
  tenant.vaults.issueMilliseconds = 0;
  using _network = intercept(tenant);
  const { tenantId } = tenant;
  const { vaultUrl, vaultId, openaiEndpoint, openaiId, searchEndpoint, searchId } = resourcesOf(tenant);
  const operator = provisionerOf(tenant);
  const credential = appOnly({
    tenantId,
    clientId: operator.clientId,
    clientAuth: ClientSecret(operator.clientSecret),
  });
  const desired = desiredState({ tenantId, vaultId, openaiId, searchId, people: [] });
  const { clientId, certificateName } = await provision(
    {
      ...desired,
      // Here, a program stands for the person who runs the server, and the app fills its own index.
      keyAccess: [{ principalId: operator.servicePrincipalId, principalType: "ServicePrincipal", use: ["sign"] }],
      resourceRoles: [
        ...(desired.resourceRoles ?? []),
        { resourceId: searchId, role: "Search Service Contributor" },
        { resourceId: searchId, role: "Search Index Data Contributor" },
      ],
    },
    { credential, [timeSource]: time },
  );
  const signer = await keyVaultSigner({ vaultUrl, certificateName, credential, mode: "remote" });
  await indexInto(tenant, appOnly({ tenantId, clientId, clientAuth: ClientCertificate(signer) }));
  return {
    tenant,
    environment: {
      APP_TENANT_ID: tenantId,
      APP_CLIENT_ID: clientId,
      KEY_VAULT_URL: vaultUrl,
      KEY_VAULT_CERTIFICATE: certificateName,
      AZURE_OPENAI_ENDPOINT: openaiEndpoint,
      AZURE_SEARCH_ENDPOINT: searchEndpoint,
      AZURE_TOKEN_CREDENTIALS: "EnvironmentCredential",
      AZURE_TENANT_ID: tenantId,
      AZURE_CLIENT_ID: operator.clientId,
      AZURE_CLIENT_SECRET: operator.clientSecret,
    },
  };
}
