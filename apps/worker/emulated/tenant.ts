import { SearchIndexClient } from "@azure/search-documents";
import { appOnly, ClientCertificate, ClientSecret, type Credential, webCryptoSigner } from "@entrakit/auth-core";
import { timeOf, type TimeSource, timeSource } from "@entrakit/auth-core/transport";
import { azureOpenAI } from "@entrakit/azure-ai-kit/openai";
import { chunkIndex, createEmbed, indexDocuments, type SourceDocument } from "@entrakit/azure-ai-kit/rag";
import { createSearch, uploadDocuments } from "@entrakit/azure-ai-kit/search";
import { provision } from "@entrakit/cli";
import { createTenant, provisionerOf, resourcesOf, type Tenant, type TenantOptions } from "@entrakit/emulator";
import { intercept } from "@entrakit/emulator/msw";
import { OpenAI } from "openai";

import { desiredState } from "../provision.ts";
import { names } from "../src/names.ts";
import type { Given } from "./harness.ts";
import { placedCertificate } from "./place-certificate.ts";

/** A tenant in memory in which this Worker's app is registered and a document is indexed. */
export interface EmulatedTenant {
  readonly tenant: Tenant;
  readonly clientId: string;
  readonly given: Given;
  /** The app itself, which has the role to call the Worker. */
  readonly caller: Credential;
  /** Another app of the tenant, without the role. */
  readonly stranger: Credential;
}

const documents: readonly SourceDocument[] = [
  {
    id: "handbook-leave",
    name: "handbook/leave.md",
    text: "# Leave\n\nEverybody has thirty days of paid leave in a calendar year. Ask your team lead two weeks before the first day.\n",
  },
];

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
  const definition = chunkIndex(names.index, { dimensions: vector.length });
  await new SearchIndexClient(searchEndpoint, credential).createOrUpdateIndex(definition);
  const search = createSearch({ endpoint: searchEndpoint, index: names.index, credential });
  await indexDocuments({ documents, embed, upload: async (records) => uploadDocuments(search, records) });
}

async function register(tenant: Tenant, operator: Credential, principalId: string) {
  const { vaultId, openaiId, searchId } = resourcesOf(tenant);
  const desired = desiredState({ tenantId: tenant.tenantId, vaultId, openaiId, searchId, people: [] });
  return provision(
    {
      ...desired,
      // Here, a program stands for the person who places the key, and the app fills its own index.
      keyAccess: [{ principalId, principalType: "ServicePrincipal", use: ["export"] }],
      resourceRoles: [
        ...(desired.resourceRoles ?? []),
        { resourceId: searchId, role: "Search Service Contributor" },
        { resourceId: searchId, role: "Search Index Data Contributor" },
      ],
    },
    { credential: operator, [timeSource]: time },
  );
}

/** Makes the tenant: registers the app as `provision.ts` does in a real one, over the same requests. */
export async function openTenant(options: TenantOptions = {}): Promise<EmulatedTenant> {
  const tenant = createTenant(options);
  tenant.vaults.issueMilliseconds = 0;
  using _network = intercept(tenant);
  const { tenantId } = tenant;
  const { vaultUrl, openaiEndpoint } = resourcesOf(tenant);
  const provisioner = provisionerOf(tenant);
  const clientAuth = ClientSecret(provisioner.clientSecret);
  const operator = appOnly({ tenantId, clientId: provisioner.clientId, clientAuth });
  const { clientId, certificateName } = await register(tenant, operator, provisioner.servicePrincipalId);
  const placed = await placedCertificate(tenant, { vaultUrl, certificateName, credential: operator });
  const signer = await webCryptoSigner({
    privateKey: placed.jwk,
    certificate: { x5tS256: placed["x5t#S256"] },
  });
  const caller = appOnly({ tenantId, clientId, clientAuth: ClientCertificate(signer) });
  await indexInto(tenant, caller);
  const variables = {
    AZURE_TENANT_ID: tenantId,
    AZURE_CLIENT_ID: clientId,
    AZURE_OPENAI_ENDPOINT: openaiEndpoint,
  };
  return {
    tenant,
    clientId,
    given: { variables, certificate: JSON.stringify(placed) },
    caller,
    stranger: operator,
  };
}
