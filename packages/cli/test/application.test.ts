import { describe, expect, it } from "vitest";

import { application as step } from "../src/steps/application.ts";
import { application, applied, contextOf, fakeService, graphAppId, readAll, refused, target } from "./step-context.ts";

const refusedOnce = refused(404);
const byName = "/applications(uniqueName='reports')";
const wire = {
  id: application.id,
  appId: application.appId,
  displayName: "Reports",
  publicClient: { redirectUris: ["http://localhost"] },
  requiredResourceAccess: target.requiredResourceAccess,
};
const api = { appRoles: [{ value: "Documents.Read", displayName: "Read documents" }] };

describe("the application step", () => {
  it("creates the registration under its unique name with one upsert", async () => {
    const graph = fakeService({ [`GET ${byName}`]: [refusedOnce, wire], [`PATCH ${byName}`]: {} });
    const context = contextOf({ graph: graph.service });
    const outcome = await applied(await step(context));
    expect(outcome.changed).toBe(true);
    expect(graph.writes()).toEqual([
      {
        method: "PATCH",
        path: byName,
        headers: { prefer: "create-if-missing" },
        body: {
          signInAudience: "AzureADMyOrg",
          displayName: "Reports",
          publicClient: { redirectUris: ["http://localhost"] },
          requiredResourceAccess: target.requiredResourceAccess,
        },
      },
    ]);
    expect(context.facts.application?.appId).toBe(application.appId);
  });

  it("changes nothing on a registration that has everything", async () => {
    const graph = fakeService({ [`GET ${byName}`]: wire });
    const plan = await step(contextOf({ graph: graph.service }));
    expect(plan.changed).toBe(false);
    expect(graph.writes()).toEqual([]);
  });

  it("keeps redirects and permissions that others added", async () => {
    const others = {
      ...wire,
      publicClient: { redirectUris: ["https://other.example/callback"] },
      requiredResourceAccess: [
        { resourceAppId: graphAppId, resourceAccess: [{ id: "11111111-0000-4000-8000-000000000009", type: "Role" }] },
        {
          resourceAppId: "22222222-0000-4000-8000-000000000009",
          resourceAccess: [{ id: "33333333-0000-4000-8000-000000000009", type: "Scope" }],
        },
      ],
    };
    const graph = fakeService({ [`GET ${byName}`]: others, [`PATCH /applications/${application.id}`]: {} });
    await applied(await step(contextOf({ graph: graph.service })));
    expect(graph.writes()[0]?.body).toEqual({
      publicClient: { redirectUris: ["https://other.example/callback", "http://localhost"] },
      requiredResourceAccess: [
        {
          resourceAppId: graphAppId,
          resourceAccess: [
            { id: "11111111-0000-4000-8000-000000000009", type: "Role" },
            { id: readAll.id, type: "Role" },
            { id: target.requiredResourceAccess[0]?.resourceAccess[1]?.id, type: "Scope" },
          ],
        },
        others.requiredResourceAccess[1],
      ],
    });
  });

  it("gives an API its identifier once the client id is known, with roles whose ids never change", async () => {
    const run = async (): Promise<unknown> => {
      const graph = fakeService({
        [`GET ${byName}`]: [refusedOnce, wire],
        [`PATCH ${byName}`]: {},
        [`PATCH /applications/${application.id}`]: {},
      });
      await applied(await step(contextOf({ graph: graph.service, target: { ...target, api } })));
      expect(graph.writes()[1]?.body).toEqual({ identifierUris: [`api://${application.appId}`] });
      return graph.writes()[0]?.body?.["appRoles"];
    };
    const roles = await run();
    expect(roles).toEqual([
      expect.objectContaining({ value: "Documents.Read", allowedMemberTypes: ["Application"], isEnabled: true }),
    ]);
    expect(await run()).toEqual(roles);
  });

  it("writes nothing while it plans", async () => {
    const graph = fakeService({});
    expect(await step(contextOf({ graph: graph.service }))).toMatchObject({ changed: true, detail: "create Reports" });
    expect(graph.writes()).toEqual([]);
  });
});
