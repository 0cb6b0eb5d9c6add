import { beforeAll, describe, expect, test } from "vitest";

import { allows } from "../../src/arm/allows.ts";
import { resourcesOf } from "../../src/arm/seed.ts";
import { provisionerOf } from "../../src/directory/seed.ts";
import { type Tenant, createTenant } from "../../src/tenant.ts";
import { type Answer, armCaller, grant, registerApp } from "../vault/setup.ts";

const certificateUser = "db79e9a7-68ee-4b58-9aeb-b90e7c24fcba";
const openaiUser = "5e0bd9bd-7b93-4f28-af87-19fc36ad61bd";

describe("roles and their assignments", () => {
  let tenant: Tenant;
  let arm: (method: string, path: string, body?: object) => Promise<Answer>;
  let vaultId: string;
  let subscription: string;

  beforeAll(async () => {
    tenant = createTenant({ seed: "arm-roles" });
    arm = await armCaller(tenant, provisionerOf(tenant));
    ({ vaultId } = resourcesOf(tenant));
    subscription = `/subscriptions/${resourcesOf(tenant).subscriptionId}`;
  });

  const assignment = (scope: string, name: string = crypto.randomUUID()): string =>
    `${scope}/providers/Microsoft.Authorization/roleAssignments/${name}`;
  const wanted = (principalId: string, roleId: string = certificateUser): object => ({
    properties: {
      roleDefinitionId: `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${roleId}`,
      principalId,
    },
  });

  test.each([
    ["Owner", "8e3af657-a8ff-443c-a75c-2fe8c4bcb635"],
    ["Contributor", "b24988ac-6180-42a0-ab88-20f7382dd24c"],
    ["Key Vault Certificate User", certificateUser],
    ["Key Vault Secrets User", "4633458b-17de-408a-b874-0445c86b69e6"],
    ["Key Vault Crypto User", "12338af0-0e69-4776-bea7-57ae8d297424"],
    ["Cognitive Services OpenAI User", openaiUser],
    ["Search Index Data Reader", "1407120a-92aa-4202-b7e9-c0e197c71c8f"],
  ])("%s is found by its name and by its GUID", async (roleName, id) => {
    const root = `${subscription}/providers/Microsoft.Authorization/roleDefinitions`;
    const byName = await arm("GET", `${root}?$filter=roleName eq '${roleName}'`);
    expect(byName.list("value")).toHaveLength(1);
    expect(byName.text("value.0.id")).toBe(`${root}/${id}`);
    const byId = await arm("GET", `${root}/${id}`);
    expect(byId.body).toMatchObject({ name: id, properties: { roleName, type: "BuiltInRole" } });
  });

  test("a role that does not exist is an empty list by name and 404 by GUID", async () => {
    const root = `${subscription}/providers/Microsoft.Authorization/roleDefinitions`;
    expect((await arm("GET", `${root}?$filter=roleName eq 'Nothing'`)).list("value")).toEqual([]);
    expect((await arm("GET", `${root}/${crypto.randomUUID()}`)).status).toBe(404);
  });

  test("an assignment is made, read, listed and deleted", async () => {
    const { servicePrincipalId } = await registerApp(tenant, "assigned");
    const path = assignment(vaultId);
    const made = await arm("PUT", path, wanted(servicePrincipalId));
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      id: path,
      name: path.split("/").at(-1),
      type: "Microsoft.Authorization/roleAssignments",
      properties: { principalId: servicePrincipalId, principalType: "ServicePrincipal", scope: vaultId },
    });
    expect((await arm("GET", path)).body).toEqual(made.body);
    const filter = `$filter=principalId eq '${servicePrincipalId}'`;
    const listed = await arm("GET", `${assignment(subscription, "").slice(0, -1)}?${filter}`);
    expect(listed.list("value")).toEqual([made.body]);
    const deleted = await arm("DELETE", path);
    expect([deleted.status, (await arm("DELETE", path)).status, (await arm("GET", path)).status]).toEqual([
      200, 204, 404,
    ]);
  });

  test("the same again under its own name is in sync; under another name it is RoleAssignmentExists", async () => {
    const { servicePrincipalId } = await registerApp(tenant, "twice");
    const path = assignment(vaultId);
    await arm("PUT", path, wanted(servicePrincipalId));
    expect((await arm("PUT", path, wanted(servicePrincipalId))).status).toBe(200);
    const other = await arm("PUT", assignment(vaultId), wanted(servicePrincipalId));
    expect(other.status).toBe(409);
    expect(other.body).toEqual({
      error: { code: "RoleAssignmentExists", message: "The role assignment already exists." },
    });
    const changed = await arm("PUT", path, wanted(servicePrincipalId, openaiUser));
    expect(changed.at("error.code")).toBe("RoleAssignmentUpdateNotPermitted");
  });

  test("whoever may not write assignments gets the real refusal", async () => {
    const contributor = await registerApp(tenant, "contributor");
    await grant(tenant, contributor.servicePrincipalId, "Contributor", subscription);
    const asContributor = await armCaller(tenant, contributor);
    const path = assignment(vaultId);
    const answer = await asContributor("PUT", path, wanted(contributor.servicePrincipalId));
    expect(answer.status).toBe(403);
    expect(answer.at("error")).toEqual({
      code: "AuthorizationFailed",
      message: `The client '${contributor.clientId}' with object id '${contributor.servicePrincipalId}' does not have authorization to perform action 'Microsoft.Authorization/roleAssignments/write' over scope '${path}' or the scope is invalid. If access was recently granted, please refresh your credentials.`,
    });
    await grant(tenant, contributor.servicePrincipalId, "User Access Administrator", subscription);
    expect((await asContributor("PUT", path, wanted(contributor.servicePrincipalId))).status).toBe(201);
  });

  test.each([
    ["a name that is no GUID", "my-assignment", {}, "InvalidRoleAssignmentId"],
    [
      "a role that does not exist",
      undefined,
      { roleDefinitionId: "/x/00000000-0000-0000-0000-000000000000" },
      "RoleDefinitionDoesNotExist",
    ],
    [
      "a principal that does not exist",
      undefined,
      { principalId: "00000000-0000-0000-0000-000000000009" },
      "PrincipalNotFound",
    ],
    [
      "a condition, which is not evaluated",
      undefined,
      { condition: "@Resource[x] StringEquals 'y'" },
      "NotImplemented",
    ],
  ])("%s is refused", async (_case, name, properties, code) => {
    const { servicePrincipalId } = provisionerOf(tenant);
    const base = {
      roleDefinitionId: `/providers/Microsoft.Authorization/roleDefinitions/${openaiUser}`,
      principalId: servicePrincipalId,
    };
    const answer = await arm("PUT", assignment(vaultId, name), { properties: { ...base, ...properties } });
    expect(answer.at("error.code")).toBe(code);
  });

  test("a principal that is not replicated yet is taken when its type is given", async () => {
    const principalId = crypto.randomUUID();
    const properties = { principalId, principalType: "ServicePrincipal", roleDefinitionId: `/x/${certificateUser}` };
    const answer = await arm("PUT", assignment(vaultId), { properties });
    expect(answer.status).toBe(201);
    expect(answer.at("properties.principalType")).toBe("ServicePrincipal");
  });

  test("atScope leaves out what lies below, assignedTo takes groups in", async () => {
    const app = await registerApp(tenant, "member of a group");
    const [group] = tenant.directory.groups.values();
    group?.members.add(app.servicePrincipalId);
    await grant(tenant, group?.id ?? "", "Key Vault Reader", vaultId);
    const list = (scope: string, filter: string): Promise<Answer> =>
      arm("GET", `${assignment(scope, "").slice(0, -1)}?$filter=${filter}`);
    const reached = await list(vaultId, `atScope() and assignedTo('${app.servicePrincipalId}')`);
    expect(reached.list("value")).toHaveLength(1);
    expect(reached.text("value.0.properties.principalId")).toBe(group?.id);
    const above = await list(subscription, "atScope()");
    expect(JSON.stringify(above.body)).not.toContain("Microsoft.KeyVault");
    expect((await list(subscription, "colour eq 'blue'")).status).toBe(400);
  });

  test("a role counts on its scope and below, and for its own kind of action alone", async () => {
    const { servicePrincipalId: id } = await registerApp(tenant, "below");
    const { openaiId } = resourcesOf(tenant);
    await grant(tenant, id, "Cognitive Services OpenAI User", openaiId);
    const chat = "Microsoft.CognitiveServices/accounts/OpenAI/deployments/chat/completions/action";
    expect(allows(tenant, id, openaiId, chat, "dataActions")).toBe(true);
    expect(allows(tenant, id, `${openaiId}/deployments/one`, chat, "dataActions")).toBe(true);
    expect(allows(tenant, id, `${openaiId}-other`, chat, "dataActions")).toBe(false);
    expect(allows(tenant, id, openaiId, chat, "actions")).toBe(false);
    const denied = "Microsoft.CognitiveServices/accounts/OpenAI/stored-completions/read";
    expect(allows(tenant, id, openaiId, denied, "dataActions")).toBe(false);
    const other = "Microsoft.CognitiveServices/accounts/OpenAI/files/read";
    expect(allows(tenant, id, openaiId, other, "dataActions")).toBe(true);
  });

  test("an owner manages everything and reads no data", () => {
    const { servicePrincipalId: owner } = provisionerOf(tenant);
    const { openaiId, searchId } = resourcesOf(tenant);
    expect(allows(tenant, owner, searchId, "Microsoft.Search/searchServices/write", "actions")).toBe(true);
    const read = "Microsoft.Search/searchServices/indexes/documents/read";
    expect(allows(tenant, owner, searchId, read, "dataActions")).toBe(false);
    expect(
      allows(tenant, owner, openaiId, "Microsoft.CognitiveServices/accounts/OpenAI/models/read", "dataActions"),
    ).toBe(false);
  });
});
