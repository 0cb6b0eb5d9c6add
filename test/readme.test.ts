import { appOnly, ClientSecret } from "@entrakit/auth-core";
import { provision } from "@entrakit/cli";
import { createTenant, provisionerOf, resourcesOf } from "@entrakit/emulator";
import { intercept } from "@entrakit/emulator/msw";
import { connectProxy } from "@entrakit/emulator/proxy";
import { expect, test } from "vitest";

import { runChild } from "../scripts/demo/child.ts";

test("the README's fifteen lines list the tenant's people, from a process that has only the environment", async () => {
  const tenant = createTenant({ seed: "readme" });
  const { tenantId } = tenant;
  const { vaultUrl, vaultId } = resourcesOf(tenant);
  const operator = provisionerOf(tenant);
  const network = intercept(tenant);
  const { clientId } = await provision(
    {
      tenantId,
      displayName: "Readme",
      permissions: { application: { graph: ["User.Read.All"] } },
      certificate: { vault: vaultUrl, name: "app-certificate" },
      vaultId,
      keyAccess: [{ principalId: operator.servicePrincipalId, principalType: "ServicePrincipal", use: ["sign"] }],
    },
    {
      credential: appOnly({ tenantId, clientId: operator.clientId, clientAuth: ClientSecret(operator.clientSecret) }),
    },
  );
  network.close();
  await using proxy = await connectProxy(tenant);
  const { code, stdout, stderr } = await runChild({
    script: "packages/conformance/examples/first-call.ts",
    environment: {
      ...proxy.environment(),
      AZURE_TENANT_ID: tenantId,
      AZURE_CLIENT_ID: operator.clientId,
      AZURE_CLIENT_SECRET: operator.clientSecret,
      APP_TENANT_ID: tenantId,
      APP_CLIENT_ID: clientId,
      KEY_VAULT_URL: vaultUrl,
    },
  });
  expect(code, stderr).toBe(0);
  const people = [...tenant.directory.users.values()].map((user) => user.displayName);
  expect(stdout.trim().split("\n").sort()).toEqual(people.sort());
}, 20_000);
