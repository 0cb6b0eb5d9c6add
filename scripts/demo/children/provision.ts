/** Provisions the app as an operator would: the same library as `entrakit apply`, the operator's own credential. */
import { join } from "node:path";

import { DefaultAzureCredential } from "@azure/identity";
import { loadPermissions, manifestFileName, provision } from "@entrakit/cli";

import { note, printFacts, variable } from "./facts.ts";

const config = variable("DEMO_CONFIG");
const operator = { principalId: variable("DEMO_OPERATOR"), principalType: "ServicePrincipal" } as const;

const result = await provision(
  {
    tenantId: variable("AZURE_TENANT_ID"),
    displayName: variable("DEMO_APP_NAME"),
    permissions: await loadPermissions(config),
    certificate: {
      vault: variable("KEY_VAULT_URL"),
      name: variable("KEY_VAULT_CERTIFICATE"),
      exportable: true,
      contentType: "application/x-pkcs12",
    },
    vaultId: variable("DEMO_VAULT_ID"),
    keyAccess: [
      { principalId: "application", principalType: "ServicePrincipal", use: ["sign"] },
      { ...operator, use: ["sign", "export"] },
    ],
    resourceRoles: [
      { resourceId: variable("DEMO_OPENAI_ID"), role: "Cognitive Services OpenAI User" },
      { resourceId: variable("DEMO_SEARCH_ID"), role: "Search Service Contributor" },
      { resourceId: variable("DEMO_SEARCH_ID"), role: "Search Index Data Contributor" },
    ],
    api: { appRoles: [{ value: "Api.Invoke", displayName: "Call the Worker" }], assignToSelf: true },
    manifestFile: join(config, manifestFileName),
  },
  {
    credential: new DefaultAzureCredential(),
    onStep: (event) => {
      if (event.phase !== "failed") note(`${event.name}${"detail" in event ? `: ${event.detail}` : ""}`);
    },
  },
);

printFacts({ ...result });
