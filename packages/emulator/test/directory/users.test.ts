import { describe, expect, it } from "vitest";

import { createTenant } from "../../src/index.ts";
import { type Body, graph, newTenant, textOf } from "../entra/support.ts";

function valuesOf(body: Body): Body[] {
  const { value } = body;
  return Array.isArray(value) ? value.map((entry: object) => ({ ...entry })) : [];
}

describe("the company", () => {
  it("follows from the seed: the same seed gives the same people, another seed others", () => {
    const names = (seed: string): string[] =>
      [...createTenant({ seed }).directory.users.values()].map(({ id, userPrincipalName }) => id + userPrincipalName);
    expect(names("one")).toEqual(names("one"));
    expect(names("one")).not.toEqual(names("two"));
  });

  it("has people whose addresses are distinct and plain ASCII, however many there are", () => {
    const { directory } = createTenant({ seed: "crowd", users: 3000 });
    const addresses = [...directory.users.values()].map(({ userPrincipalName }) => userPrincipalName);
    expect(new Set(addresses).size).toBe(3000);
    expect(addresses.every((address) => /^[a-z.]+\d*@[a-z]+\d+\.onmicrosoft\.com$/.test(address))).toBe(true);
  });

  it("does not repeat its secrets: they come from the machine, not from the seed", () => {
    const secrets = (): string[] => [...createTenant({ seed: "one" }).secrets.entries.keys()];
    expect(secrets().filter((secret) => secrets().includes(secret))).toEqual([]);
  });

  it("shows its name and its domain", async () => {
    const tenant = newTenant();
    const [organization] = valuesOf((await graph(tenant, "GET", "/organization")).body);
    expect(organization).toMatchObject({
      id: tenant.tenantId,
      displayName: tenant.directory.organization.displayName,
      verifiedDomains: [{ name: tenant.directory.organization.domain, isDefault: true }],
    });
  });
});

describe("users", () => {
  it("are listed page by page until all were seen once", async () => {
    const tenant = createTenant({ seed: "pages", users: 25 });
    const seen: unknown[] = [];
    let path: string | undefined = "/users?$top=10&$select=id";
    let pages = 0;
    while (path !== undefined) {
      const { body } = await graph(tenant, "GET", path);
      seen.push(...valuesOf(body).map(({ id }) => id));
      const next = body["@odata.nextLink"];
      path = typeof next === "string" ? next.replace("https://graph.microsoft.com/v1.0", "") : undefined;
      pages += 1;
    }
    expect(pages).toBe(3);
    expect(seen).toEqual([...tenant.directory.users.keys()]);
  });

  it("show Graph's default properties, or those that are selected", async () => {
    const tenant = newTenant();
    const [first] = valuesOf((await graph(tenant, "GET", "/users")).body);
    expect(Object.keys(first ?? {})).toContain("userPrincipalName");
    expect(Object.keys(first ?? {})).not.toContain("department");
    const [selected] = valuesOf((await graph(tenant, "GET", "/users?$select=department,accountEnabled")).body);
    expect(selected).toMatchObject({ accountEnabled: true, department: expect.any(String) });
    expect(selected).not.toHaveProperty("mail");
  });

  it("are found by id and by name, with or without regard to case", async () => {
    const tenant = newTenant();
    const [user] = tenant.directory.users.values();
    const byId = await graph(tenant, "GET", `/users/${user?.id}`);
    const byName = await graph(tenant, "GET", `/users/${user?.userPrincipalName.toUpperCase()}`);
    expect(byId.body["id"]).toBe(user?.id);
    expect(byName.body).toEqual(byId.body);
  });

  it("are filtered, also by properties that are not shown", async () => {
    const tenant = newTenant();
    const [user] = tenant.directory.users.values();
    const filter = `startswith(displayName,'${user?.givenName}') and department eq '${user?.department}'`;
    const { body } = await graph(tenant, "GET", `/users?$filter=${encodeURIComponent(filter)}&$count=true`, undefined, {
      consistencylevel: "eventual",
    });
    const found = valuesOf(body).map(({ id }) => id);
    expect(found).toContain(user?.id);
    expect(body["@odata.count"]).toBe(found.length);
  });

  it("that are not there are a 404 in Graph's words", async () => {
    const { status, body } = await graph(newTenant(), "GET", "/users/nobody@nowhere.example");
    expect(status).toBe(404);
    expect(body).toMatchObject({
      error: { code: "Request_ResourceNotFound", innerError: { "request-id": expect.any(String) } },
    });
  });
});

describe("groups", () => {
  it("are refused to an app without the permission to read them", async () => {
    const { status, body } = await graph(newTenant(), "GET", "/groups");
    expect(status).toBe(403);
    expect(body).toHaveProperty("error.code", "Authorization_RequestDenied");
  });

  it("list their members once the permission was granted", async () => {
    const tenant = newTenant();
    const provisioner = [...tenant.directory.servicePrincipals.values()].find(
      ({ displayName }) => displayName === "Provisioner",
    );
    const resource = await graph(tenant, "GET", "/servicePrincipals(appId='00000003-0000-0000-c000-000000000000')");
    const roles = resource.body["appRoles"];
    const role: unknown = Array.isArray(roles)
      ? roles.find(({ value }: { value: string }) => value === "Group.Read.All")
      : undefined;
    const appRoleId = typeof role === "object" && role !== null && "id" in role ? role.id : "";
    const assignment = { principalId: provisioner?.id, resourceId: resource.body["id"], appRoleId };
    await graph(tenant, "POST", `/servicePrincipals/${provisioner?.id}/appRoleAssignments`, assignment);
    const groups = valuesOf((await graph(tenant, "GET", "/groups")).body);
    const everyone = groups.find(
      ({ displayName }) => displayName === `All of ${tenant.directory.organization.displayName}`,
    );
    const members = await graph(tenant, "GET", `/groups/${textOf(everyone?.["id"])}/members?$select=id`);
    expect(valuesOf(members.body).map(({ id }) => id)).toEqual([...tenant.directory.users.keys()]);
    expect(members.body).toHaveProperty(["value", 0, "@odata.type"], "#microsoft.graph.user");
  });
});
