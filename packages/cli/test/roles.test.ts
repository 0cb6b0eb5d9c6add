import { describe, expect, it } from "vitest";

import { child } from "../src/json.ts";
import type { KeyAccess } from "../src/desired-state.ts";
import { resourceRoles } from "../src/steps/resource-roles.ts";
import { vaultAccess } from "../src/steps/vault-access.ts";
import { applied, contextOf, fakeService, refused, servicePrincipal, target } from "./step-context.ts";

const scope = target.vaultId ?? "";
const assignments = `${scope}/providers/Microsoft.Authorization/roleAssignments`;
const rbac = {
  [`GET ${scope}`]: { properties: { enableRbacAuthorization: true } },
  [`GET ${assignments}`]: { value: [] },
};
const user: KeyAccess = { principalId: "12345678-0000-4000-8000-000000000007", principalType: "User", use: ["export"] };
const self: KeyAccess = { principalId: "application", principalType: "ServicePrincipal", use: ["sign"] };
const facts = () => ({ application: undefined, servicePrincipal, resources: new Map(), certificate: undefined });

/** Answers every PUT the same, whatever its name, and keeps the calls. */
function armOf(put: object | Error, reads: Parameters<typeof fakeService>[0] = rbac) {
  const { service, calls } = fakeService(reads);
  const arm: typeof service = (call) => {
    if (call.method !== "PUT") return service(call);
    calls.push(call);
    return put instanceof Error ? Promise.reject(put) : Promise.resolve({ ...put });
  };
  return { arm, puts: () => calls.filter(({ method }) => method === "PUT") };
}

describe("the resource roles step", () => {
  const resourceId =
    "/subscriptions/99999999-2222-4333-8444-555555555555/resourceGroups/rg/providers/Microsoft.Search/searchServices/s";
  const searching = { ...target, resourceRoles: [{ resourceId, role: "Search Index Data Reader" } as const] };
  const listed = `GET ${resourceId}/providers/Microsoft.Authorization/roleAssignments`;

  it("gives the application its roles, and only those that it lacks", async () => {
    const { arm, puts } = armOf({}, { [listed]: { value: [] } });
    const context = contextOf({ arm, facts: facts(), target: searching });
    expect(await applied(await resourceRoles(context))).toEqual({ changed: true, detail: "1 role assignment made" });
    expect(puts()[0]?.body).toMatchObject({
      properties: { principalId: servicePrincipal.id, principalType: "ServicePrincipal" },
    });
    const properties = { ...child(puts()[0]?.body ?? {}, "properties"), scope: resourceId };
    const again = armOf({}, { [listed]: { value: [{ properties }] } });
    expect((await resourceRoles(contextOf({ arm: again.arm, facts: facts(), target: searching }))).changed).toBe(false);
  });

  it("plans every role while the service principal does not exist", async () => {
    const plan = await resourceRoles(
      contextOf({ facts: { ...facts(), servicePrincipal: undefined }, target: searching }),
    );
    expect(plan).toMatchObject({ changed: true, detail: "give the application Search Index Data Reader" });
  });
});

describe("the vault access step", () => {
  it("assigns under a GUID that follows from scope, principal and role", async () => {
    const run = async (): Promise<readonly string[]> => {
      const { arm, puts } = armOf({});
      await applied(await vaultAccess(contextOf({ arm, facts: facts(), target: { ...target, keyAccess: [user] } })));
      expect(puts()[0]?.body).toEqual({
        properties: {
          roleDefinitionId: `${scope.split("/").slice(0, 3).join("/")}/providers/Microsoft.Authorization/roleDefinitions/db79e9a7-68ee-4b58-9aeb-b90e7c24fcba`,
          principalId: user.principalId,
          principalType: "User",
        },
      });
      return puts().map(({ path }) => path);
    };
    expect(await run()).toEqual(await run());
  });

  it("gives who only signs no role that reads secrets", async () => {
    const { arm, puts } = armOf({});
    await applied(await vaultAccess(contextOf({ arm, facts: facts(), target: { ...target, keyAccess: [self] } })));
    const text = JSON.stringify(puts().map(({ body }) => body));
    expect(text).toContain("21090545-7ca7-4776-b22c-e363652d74d2");
    expect(text).toContain("12338af0-0e69-4776-bea7-57ae8d297424");
    expect(text).not.toContain("db79e9a7-68ee-4b58-9aeb-b90e7c24fcba");
    expect(text).toContain(servicePrincipal.id);
  });

  it("takes 409 for a role that is there already", async () => {
    const { arm } = armOf(refused(409, "The role assignment already exists.", "RoleAssignmentExists"));
    expect(
      (await applied(await vaultAccess(contextOf({ arm, facts: facts(), target: { ...target, keyAccess: [user] } }))))
        .changed,
    ).toBe(false);
  });

  it("recognises an assignment that another tool made under another name", async () => {
    const properties = {
      scope: scope.toUpperCase(),
      principalId: user.principalId,
      roleDefinitionId:
        "/subscriptions/x/providers/Microsoft.Authorization/roleDefinitions/DB79E9A7-68EE-4B58-9AEB-B90E7C24FCBA",
    };
    const { arm, puts } = armOf({}, { ...rbac, [`GET ${assignments}`]: { value: [{ properties }] } });
    expect(
      (await vaultAccess(contextOf({ arm, facts: facts(), target: { ...target, keyAccess: [user] } }))).changed,
    ).toBe(false);
    expect(puts()).toEqual([]);
  });

  it("refuses a vault that decides by access policies, with the command that changes it", async () => {
    const { arm } = armOf({}, { [`GET ${scope}`]: { properties: {} } });
    await expect(
      vaultAccess(contextOf({ arm, facts: facts(), target: { ...target, keyAccess: [user] } })),
    ).rejects.toMatchObject({
      code: "vault_without_rbac",
      remedy: expect.stringContaining("--enable-rbac-authorization true"),
    });
  });
});
