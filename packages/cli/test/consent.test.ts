import { describe, expect, it } from "vitest";

import { applicationConsent } from "../src/steps/application-consent.ts";
import { delegatedConsent } from "../src/steps/delegated-consent.ts";
import {
  application,
  applied,
  contextOf,
  fakeService,
  graphAppId,
  graphPrincipal,
  mailRead,
  readAll,
  refused,
  servicePrincipal,
  target,
} from "./step-context.ts";

const facts = () => ({
  application,
  servicePrincipal,
  resources: new Map([[graphAppId, graphPrincipal]]),
  certificate: undefined,
});
const assignments = `/servicePrincipals/${servicePrincipal.id}/appRoleAssignments`;
const granted = { resourceId: graphPrincipal.id, appRoleId: readAll.id };

describe("the application consent step", () => {
  it("grants each application permission that is missing", async () => {
    const graph = fakeService({ [`GET ${assignments}`]: { value: [] }, [`POST ${assignments}`]: {} });
    expect(await applied(await applicationConsent(contextOf({ graph: graph.service, facts: facts() })))).toEqual({
      changed: true,
      detail: "granted User.Read.All",
    });
    expect(graph.writes()[0]?.body).toEqual({ principalId: servicePrincipal.id, ...granted });
  });

  it("finds a grant that stands on a later page", async () => {
    const next = `https://graph.microsoft.com/v1.0${assignments}?$skiptoken=2`;
    const graph = fakeService({
      [`GET ${assignments}`]: [{ value: [], "@odata.nextLink": next }, { value: [granted] }],
    });
    expect((await applicationConsent(contextOf({ graph: graph.service, facts: facts() }))).changed).toBe(false);
    expect(graph.calls[1]?.path).toBe(`${assignments}?$skiptoken=2`);
  });

  it("counts a grant that somebody else made in the meantime as no change", async () => {
    const graph = fakeService({
      [`GET ${assignments}`]: { value: [] },
      [`POST ${assignments}`]: refused(400, "Permission being assigned already exists on the object"),
    });
    expect((await applied(await applicationConsent(contextOf({ graph: graph.service, facts: facts() })))).changed).toBe(
      false,
    );
  });

  it("grants the application its own roles where that is wanted", async () => {
    const roleId = "eeeeeeee-0000-4000-8000-000000000006";
    const graph = fakeService({ [`GET ${assignments}`]: { value: [granted] }, [`POST ${assignments}`]: {} });
    const context = contextOf({
      graph: graph.service,
      target: { ...target, api: { appRoles: [{ value: "Documents.Read", displayName: "Read" }], assignToSelf: true } },
      facts: { ...facts(), application: { ...application, appRoles: [{ id: roleId, value: "Documents.Read" }] } },
    });
    expect((await applied(await applicationConsent(context))).detail).toBe("granted Documents.Read");
    expect(graph.writes()[0]?.body).toEqual({
      principalId: servicePrincipal.id,
      resourceId: servicePrincipal.id,
      appRoleId: roleId,
    });
  });

  it("plans every grant while the service principal does not exist", async () => {
    const plan = await applicationConsent(contextOf({ facts: { ...facts(), servicePrincipal: undefined } }));
    expect(plan).toMatchObject({ changed: true, detail: "grant User.Read.All" });
  });
});

describe("the delegated consent step", () => {
  it("creates one grant for everybody", async () => {
    const graph = fakeService({ "GET /oauth2PermissionGrants": { value: [] }, "POST /oauth2PermissionGrants": {} });
    expect((await applied(await delegatedConsent(contextOf({ graph: graph.service, facts: facts() })))).detail).toBe(
      "granted Mail.Read",
    );
    expect(graph.writes()[0]?.body).toEqual({
      clientId: servicePrincipal.id,
      consentType: "AllPrincipals",
      resourceId: graphPrincipal.id,
      scope: mailRead.name,
    });
  });

  it("adds names to a grant and keeps those that are there", async () => {
    const grant = { id: "grant-1", consentType: "AllPrincipals", scope: "openid  profile" };
    const single = { id: "grant-2", consentType: "Principal", scope: "Mail.Read" };
    const graph = fakeService({
      "GET /oauth2PermissionGrants": { value: [single, grant] },
      "PATCH /oauth2PermissionGrants/grant-1": {},
    });
    await applied(await delegatedConsent(contextOf({ graph: graph.service, facts: facts() })));
    expect(graph.writes()).toEqual([
      { method: "PATCH", path: "/oauth2PermissionGrants/grant-1", body: { scope: "openid profile Mail.Read" } },
    ]);
  });

  it("changes nothing where every name is granted", async () => {
    const graph = fakeService({
      "GET /oauth2PermissionGrants": { value: [{ id: "g", consentType: "AllPrincipals", scope: "Mail.Read openid" }] },
    });
    expect((await delegatedConsent(contextOf({ graph: graph.service, facts: facts() }))).changed).toBe(false);
  });
});
