import { beforeAll, describe, expect, test } from "vitest";

import { resourcesOf } from "../../src/arm/seed.ts";
import { provisionerOf } from "../../src/directory/seed.ts";
import { type Tenant, createTenant } from "../../src/tenant.ts";
import { type Answer, armCaller, call, grant, registerApp, tokenOf } from "../vault/setup.ts";

describe("Resource Manager's resources", () => {
  let tenant: Tenant;
  let arm: (method: string, path: string, body?: object) => Promise<Answer>;
  let subscription: string;

  beforeAll(async () => {
    tenant = createTenant({ seed: "arm-resources" });
    arm = await armCaller(tenant, provisionerOf(tenant));
    subscription = `/subscriptions/${resourcesOf(tenant).subscriptionId}`;
  });

  test("the seed decides every name, and another seed gives others", () => {
    expect(resourcesOf(createTenant({ seed: "arm-resources" }))).toEqual(resourcesOf(tenant));
    expect(resourcesOf(createTenant({ seed: "other" })).vaultName).not.toBe(resourcesOf(tenant).vaultName);
  });

  test("vault, model account and search service share a stem, and the vault's name is one that Azure takes", () => {
    for (const seed of ["a", "b", "c", "d", "e"]) {
      const names = resourcesOf(createTenant({ seed }));
      expect(names.vaultName).toMatch(/^[a-z][a-z0-9-]{1,22}[a-z0-9]$/);
      const stem = names.vaultName.replace("kv-", "");
      expect(names.openaiEndpoint).toBe(`https://${stem}.openai.azure.com`);
      expect(names.searchEndpoint).toBe(`https://${stem}.search.windows.net`);
    }
  });

  test("subscriptions list those in which the caller has a role", async () => {
    const mine = await arm("GET", "/subscriptions");
    expect(mine.text("value.0.subscriptionId")).toBe(resourcesOf(tenant).subscriptionId);
    expect(mine.text("value.0.tenantId")).toBe(tenant.tenantId);
    const stranger = await armCaller(tenant, await registerApp(tenant, "stranger"));
    expect((await stranger("GET", "/subscriptions")).list("value")).toEqual([]);
    expect((await stranger("GET", subscription)).at("error.code")).toBe("AuthorizationFailed");
  });

  test("a role on one vault shows the subscription in the list", async () => {
    const app = await registerApp(tenant, "reader of a vault");
    await grant(tenant, app.servicePrincipalId, "Reader", resourcesOf(tenant).vaultId);
    const reader = await armCaller(tenant, app);
    expect((await reader("GET", "/subscriptions")).list("value")).toHaveLength(1);
    expect((await reader("GET", resourcesOf(tenant).vaultId)).status).toBe(200);
    expect((await reader("GET", resourcesOf(tenant).openaiId)).status).toBe(403);
  });

  test("the vault is there with role-based access on, by its id in any case", async () => {
    const { vaultId, vaultUrl, vaultName } = resourcesOf(tenant);
    for (const path of [vaultId, vaultId.toUpperCase()]) {
      const shown = await arm("GET", path);
      expect(shown.body).toMatchObject({
        id: vaultId,
        name: vaultName,
        type: "Microsoft.KeyVault/vaults",
        properties: { enableRbacAuthorization: true, vaultUri: `${vaultUrl}/`, tenantId: tenant.tenantId },
      });
    }
  });

  test("resources are listed by type under a subscription and under a group", async () => {
    const { resourceGroup, vaultId, openaiId } = resourcesOf(tenant);
    for (const under of [subscription, `${subscription}/resourceGroups/${resourceGroup}`]) {
      const vaults = await arm("GET", `${under}/providers/Microsoft.KeyVault/vaults`);
      expect(vaults.list("value")).toHaveLength(1);
      expect(vaults.text("value.0.id")).toBe(vaultId);
    }
    const generic = await arm(
      "GET",
      `${subscription}/resources?$filter=resourceType eq 'Microsoft.CognitiveServices/accounts'`,
    );
    expect(generic.text("value.0.id")).toBe(openaiId);
    expect(generic.at("value.0.properties")).toBeUndefined();
  });

  test("resource groups are listed, and one is read by name", async () => {
    const { resourceGroup } = resourcesOf(tenant);
    const list = await arm("GET", `${subscription}/resourcegroups`);
    expect(list.text("value.0.name")).toBe(resourceGroup);
    expect((await arm("GET", `${subscription}/resourceGroups/${resourceGroup}`)).text("name")).toBe(resourceGroup);
  });

  test.each([
    ["a subscription", "/subscriptions/00000000-0000-0000-0000-000000000001", "SubscriptionNotFound"],
    ["a resource group", "{subscription}/resourceGroups/nowhere", "ResourceGroupNotFound"],
    [
      "a resource",
      "{subscription}/resourceGroups/{group}/providers/Microsoft.KeyVault/vaults/nothing",
      "ResourceNotFound",
    ],
    ["a path", "/nothing/of/the/kind", "NotFound"],
  ])("%s that is not there answers 404 with a JSON error", async (_case, path, code) => {
    const { resourceGroup } = resourcesOf(tenant);
    const answer = await arm("GET", path.replace("{subscription}", subscription).replace("{group}", resourceGroup));
    expect(answer.status).toBe(404);
    expect(answer.at("error.code")).toBe(code);
  });

  test("making a resource is 501 in plain words", async () => {
    const answer = await arm("PUT", `${resourcesOf(tenant).vaultId}2`, { location: "westeurope", properties: {} });
    expect(answer.status).toBe(501);
    expect(answer.at("error.code")).toBe("NotImplemented");
  });

  test("a call without api-version is refused before anything else", async () => {
    const answer = await call(tenant, `https://management.azure.com${subscription}`, undefined, "GET");
    expect(answer.status).toBe(400);
    expect(answer.body).toEqual({
      error: {
        code: "MissingApiVersionParameter",
        message: "The api-version query parameter (?api-version=) is required for all requests.",
      },
    });
  });

  test("a call without a token, or with one for another API, is refused with a challenge", async () => {
    const url = `https://management.azure.com${subscription}?api-version=2022-12-01`;
    const none = await call(tenant, url, undefined, "GET");
    expect(none.status).toBe(401);
    expect(none.at("error.code")).toBe("AuthenticationFailed");
    expect(none.headers.get("www-authenticate")).toContain(`https://login.microsoftonline.com/${tenant.tenantId}`);
    const wrong = await call(tenant, url, await tokenOf(tenant, provisionerOf(tenant), "vault"), "GET");
    expect(wrong.at("error.code")).toBe("InvalidAuthenticationTokenAudience");
  });
});
