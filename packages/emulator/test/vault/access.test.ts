import { beforeAll, describe, expect, test } from "vitest";

import { resourcesOf } from "../../src/arm/seed.ts";
import { provisionerOf } from "../../src/directory/seed.ts";
import { type Tenant, createTenant } from "../../src/tenant.ts";
import { appWithRoles, call, grant, makeCertificate, registerApp, tokenOf, vaultCaller } from "./setup.ts";

describe("who may do what in a vault", () => {
  let tenant: Tenant;
  let vaultUrl: string;

  beforeAll(async () => {
    tenant = createTenant({ seed: "vault-access" });
    ({ vaultUrl } = resourcesOf(tenant));
    await makeCertificate(await vaultCaller(tenant, provisionerOf(tenant)), "shared");
  });

  test("a call without a token is answered with the challenge that names authority and resource", async () => {
    const answer = await call(tenant, `${vaultUrl}/secrets/any?api-version=7.4`, undefined, "GET");
    expect(answer.status).toBe(401);
    expect(answer.headers.get("www-authenticate")).toBe(
      `Bearer authorization="https://login.microsoftonline.com/${tenant.tenantId}", resource="https://vault.azure.net"`,
    );
    expect(answer.body).toEqual({
      error: { code: "Unauthorized", message: "AKV10000: Request is missing a Bearer, PoP, or MTLS_POP token." },
    });
  });

  test("a token for another API is refused, with its audience in the words", async () => {
    const token = await tokenOf(tenant, provisionerOf(tenant), "arm");
    const answer = await call(tenant, `${vaultUrl}/secrets/any?api-version=7.4`, token, "GET");
    expect(answer.status).toBe(401);
    expect(answer.at("error.message")).toMatch(
      /^AKV10022: Invalid audience\. Expected https:\/\/vault\.azure\.net, found: https:\/\/management\.azure\.com\/?\.$/,
    );
    expect(answer.headers.get("www-authenticate")).toContain("vault.azure.net");
  });

  test("a token past its lifetime is refused", async () => {
    const other = createTenant({ seed: "vault-clock" });
    const token = await tokenOf(other, provisionerOf(other), "vault");
    other.clock.advance(2 * 3_600_000);
    const answer = await call(other, `${resourcesOf(other).vaultUrl}/secrets?api-version=7.4`, token, "GET");
    expect(answer.status).toBe(401);
  });

  test.each([
    ["missing", ""],
    ["of another time", "?api-version=2014-12-08-preview"],
  ])("an api-version that is %s is refused", async (_case, query) => {
    const token = await tokenOf(tenant, provisionerOf(tenant), "vault");
    const answer = await call(tenant, `${vaultUrl}/certificates/shared${query}`, token, "GET");
    expect(answer.status).toBe(400);
    expect(answer.at("error.code")).toBe("BadParameter");
    expect(answer.at("error.message")).toContain("2025-07-01");
  });

  test.each(["7.3", "7.4", "7.5", "7.6", "2025-07-01"])("api-version %s is taken", async (version) => {
    const token = await tokenOf(tenant, provisionerOf(tenant), "vault");
    const answer = await call(tenant, `${vaultUrl}/certificates/shared?api-version=${version}`, token, "GET");
    expect(answer.status).toBe(200);
  });

  test("a slash at the end and an encoded hyphen in api-version make no difference", async () => {
    const token = await tokenOf(tenant, provisionerOf(tenant), "vault");
    const answer = await call(tenant, `${vaultUrl}/certificates/shared/?api%2Dversion=2025-07-01`, token, "GET");
    expect(answer.status).toBe(200);
    expect(answer.at("id")).toContain(`${vaultUrl}/certificates/shared/`);
  });

  test("a vault that nobody made answers 404 in plain words", async () => {
    const token = await tokenOf(tenant, provisionerOf(tenant), "vault");
    const answer = await call(
      tenant,
      "https://no-such-vault-here.vault.azure.net/secrets?api-version=7.4",
      token,
      "GET",
    );
    expect(answer.status).toBe(404);
    expect(answer.at("error.message")).toContain("no-such-vault-here");
  });

  test("a caller without a role gets the vault's own denial, with action, resource and caller", async () => {
    const app = await registerApp(tenant, "nobody");
    const vault = await vaultCaller(tenant, app);
    const answer = await vault("GET", "/secrets/shared");
    const { subscriptionId, resourceGroup, vaultName } = resourcesOf(tenant);
    expect(answer.status).toBe(403);
    expect(answer.body).toEqual({
      error: {
        code: "Forbidden",
        message: [
          "Caller is not authorized to perform action on resource.",
          "If role assignments, deny assignments or role definitions were changed recently, please observe propagation time.",
          `Caller: appid=${app.clientId};oid=${app.servicePrincipalId};iss=https://sts.windows.net/${tenant.tenantId}/`,
          "Action: 'Microsoft.KeyVault/vaults/secrets/getSecret/action'",
          `Resource: '/subscriptions/${subscriptionId}/resourcegroups/${resourceGroup}/providers/microsoft.keyvault/vaults/${vaultName}/secrets/shared'`,
          "Assignment: (not found)",
          "DenyAssignmentId: null",
          "DecisionReason: null ",
          `Vault: ${vaultName};location=westeurope`,
          "",
        ].join("\r\n"),
        innererror: { code: "ForbiddenByRbac" },
      },
    });
  });

  test("the subscription's owner may manage certificates here by a role of its own, but reads no secret", async () => {
    const vault = await vaultCaller(tenant, provisionerOf(tenant));
    expect((await vault("GET", "/certificates/shared")).status).toBe(200);
    expect((await vault("GET", "/secrets/shared")).status).toBe(403);
  });

  test.each([
    { role: "Key Vault Certificate User", certificate: 200, secret: 200, key: 200, sign: 403, create: 403 },
    { role: "Key Vault Secrets User", certificate: 403, secret: 200, key: 403, sign: 403, create: 403 },
    { role: "Key Vault Crypto User", certificate: 403, secret: 403, key: 200, sign: 200, create: 403 },
    { role: "Key Vault Reader", certificate: 200, secret: 403, key: 200, sign: 403, create: 403 },
    { role: "Key Vault Certificates Officer", certificate: 200, secret: 403, key: 403, sign: 403, create: 202 },
    { role: "Key Vault Administrator", certificate: 200, secret: 200, key: 200, sign: 200, create: 202 },
  ])("$role opens what its data actions name", async ({ role, certificate, secret, key, sign, create }) => {
    const vault = await vaultCaller(tenant, await appWithRoles(tenant, role));
    const digest = { alg: "RS256", value: Buffer.alloc(32, 7).toString("base64url") };
    const policy = { x509_props: { subject: "CN=x" }, issuer: { name: "Self" }, key_props: { kty: "EC" } };
    const statuses = {
      certificate: (await vault("GET", "/certificates/shared")).status,
      secret: (await vault("GET", "/secrets/shared")).status,
      key: (await vault("GET", "/keys/shared")).status,
      sign: (await vault("POST", "/keys/shared/sign", digest)).status,
      create: (await vault("POST", `/certificates/${role.replaceAll(" ", "")}/create`, { policy })).status,
    };
    expect(statuses).toEqual({ certificate, secret, key, sign, create });
  });

  test("the answer names the role assignment that let the caller in", async () => {
    const vault = await vaultCaller(tenant, await appWithRoles(tenant, "Key Vault Reader"));
    const { headers } = await vault("GET", "/keys/shared");
    const names = [...tenant.arm.roleAssignments.values()].map(({ name }) => name.replaceAll("-", ""));
    expect(names).toContain(headers.get("x-ms-keyvault-rbac-assignment-id"));
    expect(headers.get("x-ms-keyvault-region")).toBe("westeurope");
    expect(headers.get("x-ms-request-id")).toMatch(/^[0-9a-f-]{36}$/);
  });

  test("a role through a group counts for its members", async () => {
    const app = await registerApp(tenant, "member");
    const vault = await vaultCaller(tenant, app);
    expect((await vault("GET", "/keys/shared")).status).toBe(403);
    const [group] = tenant.directory.groups.values();
    group?.members.add(app.servicePrincipalId);
    await grant(tenant, group?.id ?? "", "Key Vault Reader", resourcesOf(tenant).vaultId);
    expect((await vault("GET", "/keys/shared")).status).toBe(200);
  });

  test("a role on one secret opens that secret alone", async () => {
    const officer = await vaultCaller(tenant, await appWithRoles(tenant, "Key Vault Secrets Officer"));
    await officer("PUT", "/secrets/first", { value: "the first value" });
    await officer("PUT", "/secrets/second", { value: "the second value" });
    const app = await registerApp(tenant, "one secret");
    await grant(
      tenant,
      app.servicePrincipalId,
      "Key Vault Secrets User",
      `${resourcesOf(tenant).vaultId}/secrets/first`,
    );
    const vault = await vaultCaller(tenant, app);
    expect((await vault("GET", "/secrets/first")).status).toBe(200);
    expect((await vault("GET", "/secrets/second")).status).toBe(403);
  });

  test("an operation that the emulator lacks answers 501 in plain words", async () => {
    const vault = await vaultCaller(tenant, await appWithRoles(tenant, "Key Vault Administrator"));
    const answer = await vault("POST", "/secrets/shared/backup");
    expect(answer.status).toBe(501);
    expect(answer.at("error.message")).toContain("backup");
  });

  test("a method that the path does not take answers 405, as for a certificate without a name", async () => {
    const vault = await vaultCaller(tenant, provisionerOf(tenant));
    const answer = await vault("POST", "/certificates//create", {});
    expect(answer.status).toBe(405);
    expect(answer.body).toEqual({ error: { code: "MethodNotAllowed", message: "HTTP POST not allowed" } });
  });
});
