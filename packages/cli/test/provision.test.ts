import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { appOnly, ClientCertificate } from "@entrakit/auth-core";
import { createTenant, type Tenant } from "@entrakit/emulator";
import { intercept, type Interception } from "@entrakit/emulator/msw";
import { keyVaultSigner } from "@entrakit/kv-cert";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import type { DesiredState } from "../src/desired-state.ts";
import { planProvision, provision, type ProvisionResult, type StepEvent } from "../src/provision.ts";
import { asProvisioner, desiredIn, provisioner, requestsSince } from "./emulated.ts";

describe("provisioning an empty tenant", () => {
  let directory = "";
  let tenant: Tenant;
  let network: Interception;
  let desired: DesiredState;
  let first: ProvisionResult;
  const events: StepEvent[] = [];

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "entrakit-"));
    tenant = createTenant();
    network = intercept(tenant);
    desired = { ...desiredIn(tenant), manifestFile: join(directory, "config", "permissions.resource-accesses.json") };
  });
  afterAll(async () => {
    network.close();
    await rm(directory, { recursive: true });
  });

  it("plans all of it and writes nothing", async () => {
    const start = tenant.log.requests.length;
    const plan = await planProvision(desired, asProvisioner(tenant));
    expect(plan.steps.filter(({ changed }) => changed).map(({ name }) => name)).toEqual([
      "application",
      "service principal",
      "certificate",
      "key credential",
      "application consent",
      "delegated consent",
      "vault access",
      "resource roles",
      "manifest file",
    ]);
    expect(requestsSince(tenant, start).filter(({ method }) => method !== "GET")).toEqual([]);
  });

  it("creates the application with its certificate, consents and roles", async () => {
    first = await provision(desired, { ...asProvisioner(tenant), onStep: (event) => void events.push(event) });
    expect(first.changed).toBe(true);
    const application = tenant.directory.applications.get(first.applicationId);
    expect(application).toMatchObject({
      appId: first.clientId,
      uniqueName: "quarterly-reports",
      signInAudience: "AzureADMyOrg",
      identifierUris: [`api://${first.clientId}`],
      publicClientRedirectUris: ["http://localhost"],
      requestedAccessTokenVersion: 2,
      requiredResourceAccess: JSON.parse(await readFile(desired.manifestFile ?? "", "utf8")),
    });
    expect(application?.keyCredentials.map(({ customKeyIdentifier }) => customKeyIdentifier.toUpperCase())).toEqual([
      first.thumbprint,
    ]);
    const granted = [...tenant.directory.oauth2PermissionGrants.values()].filter(
      ({ clientId }) => clientId === first.servicePrincipalId,
    );
    expect(granted.map(({ scope }) => scope).sort()).toEqual(["Dataset.Read.All", "offline_access User.Read"]);
    const roles = [...tenant.arm.roleAssignments.values()].filter(
      ({ principalId }) => principalId === first.servicePrincipalId,
    );
    expect(roles.map(({ roleId }) => roleId).sort()).toEqual([
      "12338af0-0e69-4776-bea7-57ae8d297424",
      "1407120a-92aa-4202-b7e9-c0e197c71c8f",
      "21090545-7ca7-4776-b22c-e363652d74d2",
    ]);
  });

  it("tells of each step when it starts and when it ends, and of the wait for the vault", () => {
    expect(events.filter(({ phase }) => phase === "started")).toHaveLength(10);
    expect(events.filter(({ phase }) => phase === "done")).toHaveLength(10);
    expect(events).toContainEqual({ phase: "progress", name: "certificate", detail: "Key Vault says completed" });
  });

  it("asks the vault for a certificate that only tells its contacts when it ends, so that no unknown key appears", () => {
    const [vault] = tenant.vaults.vaults.values();
    const policy = vault?.certificates.live.get("reports")?.policy;
    expect(policy).toMatchObject({ keyProps: { exportable: false, reuseKey: false, keySize: 2048 }, issuer: "Self" });
    expect(JSON.stringify(policy?.lifetimeActions)).toContain("EmailContacts");
    expect(JSON.stringify(policy?.lifetimeActions)).not.toContain("AutoRenew");
  });

  it("changes nothing when it runs again", async () => {
    const start = tenant.log.requests.length;
    const second = await provision(desired, asProvisioner(tenant));
    expect(second).toEqual({ ...first, changed: false, steps: second.steps });
    expect(second.steps.filter(({ changed }) => changed)).toEqual([]);
    expect(requestsSince(tenant, start).filter(({ method }) => method !== "GET")).toEqual([]);
    expect((await planProvision(desired, asProvisioner(tenant))).changed).toBe(false);
  });

  it("leaves an application that gets tokens with its certificate while the key stays in the vault", async () => {
    const signer = await keyVaultSigner({
      vaultUrl: first.vaultUrl,
      certificateName: first.certificateName,
      credential: provisioner(tenant),
      mode: "remote",
    });
    const credential = appOnly({
      tenantId: first.tenantId,
      clientId: first.clientId,
      clientAuth: ClientCertificate(signer),
    });
    expect(await rolesIn(credential, "https://graph.microsoft.com/.default")).toEqual(["Mail.Read", "User.Read.All"]);
    expect(await rolesIn(credential, `api://${first.clientId}/.default`)).toEqual(["Documents.Read"]);
  });

  it("keeps the first certificate's key when a second one is registered", async () => {
    const certificate = { ...desired.certificate, name: "reports-next" };
    const next = await provision({ ...desired, certificate }, asProvisioner(tenant));
    expect(next.steps.filter(({ changed }) => changed).map(({ name }) => name)).toEqual([
      "certificate",
      "key credential",
    ]);
    expect(tenant.directory.applications.get(first.applicationId)?.keyCredentials).toHaveLength(2);
    expect((await provision(desired, asProvisioner(tenant))).changed).toBe(false);
  });
});

async function rolesIn(credential: ReturnType<typeof appOnly>, scope: string): Promise<unknown> {
  const token = await credential.getToken(scope);
  return JSON.parse(Buffer.from(token?.token.split(".")[1] ?? "", "base64url").toString()).roles;
}
