import { resourcesOf } from "../arm/seed.ts";
import type { Tenant } from "../tenant.ts";
import { chatModel, embeddingModel } from "./models.ts";
import type { Deployment, OpenAIAccount } from "./state.ts";

/** Adds a deployment to an account; its limit is in tokens a minute. */
export function addDeployment(
  account: OpenAIAccount,
  name: string,
  kind: Deployment["kind"],
  tokensPerMinute: number,
): Deployment {
  const model = kind === "chat" ? chatModel : embeddingModel;
  const deployment: Deployment = {
    name,
    model,
    kind,
    tokensPerMinute,
    usage: { startedAt: 0, tokens: 0, requests: 0 },
  };
  account.deployments.set(name.toLowerCase(), deployment);
  return deployment;
}

/** Opens the data plane of an account that Resource Manager holds. Keys come from the platform's own randomness. */
export function openAccount(tenant: Tenant, name: string, resourceId: string): OpenAIAccount {
  const key = (): string =>
    tenant.secrets.note("api-key", `${crypto.randomUUID()}${crypto.randomUUID()}`.replaceAll("-", ""));
  const account: OpenAIAccount = {
    name,
    resourceId,
    keys: [key(), key()],
    deployments: new Map(),
    responses: new Map(),
  };
  tenant.openai.accounts.set(name.toLowerCase(), account);
  return account;
}

/** Gives the tenant's Azure OpenAI resource its two deployments: `chat` and `embeddings`. */
export function seedOpenAI(tenant: Tenant): void {
  const { openaiId } = resourcesOf(tenant);
  const account = openAccount(tenant, openaiId.split("/").at(-1) ?? "", openaiId);
  addDeployment(account, "chat", "chat", 10_000_000);
  addDeployment(account, "embeddings", "embeddings", 100_000_000);
}
