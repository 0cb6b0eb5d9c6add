/** Registers this server's app in a tenant, with its certificate, consents and roles; a second run changes nothing. README.md says how to run it. */
import { DefaultAzureCredential } from "@azure/identity";
import { type DesiredState, provision } from "@entrakit/cli";

import { permissions } from "./src/graph.ts";

/** Where the app is made. Resource ids are `/subscriptions/…/providers/…`. */
export interface Place {
  readonly tenantId: string;
  readonly vaultId: string;
  readonly openaiId: string;
  readonly searchId: string;
  /** Object ids of the people who will run the server: each may let the vault sign, nobody can read the key. */
  readonly people: readonly string[];
}

/** Everything that the server needs, in names. */
export function desiredState({ tenantId, vaultId, openaiId, searchId, people }: Place): DesiredState {
  return {
    tenantId,
    displayName: "entrakit MCP server",
    permissions: {
      application: { graph: [...permissions.application] },
      delegated: { graph: ["User.Read", "Mail.Read", "offline_access"] },
    },
    certificate: { vault: vaultId.split("/").at(-1) ?? "", name: "mcp-server" },
    vaultId,
    keyAccess: people.map((principalId) => ({ principalId, principalType: "User", use: ["sign"] })),
    resourceRoles: [
      { resourceId: openaiId, role: "Cognitive Services OpenAI User" },
      { resourceId: searchId, role: "Search Index Data Reader" },
    ],
  };
}

function variable(name: string): string {
  const value = process.env[name]?.trim();
  if (!value) throw new Error(`${name} is not set. See "Run it for real" in README.md.`);
  return value;
}

async function main(): Promise<void> {
  const place = {
    tenantId: variable("AZURE_TENANT_ID"),
    vaultId: variable("VAULT_ID"),
    openaiId: variable("OPENAI_ID"),
    searchId: variable("SEARCH_ID"),
    people: variable("PEOPLE").split(","),
  };
  const credential = new DefaultAzureCredential({ tenantId: place.tenantId });
  const { clientId, vaultUrl, certificateName } = await provision(desiredState(place), {
    credential,
    onStep: (event) => event.phase === "done" && console.error(`${event.name}: ${event.detail}`),
  });
  console.log(
    JSON.stringify(
      {
        APP_TENANT_ID: place.tenantId,
        APP_CLIENT_ID: clientId,
        KEY_VAULT_URL: vaultUrl,
        KEY_VAULT_CERTIFICATE: certificateName,
      },
      null,
      2,
    ),
  );
}

if (import.meta.main) {
  try {
    await main();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
