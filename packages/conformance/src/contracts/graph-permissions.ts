import { timeSource } from "@entrakit/auth-core/transport";
import { GraphError, createGraph } from "@entrakit/graph-kit";
import { findPermissions, requiredResourceAccess } from "@entrakit/scopes/graph";
import { findRoute } from "@entrakit/scopes/routes";
import { expect } from "vitest";

import type { Contract } from "../contract.ts";
import { bySecret, provisionerCredential, tokenOf } from "../credentials.ts";
import { rejectionOf } from "../rejection.ts";
import { listAt, rest, rolesIn, textAt } from "../rest.ts";
import type { World } from "../world.ts";

const here = { surface: "graph", client: "graph-kit" } as const;
const graphUrl = "https://graph.microsoft.com/v1.0";
const msGraphFilter = "appId eq '00000003-0000-0000-c000-000000000000'";

/** What the provisioner may do. */
const provisioning = {
  application: ["Application.ReadWrite.All", "AppRoleAssignment.ReadWrite.All", "Organization.Read.All"],
} as const;

function provisionerGraph(world: World) {
  return createGraph({ credential: provisionerCredential(world), permissions: provisioning });
}

/** One route of each workload, with a permission that has nothing to do with any. */
function refusedPaths(world: World): readonly string[] {
  const userId = world.tenant.users[0]?.id ?? "";
  return ["/users", `/users/${userId}/messages`, `/users/${userId}/drive/root/children`, "/organization"];
}

/** The permission that a 403's remedy asks for. */
function permissionIn(error: unknown): string {
  const remedy = GraphError.isInstance(error) ? (error.remedy ?? "") : "";
  const name = /permission ([\w.]+)/.exec(remedy)?.[1]?.replace(/\.$/, "");
  if (name === undefined) throw new Error(`the remedy names no permission: ${remedy}`);
  return name;
}

/** Names, GUIDs and routes of the registry against a tenant that has them from elsewhere. */
export const graphPermissions: readonly Contract[] = [
  {
    surface: "graph",
    client: "scopes",
    id: "graph.registry.ids",
    rule: "Every permission that the tenant's Graph offers and the registry knows has the same GUID in both, in both kinds.",
    spec: "learn.microsoft.com/graph/permissions-reference",
    async run(world) {
      const token = await tokenOf(provisionerCredential(world));
      const url = `${graphUrl}/servicePrincipals?$filter=${encodeURIComponent(msGraphFilter)}`;
      const [principal = {}] = listAt(await rest("GET", url, { token }), "value");
      for (const [list, kind] of [
        ["appRoles", "application"],
        ["oauth2PermissionScopes", "delegated"],
      ] as const) {
        const offered = listAt(principal, list).map((entry) => ({
          id: textAt(entry, "id"),
          name: textAt(entry, "value"),
        }));
        const known = offered.flatMap(({ id, name }) =>
          findPermissions(name)
            .filter((permission) => permission.kind === kind)
            .map((permission) => ({ name, there: id, here: permission.id })),
        );
        expect(known.filter((permission) => permission.here !== permission.there)).toEqual([]);
        expect(known.length).toBeGreaterThan(offered.length * 0.95);
      }
    },
  },
  {
    ...here,
    id: "graph.provisioning.names",
    rule: "Permission names become GUIDs that Graph accepts on an app registration, and granting those GUIDs puts the same names into the token.",
    spec: "learn.microsoft.com/graph/api/resources/requiredresourceaccess; learn.microsoft.com/graph/api/serviceprincipal-post-approleassignments",
    async run(world) {
      const graph = provisionerGraph(world);
      const names = ["User.Read.All", "Mail.Read", "Sites.Read.All"] as const;
      const wanted = requiredResourceAccess({ application: { graph: names }, delegated: { graph: ["User.Read"] } });
      const app = await graph.post("/applications", {
        body: { displayName: "By name", requiredResourceAccess: wanted },
      });
      const params = { applicationId: app?.id ?? "" };
      await graph.patch("/applications/{applicationId}", { params, body: { requiredResourceAccess: wanted } });
      expect((await graph.get("/applications/{applicationId}", { params })).requiredResourceAccess).toEqual(wanted);
      const principal = await graph.post("/servicePrincipals", { body: { appId: app?.appId ?? "" } });
      const [msGraph] = (await graph.get("/servicePrincipals", { filter: msGraphFilter })).value;
      const principalId = principal?.id ?? "";
      for (const { id: appRoleId, type } of wanted.flatMap(({ resourceAccess }) => resourceAccess)) {
        if (type !== "Role") continue;
        const body = { principalId, resourceId: msGraph?.id ?? "", appRoleId };
        await graph.request("POST", `/servicePrincipals/${principalId}/appRoleAssignments`, { body });
      }
      const secret = { passwordCredential: { displayName: "contract" } };
      const added = await rest("POST", `${graphUrl}/applications/${app?.id}/addPassword`, {
        token: await tokenOf(provisionerCredential(world)),
        body: secret,
      });
      const own = { clientId: app?.appId ?? "", clientSecret: textAt(added, "secretText") };
      const token = await tokenOf(bySecret(world, { id: "", servicePrincipalId: principalId, ...own }));
      expect(rolesIn(token)).toEqual([...names].sort());
    },
  },
  {
    ...here,
    id: "graph.forbidden.remedy",
    rule: "A 403's remedy names a permission, and with that permission the same call succeeds.",
    spec: "learn.microsoft.com/graph/permissions-overview; learn.microsoft.com/graph/resolve-auth-errors",
    async run(world) {
      for (const path of refusedPaths(world)) {
        const app = await world.register({ application: ["Policy.Read.All"] });
        const permissions = { application: ["Policy.Read.All"] } as const;
        const before = createGraph({ credential: bySecret(world, app), permissions, findRoute });
        const error = await rejectionOf(before.request("GET", path));
        expect(error).toMatchObject({ kind: "forbidden", status: 403 });
        await world.grant(app, [permissionIn(error)]);
        const after = createGraph({ credential: bySecret(world, app), permissions, findRoute });
        expect(await after.request("GET", path)).toHaveProperty("value");
      }
    },
  },
  {
    ...here,
    id: "graph.forbidden.consent",
    rule: "A permission that is declared but that nobody consented to is a 403 whose remedy asks for the consent.",
    spec: "learn.microsoft.com/entra/identity-platform/permissions-consent-overview#admin-consent",
    async run(world) {
      const credential = bySecret(world, await world.register());
      const graph = createGraph({ credential, permissions: { application: ["User.Read.All"] }, findRoute });
      const error = await rejectionOf(graph.get("/users"));
      expect(error).toMatchObject({ kind: "forbidden", status: 403, code: "Authorization_RequestDenied" });
      expect(error).toHaveProperty("remedy", expect.stringMatching(/admin consent .*User\.Read\.All/));
    },
  },
  {
    ...here,
    id: "graph.throttled",
    rule: "A 429 is repeated when Retry-After is over, not before; a write, too, as it was not carried out.",
    spec: "learn.microsoft.com/graph/throttling#best-practices-to-handle-throttling",
    async run(world) {
      const credential = provisionerCredential(world);
      const graph = createGraph({ credential, permissions: provisioning, [timeSource]: world.time() });
      for (const action of [
        () => graph.get("/organization"),
        () => graph.post("/applications", { body: { displayName: "Throttled" } }),
      ]) {
        await world.fault({ host: "graph.microsoft.com", status: 429, headers: { "retry-after": "6" } });
        const requests = await world.during(action);
        const [refused, answered] = requests.filter(({ surface }) => surface === "graph");
        expect([refused?.status, answered?.status]).toEqual([429, answered?.method === "POST" ? 201 : 200]);
        expect((answered?.time ?? 0) - (refused?.time ?? 0)).toBeGreaterThanOrEqual(6_000);
      }
    },
  },
  {
    ...here,
    id: "graph.unavailable",
    rule: "A 503 is repeated for a read and not for a write, which may have been carried out.",
    spec: "RFC 9110 §9.2.2; learn.microsoft.com/graph/errors",
    async run(world) {
      const credential = provisionerCredential(world);
      const graph = createGraph({ credential, permissions: provisioning, [timeSource]: world.time() });
      await world.fault({ host: "graph.microsoft.com", status: 503 });
      const reads = await world.during(() => graph.get("/organization"));
      expect(reads.filter(({ surface }) => surface === "graph").map(({ status }) => status)).toEqual([503, 200]);
      await world.fault({ host: "graph.microsoft.com", status: 503 });
      const writes = await world.during(async () => {
        const error = await rejectionOf(graph.post("/applications", { body: { displayName: "Once" } }));
        expect(error).toMatchObject({ kind: "unavailable", status: 503 });
      });
      expect(writes.filter(({ surface }) => surface === "graph").map(({ status }) => status)).toEqual([503]);
    },
  },
];
