import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { beforeAll, describe, expect, test } from "vitest";

import type { Tenant } from "../../src/index.ts";
import { type Body, appToken, graphCall, newTenant, partOf, person, textOf, userToken, valuesOf } from "../calls.ts";

/** The published model of Graph v1.0 (microsoftgraph/msgraph-metadata); the suite is skipped where the file is absent. */
const file = fileURLToPath(new URL("../../../../../shared/data/graph/metadata/v1.0-Prod.csdl", import.meta.url));

interface Type {
  readonly base: string | undefined;
  readonly properties: ReadonlySet<string>;
}

function readModel(): ReadonlyMap<string, Type> {
  const types = new Map<string, Type>();
  const schema = /<Schema Namespace="microsoft\.graph"[\s\S]*?<\/Schema>/.exec(readFileSync(file, "utf8"))?.[0] ?? "";
  const form = /<(EntityType|ComplexType) Name="(\w+)"([^>]*?)(?:\/>|>([\s\S]*?)<\/\1>)/g;
  for (const [, , name = "", attributes = "", content = ""] of schema.matchAll(form)) {
    const properties = new Set(
      [...content.matchAll(/<(?:Navigation)?Property Name="(\w+)"/g)].map(([, property]) => property ?? ""),
    );
    types.set(name, { base: /BaseType="[\w.]*\.(\w+)"/.exec(attributes)?.[1], properties });
  }
  return types;
}

describe.skipIf(!existsSync(file))("Every property that is shown is one of the published model's", () => {
  let model: ReadonlyMap<string, Type>;
  let tenant: Tenant;
  let token: string;
  let id: string;

  beforeAll(async () => {
    model = readModel();
    tenant = newTenant();
    token = await appToken(tenant, [
      "Mail.ReadWrite",
      "Calendars.ReadWrite",
      "Team.ReadBasic.All",
      "Channel.ReadBasic.All",
      "ChannelMessage.Read.All",
      "Sites.ReadWrite.All",
      "Files.ReadWrite.All",
      "User.Read.All",
      "GroupMember.Read.All",
      "Organization.Read.All",
    ]);
    id = person(tenant).id;
  });

  function propertiesOf(name: string): ReadonlySet<string> {
    const type = model.get(name);
    if (type === undefined) throw new RangeError(`the model has no type ${name}`);
    return new Set([
      ...type.properties,
      ...(type.base === undefined || type.base === "entity" ? ["id"] : propertiesOf(type.base)),
    ]);
  }

  function strangers(entity: Body, type: string): string[] {
    const known = propertiesOf(type);
    return Object.keys(entity).filter((name) => !name.includes("@") && !known.has(name));
  }

  async function first(path: string): Promise<Body> {
    return valuesOf(await graphCall(tenant, token, "GET", path))[0] ?? {};
  }

  test.for([
    ["/users", "user"],
    ["/groups", "group"],
    ["/organization", "organization"],
    ["/users/ID/messages", "message"],
    ["/users/ID/mailFolders", "mailFolder"],
    ["/users/ID/events", "event"],
    ["/users/ID/joinedTeams", "team"],
    ["/sites?search=*", "site"],
    ["/sites/root/lists", "list"],
    ["/sites/root/lists/Tasks/items?$expand=fields", "listItem"],
    ["/sites/root/drives", "drive"],
    ["/users/ID/drive/root/children", "driveItem"],
  ] as const)("%s shows a %s", async ([path, type]) => {
    const entity = await first(path.replace("ID", id));
    expect(Object.keys(entity).length).toBeGreaterThan(2);
    expect(strangers(entity, type)).toEqual([]);
  });

  test("a team, its channels and their messages", async () => {
    const teamId = textOf(await first(`/users/${id}/joinedTeams`), "id");
    const team = (await graphCall(tenant, token, "GET", `/teams/${teamId}`)).body;
    const channel = await first(`/teams/${teamId}/channels`);
    const message = await first(`/teams/${teamId}/channels/${textOf(channel, "id")}/messages`);
    expect([strangers(team, "team"), strangers(channel, "channel"), strangers(message, "chatMessage")]).toEqual([
      [],
      [],
      [],
    ]);
  });

  test("the parts of items, messages and events", async () => {
    const item =
      valuesOf(await graphCall(tenant, token, "GET", `/users/${id}/drive/root/children`)).find(
        ({ file: facet }) => facet !== undefined,
      ) ?? {};
    expect(strangers(partOf(item, "parentReference"), "itemReference")).toEqual([]);
    expect(strangers(partOf(item, "file"), "file")).toEqual([]);
    const message = await first(`/users/${id}/messages`);
    expect(strangers(partOf(message, "body"), "itemBody")).toEqual([]);
    expect(strangers(partOf(message, "flag"), "followupFlag")).toEqual([]);
    const event = await first(`/users/${id}/events`);
    expect(strangers(partOf(event, "start"), "dateTimeTimeZone")).toEqual([]);
    const me = await graphCall(tenant, await userToken(tenant, person(tenant), ["User.Read"]), "GET", "/me");
    expect(strangers(me.body, "user")).toEqual([]);
  });
});
