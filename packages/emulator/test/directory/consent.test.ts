import { describe, expect, it } from "vitest";

import type { Tenant } from "../../src/index.ts";
import { type Body, graph, newTenant, register, textOf } from "../entra/support.ts";

const graphAppId = "00000003-0000-0000-c000-000000000000";

async function resourceOf(tenant: Tenant, appId = graphAppId): Promise<Body> {
  return (await graph(tenant, "GET", `/servicePrincipals(appId='${appId}')`)).body;
}

function roleId(resource: Body, name: string): string {
  const roles = Array.isArray(resource["appRoles"]) ? resource["appRoles"] : [];
  const role: unknown = roles.find(({ value }: { value: string }) => value === name);
  if (typeof role !== "object" || role === null || !("id" in role)) throw new Error(`no role ${name}`);
  return textOf(role.id);
}

function messageOf(body: Body): string {
  const { error } = body;
  return typeof error === "object" && error !== null && "message" in error ? textOf(error.message) : "";
}

describe("Microsoft's APIs in the directory", () => {
  it("offer the permissions that Microsoft publishes, by their ids", async () => {
    const resource = await resourceOf(newTenant());
    expect(resource["displayName"]).toBe("Microsoft Graph");
    expect(roleId(resource, "User.Read.All")).toBe("df021288-bdef-4463-88db-98f22de89214");
    expect(resource["appRoles"]).toHaveProperty("length", 709);
    expect(resource["oauth2PermissionScopes"]).toHaveProperty("length", 798);
  });

  it.each([
    ["Azure Key Vault", "cfa8b339-82a2-471a-a3c9-0fc0be7a4093", "https://vault.azure.net"],
    ["Azure Service Management", "797f4846-ba00-4fd7-ba43-dac1f8f63013", "https://management.azure.com"],
    ["Microsoft Cognitive Services", "7d312290-28c8-473c-a0ed-8e53749b6d6d", "https://cognitiveservices.azure.com"],
    ["Azure Cognitive Search", "880da380-985e-4198-81b9-e05b1cc53158", "https://search.azure.com"],
  ])("include %s", async (_, appId, name) => {
    const resource = await resourceOf(newTenant(), appId);
    expect(resource["servicePrincipalNames"]).toContain(name);
    expect(resource).toHaveProperty("oauth2PermissionScopes.0.value", "user_impersonation");
  });
});

describe("a service principal", () => {
  it("is made once and left alone after, by its application's id", async () => {
    const tenant = newTenant();
    const app = await graph(tenant, "POST", "/applications", { displayName: "Fresh" });
    const path = `/servicePrincipals(appId='${textOf(app.body["appId"])}')`;
    const prefer = { prefer: "create-if-missing" };
    expect((await graph(tenant, "PATCH", path, {}, prefer)).status).toBe(201);
    expect((await graph(tenant, "PATCH", path, { accountEnabled: false }, prefer)).status).toBe(204);
    expect((await graph(tenant, "GET", path)).body).toMatchObject({ accountEnabled: false, displayName: "Fresh" });
    const again = await graph(tenant, "POST", "/servicePrincipals", { appId: app.body["appId"] });
    expect([again.status, again.body]).toMatchObject([
      409,
      { error: { code: "Request_MultipleObjectsWithSameKeyValue" } },
    ]);
  });

  it("is not made for an application that nobody registered", async () => {
    const { status } = await graph(newTenant(), "POST", "/servicePrincipals", { appId: crypto.randomUUID() });
    expect(status).toBe(400);
  });

  it("of one of Microsoft's APIs comes back with its permissions", async () => {
    const tenant = newTenant();
    const path = "/servicePrincipals(appId='00000009-0000-0000-c000-000000000000')";
    await graph(tenant, "DELETE", path);
    expect((await graph(tenant, "GET", path)).status).toBe(404);
    const made = await graph(tenant, "PATCH", path, {}, { prefer: "create-if-missing" });
    expect(made.status).toBe(201);
    expect(made.body).toHaveProperty("displayName", "Power BI Service");
    expect(made.body).toHaveProperty("appRoles.length", 2);
  });
});

describe("an application permission", () => {
  it("is granted once; the second time is refused in Graph's words", async () => {
    const tenant = newTenant();
    const app = await register(tenant);
    const resource = await resourceOf(tenant);
    const path = `/servicePrincipals/${app.servicePrincipalId}/appRoleAssignments`;
    const body = {
      principalId: app.servicePrincipalId,
      resourceId: resource["id"],
      appRoleId: roleId(resource, "Mail.Read"),
    };
    const created = await graph(tenant, "POST", path, body);
    expect(created.status).toBe(201);
    expect(created.body).toMatchObject({
      ...body,
      principalType: "ServicePrincipal",
      resourceDisplayName: "Microsoft Graph",
    });
    const again = await graph(tenant, "POST", path, body);
    expect(again.status).toBe(400);
    expect(messageOf(again.body)).toBe("Permission being assigned already exists on the object");
    const list = await graph(tenant, "GET", path);
    expect(list.body).toHaveProperty("value.length", 1);
    const revoked = await graph(tenant, "DELETE", `${path}/${textOf(created.body["id"])}`);
    expect(revoked.status).toBe(204);
    expect((await graph(tenant, "GET", path)).body["value"]).toEqual([]);
  });

  it("is refused when the API does not have it, or has it only for users", async () => {
    const tenant = newTenant();
    const app = await register(tenant);
    const resource = await resourceOf(tenant);
    const delegatedUserRead = "e1fe6dd8-ba31-4d61-89e7-88639da4683d";
    const body = { principalId: app.servicePrincipalId, resourceId: resource["id"], appRoleId: delegatedUserRead };
    const { status, body: answer } = await graph(
      tenant,
      "POST",
      `/servicePrincipals/${app.servicePrincipalId}/appRoleAssignments`,
      body,
    );
    expect(status).toBe(400);
    expect(messageOf(answer)).toContain("was not found on application");
  });
});

describe("a delegated permission grant", () => {
  it("is one per client, resource and person; more permissions are added to it", async () => {
    const tenant = newTenant();
    const app = await register(tenant);
    const resource = await resourceOf(tenant);
    const grant = {
      clientId: app.servicePrincipalId,
      consentType: "AllPrincipals",
      resourceId: resource["id"],
      scope: "User.Read",
    };
    const created = await graph(tenant, "POST", "/oauth2PermissionGrants", grant);
    expect(created.status).toBe(201);
    expect((await graph(tenant, "POST", "/oauth2PermissionGrants", grant)).status).toBe(409);
    const path = `/oauth2PermissionGrants/${textOf(created.body["id"])}`;
    expect((await graph(tenant, "PATCH", path, { scope: "User.Read Mail.Read" })).status).toBe(204);
    const filter = `clientId eq '${app.servicePrincipalId}' and resourceId eq '${textOf(resource["id"])}' and consentType eq 'AllPrincipals'`;
    const { body } = await graph(tenant, "GET", `/oauth2PermissionGrants?$filter=${encodeURIComponent(filter)}`);
    expect(body).toHaveProperty("value.0.scope", "User.Read Mail.Read");
    expect((await graph(tenant, "DELETE", path)).status).toBe(204);
  });

  it("for everyone names no person, and for one person names one of the tenant", async () => {
    const tenant = newTenant();
    const app = await register(tenant);
    const resource = await resourceOf(tenant);
    const [user] = tenant.directory.users.keys();
    const grant = { clientId: app.servicePrincipalId, resourceId: resource["id"], scope: "User.Read" };
    const status = async (rest: object): Promise<number> =>
      (await graph(tenant, "POST", "/oauth2PermissionGrants", { ...grant, ...rest })).status;
    expect(await status({ consentType: "AllPrincipals", principalId: user })).toBe(400);
    expect(await status({ consentType: "Principal" })).toBe(400);
    expect(await status({ consentType: "Principal", principalId: crypto.randomUUID() })).toBe(400);
    expect(await status({ consentType: "Principal", principalId: user })).toBe(201);
  });
});
