/** Registers this Worker's app in a tenant, with its certificate, consents and roles; a second run changes nothing. README.md says how to run it. */
import { DefaultAzureCredential } from "@azure/identity";
import { type DesiredState, provision } from "@entrakit/cli";

import { callerRole, permissions } from "./src/names.ts";

/** Where the app is made. Resource ids are `/subscriptions/…/providers/…`. */
export interface Place {
  readonly tenantId: string;
  readonly vaultId: string;
  readonly openaiId: string;
  readonly searchId: string;
  /** Object ids of the people who place the key with the Worker: they can read it. */
  readonly people: readonly string[];
}

/** Everything that the Worker needs, in names. */
export function desiredState({ tenantId, vaultId, openaiId, searchId, people }: Place): DesiredState {
  return {
    tenantId,
    displayName: "entrakit Worker",
    permissions: { application: { graph: [...permissions.application] } },
    // A Worker cannot ask the vault to sign without another credential, so it is given the key itself.
    certificate: { vault: vaultId.split("/").at(-1) ?? "", name: "worker", exportable: true },
    vaultId,
    keyAccess: people.map((principalId) => ({ principalId, principalType: "User", use: ["export"] })),
    resourceRoles: [
      { resourceId: openaiId, role: "Cognitive Services OpenAI User" },
      { resourceId: searchId, role: "Search Index Data Reader" },
    ],
    // Other apps are granted the role as any application permission; the app itself has it for a first try.
    api: { appRoles: [{ value: callerRole, displayName: "Call the Worker" }], assignToSelf: true },
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
  const { clientId, vaultUrl, certificateName } = await provision(desiredState(place), {
    credential: new DefaultAzureCredential({ tenantId: place.tenantId }),
    onStep: (event) => event.phase === "done" && console.error(`${event.name}: ${event.detail}`),
  });
  console.log(`AZURE_TENANT_ID=${place.tenantId}`);
  console.log(`AZURE_CLIENT_ID=${clientId}`);
  console.log(`Its key: entrakit emit worker-key --vault ${vaultUrl} --certificate ${certificateName}`);
}

if (import.meta.main) {
  try {
    await main();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
