import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { createTenant, type Tenant } from "@entrakit/emulator";
import { intercept, type Interception } from "@entrakit/emulator/msw";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { provisioner, requestsSince, timeOfTenant, vaultOf } from "./emulated.ts";
import { entrakit, type World } from "./fake-terminal.ts";

let directory = "";
let tenant: Tenant;
let network: Interception;
let world: World;
let line = "";
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "entrakit-"));
  await mkdir(join(directory, "config"));
  await writeFile(join(directory, "config", "permissions.app.json"), '{ "graph": ["User.Read.All"] }');
  tenant = createTenant();
  network = intercept(tenant);
  world = {
    directory,
    credential: provisioner(tenant),
    time: timeOfTenant(tenant),
    env: { AZURE_TENANT_ID: tenant.tenantId },
  };
  const { name, id } = vaultOf(tenant);
  const [, , subscription, , group] = id.split("/");
  line = `apply --name Reports --vault ${name} --subscription ${subscription} --resource-group ${group}`;
});
afterEach(async () => {
  network.close();
  await rm(directory, { recursive: true });
});

const writes = () => requestsSince(tenant, 0).filter(({ method }) => method !== "GET");

describe("apply on a person's terminal", () => {
  it("shows the plan, asks, and changes nothing where the answer is no", async () => {
    const { code, stdout, stderr } = await entrakit(line, { ...world, confirm: async () => false });
    expect(stdout).toContain("+ application");
    expect(stderr).toContain("Nothing was changed.");
    expect(code).toBe(1);
    expect(writes()).toEqual([]);
  });

  it("makes the changes where the answer is yes, prints what a program needs and no secret, and asks no more", async () => {
    const { code, stdout, stderr } = await entrakit(`${line} --verbose`, { ...world, confirm: async () => true });
    expect(code).toBe(0);
    const application = [...tenant.directory.applications.values()].find(({ uniqueName }) => uniqueName === "reports");
    expect(stdout).toContain(`APP_CLIENT_ID=${application?.appId}\n`);
    expect(stdout).toContain(`KEY_VAULT_URL=https://${vaultOf(tenant).name}.vault.azure.net\n`);
    expect(stdout).toContain("KEY_VAULT_CERTIFICATE=reports\n");
    expect(tenant.secrets.entries.size).toBeGreaterThan(3);
    for (const secret of tenant.secrets.entries.keys()) expect(stdout + stderr).not.toContain(secret);

    const again = await entrakit(line, { ...world, confirm: () => Promise.reject(new Error("asked")) });
    expect(again.code).toBe(0);
    expect(again.stdout).toContain("Nothing to change.");
    expect((await entrakit(`${line.replace("apply", "plan")} --detailed-exitcode`, world)).code).toBe(0);
  });
});

describe("apply", () => {
  it("exits with 130 when it was stopped", async () => {
    const { code, stderr } = await entrakit(`${line} --yes`, { ...world, signal: AbortSignal.abort() });
    expect(code).toBe(130);
    expect(stderr).toContain("interrupted");
  });

  it("says what, why and how to fix it when the vault refuses", async () => {
    tenant.faults.add({
      method: "POST",
      path: /\/certificates\/reports\/create/,
      status: 403,
      body: {
        error: {
          code: "Forbidden",
          message:
            "Caller is not authorized to perform action on resource.\r\nAction: 'Microsoft.KeyVault/vaults/certificates/create/action'\r\n",
          innererror: { code: "ForbiddenByRbac" },
        },
      },
    });
    const { code, stdout, stderr } = await entrakit(`${line} --yes`, world);
    expect(code).toBe(1);
    expect(stdout).toContain("✗ certificate");
    expect(stderr).toMatch(/✗ forbidden: .*403/);
    expect(stderr).toMatch(/fix: .*Key Vault Certificates Officer/);
  });
});
