import { describe, expect, it } from "vitest";

import { resolvePermissions } from "../src/steps/resolve-permissions.ts";
import { applied, contextOf, fakeService, graphAppId, mailRead, readAll, refused } from "./step-context.ts";

const path = `/servicePrincipals(appId='${graphAppId}')`;
const wire = {
  id: "dddddddd-0000-4000-8000-000000000004",
  appId: graphAppId,
  displayName: "Microsoft Graph",
  appRoles: [{ id: readAll.id, value: readAll.name }],
  oauth2PermissionScopes: [{ id: mailRead.id, value: mailRead.name }],
};

describe("the resolve permissions step", () => {
  it("finds each API and changes nothing", async () => {
    const graph = fakeService({ [`GET ${path}`]: wire });
    const context = contextOf({ graph: graph.service });
    expect(await resolvePermissions(context)).toEqual({ changed: false, detail: "2 permissions found in the tenant" });
    expect(context.facts.resources.get(graphAppId)?.id).toBe(wire.id);
  });

  it("refuses a GUID that the tenant gives to another permission, and names both", async () => {
    const swapped = [
      { id: readAll.id, value: "Mail.ReadWrite" },
      { id: "e2a3a72e-5f79-4c64-b1b1-878b674786c9", value: readAll.name },
    ];
    const graph = fakeService({ [`GET ${path}`]: { ...wire, appRoles: swapped } });
    await expect(resolvePermissions(contextOf({ graph: graph.service }))).rejects.toMatchObject({
      code: "permission_unavailable",
      why: `The tenant gives it the id e2a3a72e-5f79-4c64-b1b1-878b674786c9; the registry has ${readAll.id}, which is Mail.ReadWrite there.`,
    });
  });

  it("adds an API that the tenant does not have yet", async () => {
    const graph = fakeService({ [`GET ${path}`]: [refused(404), wire], [`PATCH ${path}`]: {} });
    const context = contextOf({ graph: graph.service });
    const plan = await resolvePermissions(context);
    expect(graph.writes()).toEqual([]);
    expect((await applied(plan)).changed).toBe(true);
    expect(graph.writes()[0]?.headers).toEqual({ prefer: "create-if-missing" });
  });
});
