import { type DeclaredPermissions, GraphError, type TokenCredential, createGraph, odata } from "@entrakit/graph-kit";
import { expect } from "vitest";

import type { Contract } from "../contract.ts";
import { bySecret } from "../credentials.ts";
import { rejectionOf } from "../rejection.ts";
import type { World } from "../world.ts";

const here = { surface: "graph", client: "graph-kit" } as const;

/** The credential of an app that may read people, mail and files. */
async function reader(world: World): Promise<TokenCredential> {
  return bySecret(world, await world.register({ application: ["User.Read.All", "Mail.Read", "Files.Read.All"] }));
}

const permissions = {
  application: ["User.Read.All", "Mail.Read", "Files.Read.All"],
} as const satisfies DeclaredPermissions;

function firstUser(world: World) {
  const [user] = world.tenant.users;
  if (user === undefined) throw new Error("the tenant has no users");
  return user;
}

/** What comes back from Graph: the selected, the whole collection, the file, the refusal. */
export const graphReading: readonly Contract[] = [
  {
    ...here,
    id: "graph.select",
    rule: "A read brings the selected properties and no others.",
    spec: "learn.microsoft.com/graph/query-parameters#select-parameter",
    async run(world) {
      const graph = createGraph({ credential: await reader(world), permissions });
      const person = firstUser(world);
      const select = ["displayName", "userPrincipalName"] as const;
      const user = await graph.get("/users/{userId}", { params: { userId: person.id }, select });
      expect(user).toMatchObject({ displayName: person.displayName, userPrincipalName: person.userPrincipalName });
      const names = Object.keys(user).filter((name) => !name.startsWith("@") && name !== "id");
      expect(names.sort()).toEqual(["displayName", "userPrincipalName"]);
    },
  },
  {
    ...here,
    id: "graph.paging",
    rule: "A list follows every nextLink: each person of the tenant comes once, in as many requests as there are pages.",
    spec: "learn.microsoft.com/graph/paging",
    async run(world) {
      const graph = createGraph({ credential: await reader(world), permissions });
      const names: string[] = [];
      const requests = await world.during(async () => {
        for await (const user of graph.list("/users", { top: 5, select: ["displayName"] })) {
          names.push(user.displayName ?? "");
        }
      });
      expect(names.sort()).toEqual(world.tenant.users.map(({ displayName }) => displayName).sort());
      const pages = requests.filter(({ surface }) => surface === "graph");
      expect(pages).toHaveLength(Math.ceil(world.tenant.users.length / 5));
    },
  },
  {
    ...here,
    id: "graph.paging.lazy",
    rule: "A list that is left early asks for no further page.",
    spec: "learn.microsoft.com/graph/paging",
    async run(world) {
      const graph = createGraph({ credential: await reader(world), permissions });
      const requests = await world.during(async () => {
        for await (const user of graph.list("/users", { top: 5 })) {
          expect(user.displayName).toBeTruthy();
          break;
        }
      });
      expect(requests.filter(({ surface }) => surface === "graph")).toHaveLength(1);
    },
  },
  {
    ...here,
    id: "graph.filter.quoted",
    rule: "A value in a filter stays a value, whatever quotes are in it.",
    spec: "OData 4.01 part 2, §5.1.1.6.1; learn.microsoft.com/graph/filter-query-parameter",
    async run(world) {
      const graph = createGraph({ credential: await reader(world), permissions });
      const { displayName, id } = firstUser(world);
      const named = (name: string) => graph.get("/users", { filter: odata`displayName eq ${name}`, select: ["id"] });
      expect((await named(displayName)).value.map((user) => user.id)).toEqual([id]);
      expect((await named(`${displayName}' or displayName ne '`)).value).toEqual([]);
    },
  },
  {
    ...here,
    id: "graph.not-found",
    rule: "What is not there is a not_found with Graph's own code, the route, and the ids of the request.",
    spec: "learn.microsoft.com/graph/errors",
    async run(world) {
      const graph = createGraph({ credential: await reader(world), permissions });
      let error: unknown;
      const requests = await world.during(async () => {
        error = await rejectionOf(graph.get("/users/{userId}", { params: { userId: crypto.randomUUID() } }));
      });
      expect(GraphError.isInstance(error)).toBe(true);
      const sent = requests.find(({ surface }) => surface === "graph")?.clientRequestId;
      expect(error).toMatchObject({
        kind: "not_found",
        status: 404,
        code: "Request_ResourceNotFound",
        route: "GET /users/{userId}",
        clientRequestId: sent,
      });
      expect(error).toHaveProperty("requestId", expect.stringMatching(/^[\da-f-]{36}$/));
    },
  },
  {
    ...here,
    id: "graph.content",
    rule: "A file is read where Graph redirects to, and the token is not shown there.",
    spec: "learn.microsoft.com/graph/api/driveitem-get-content",
    async run(world) {
      const graph = createGraph({ credential: await reader(world), permissions });
      const userId = firstUser(world).id;
      const children = await graph.get("/users/{userId}/drive/root/children", { params: { userId } });
      const file = children.value.find((item) => item.file);
      const params = { driveId: file?.parentReference?.driveId ?? "", driveItemId: file?.id ?? "" };
      const requests = await world.during(async () => {
        const answer = await graph.stream("/drives/{driveId}/items/{driveItemId}/content", { params });
        expect((await answer.arrayBuffer()).byteLength).toBe(file?.size);
      });
      expect(requests.map(({ status, url }) => `${status} ${new URL(url).pathname.endsWith("download.aspx")}`)).toEqual(
        ["302 false", "200 true"],
      );
      expect(await world.violations()).toEqual([]);
    },
  },
];
