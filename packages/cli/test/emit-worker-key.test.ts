import { appOnly, ClientCertificate, webCryptoSigner } from "@entrakit/auth-core";
import { createTenant, provisionerOf, type Tenant } from "@entrakit/emulator";
import { intercept, type Interception } from "@entrakit/emulator/msw";
import { defaultScope } from "@entrakit/scopes";
import { afterEach, beforeEach, expect, it } from "vitest";

import { provision } from "../src/provision.ts";
import { asProvisioner, desiredIn, provisioner, vaultOf } from "./emulated.ts";
import { entrakit } from "./fake-terminal.ts";

let tenant: Tenant;
let network: Interception;
let line = "";
beforeEach(() => {
  tenant = createTenant();
  network = intercept(tenant);
  line = `emit worker-key --tenant ${tenant.tenantId} --vault ${vaultOf(tenant).name} --certificate reports`;
});
afterEach(() => network.close());

function provisioned(exportable: boolean) {
  const desired = desiredIn(tenant);
  const operator = {
    principalId: provisionerOf(tenant).servicePrincipalId,
    principalType: "ServicePrincipal",
  } as const;
  const certificate = { ...desired.certificate, exportable };
  return provision(
    { ...desired, certificate, keyAccess: [{ ...operator, use: [exportable ? "export" : "sign"] }] },
    asProvisioner(tenant),
  );
}

it("emits a key that signs as the vault's certificate, alone on standard output", async () => {
  const { clientId } = await provisioned(true);
  const { code, stdout, stderr } = await entrakit(line, { credential: provisioner(tenant) });
  expect(code, stderr).toBe(0);
  const placed = JSON.parse(stdout);
  const signer = await webCryptoSigner({ privateKey: placed.jwk, certificate: { x5tS256: placed["x5t#S256"] } });
  const app = appOnly({ tenantId: tenant.tenantId, clientId, clientAuth: ClientCertificate(signer) });
  expect(await app.getToken(defaultScope("graph"))).toMatchObject({ tokenType: "Bearer" });
  expect(stderr).toContain("/certificates/reports/");
  expect(stderr).not.toContain(placed.jwk.d);
});

it("does not print a private key on a terminal", async () => {
  const { code, stdout, stderr } = await entrakit(line, { live: true, credential: provisioner(tenant) });
  expect(code).toBe(1);
  expect(stdout).toBe("");
  expect(stderr).toContain("Pipe it");
  expect(tenant.log.requests).toEqual([]);
});

it("says so where the key may not leave the vault", async () => {
  await provisioned(false);
  const { code, stdout, stderr } = await entrakit(line, { credential: provisioner(tenant) });
  expect(code).toBe(1);
  expect(stdout).toBe("");
  expect(stderr).toMatch(/export|Certificate User/i);
});
