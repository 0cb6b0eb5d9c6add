import { isObject, objectOf, readJson } from "../json.ts";
import type { Tenant } from "../tenant.ts";
import { answerCollection, answerEntity, queryOption } from "./collection.ts";
import { addLibrary, driveView } from "./drive-store.ts";
import { GraphFailure, badRequest } from "./failure.ts";
import type { GraphCall, GraphRoute } from "./route.ts";
import type { ListItem, Site, SiteList } from "./state.ts";
import { freshRandom, instant, topic } from "./words.ts";

const day = 86_400_000;
const rows = { pageSize: 200, maxPageSize: 999, paging: "skiptoken" } as const;

/** Makes a site with its document library and a list of tasks. `path` is server-relative: `/sites/aurora`, or empty for the root site. */
export function addSite(tenant: Tenant, path: string, displayName: string): Site {
  const random = tenant.random.fork(`site/${path}`);
  const host = `${tenant.content.sharePointName}.sharepoint.com`;
  const webUrl = `https://${host}${path}`;
  const id = `${host},${random.uuid()},${random.uuid()}`;
  const createdDateTime = instant(tenant.content.anchor - 500 * day);
  const tasks: SiteList = {
    id: random.uuid(),
    createdDateTime,
    name: "Tasks",
    displayName: "Tasks",
    template: "genericList",
    items: new Map(),
  };
  for (let number = 1; number <= 5; number += 1) {
    const fields = {
      Title: topic(random),
      Status: random.pick(["Open", "In progress", "Done"]),
      Estimate: 1 + random.integer(20),
    };
    addListItem(tenant, tasks, fields, tenant.content.anchor - number * day, random.uuid());
  }
  const site: Site = {
    id,
    createdDateTime,
    name: path.split("/").at(-1) ?? "",
    displayName,
    description: `The site ${displayName}.`,
    webUrl,
    driveId: addLibrary(tenant, id, webUrl).id,
    lists: new Map([[tasks.id, tasks]]),
  };
  tenant.content.sites.set(id, site);
  return site;
}

function addListItem(
  _tenant: Tenant,
  list: SiteList,
  fields: ListItem["fields"],
  at: number,
  uniqueId: string,
): ListItem {
  const id = String(list.items.size + 1);
  const time = instant(at);
  const item: ListItem = { id, createdDateTime: time, lastModifiedDateTime: time, uniqueId, fields: { id, ...fields } };
  list.items.set(id, item);
  return item;
}

function siteView(tenant: Tenant, site: Site): object {
  const { id, createdDateTime, name, displayName, description, webUrl } = site;
  const isRoot = [...tenant.content.sites.values()][0] === site;
  const siteCollection = { hostname: new URL(webUrl).hostname };
  return {
    id,
    createdDateTime,
    lastModifiedDateTime: createdDateTime,
    name,
    displayName,
    description,
    webUrl,
    siteCollection,
    ...(isRoot ? { root: {} } : {}),
  };
}

function siteMissing(): GraphFailure {
  return new GraphFailure(404, "itemNotFound", "Requested site could not be found");
}

/** The site that `{siteId}` names: its full id, the GUID of its site collection, `root`, or the host name for the root site. */
export function siteOf(call: GraphCall): Site {
  const name = (call.params["siteId"] ?? "root").toLowerCase();
  const sites = [...call.tenant.content.sites.values()];
  const host = `${call.tenant.content.sharePointName}.sharepoint.com`.toLowerCase();
  const site =
    name === "root" || name === host
      ? sites[0]
      : sites.find(({ id }) => id.toLowerCase() === name || id.split(",")[1] === name);
  if (site === undefined) throw siteMissing();
  return site;
}

function listSites(call: GraphCall): Response {
  const words = (queryOption(call.url, "search") ?? "*").replaceAll('"', "").toLowerCase();
  const sites = [...call.tenant.content.sites.values()].filter(
    (site) =>
      words === "*" ||
      words === "" ||
      `${site.displayName} ${site.name} ${site.description}`.toLowerCase().includes(words),
  );
  const url = new URL(call.url);
  url.searchParams.delete("search");
  url.searchParams.delete("$search");
  return answerCollection(
    { ...call, url },
    sites.map((site) => siteView(call.tenant, site)),
    { context: "sites", ...rows },
  );
}

function listView(site: Site, list: SiteList): object {
  const { id, createdDateTime, name, displayName, template } = list;
  const webUrl = `${site.webUrl}/Lists/${encodeURIComponent(name)}`;
  const facet = { contentTypesEnabled: false, hidden: false, template };
  return {
    id,
    createdDateTime,
    lastModifiedDateTime: createdDateTime,
    name,
    displayName,
    description: "",
    webUrl,
    parentReference: { siteId: site.id },
    list: facet,
  };
}

function listOfSite(call: GraphCall, site: Site): SiteList {
  const name = call.params["listId"] ?? "";
  const list =
    site.lists.get(name.toLowerCase()) ??
    [...site.lists.values()].find((candidate) => candidate.displayName.toLowerCase() === name.toLowerCase());
  if (list === undefined) throw new GraphFailure(404, "itemNotFound", "The specified list was not found");
  return list;
}

/** The columns that `$expand=fields` or `$expand=fields($select=Title,Status)` asks for; undefined when it asks for none. */
function expandedColumns(url: URL): readonly string[] | "all" | undefined {
  const expand = queryOption(url, "expand");
  if (expand === undefined) return undefined;
  const [whole, columns] = /^fields(?:\(\$?select=([^)]*)\))?$/i.exec(expand.trim()) ?? [];
  if (whole === undefined) throw badRequest(`Parsing OData Select and Expand failed: '${expand}'.`);
  return columns === undefined ? "all" : columns.split(",").map((name) => name.trim());
}

function listItemView(
  site: Site,
  list: SiteList,
  item: ListItem,
  columns: readonly string[] | "all" | undefined,
): object {
  const { fields, uniqueId, ...rest } = item;
  const tag = `"${uniqueId},1"`;
  const shown =
    columns === "all" ? fields : Object.fromEntries(Object.entries(fields).filter(([name]) => columns?.includes(name)));
  return {
    "@odata.etag": tag,
    ...rest,
    eTag: tag,
    webUrl: `${site.webUrl}/Lists/${encodeURIComponent(list.name)}/${item.id}_.000`,
    parentReference: { siteId: site.id },
    contentType: { id: "0x0100", name: "Item" },
    ...(columns === undefined ? {} : { fields: { "@odata.etag": tag, ...shown } }),
  };
}

async function createListItem(call: GraphCall): Promise<Response> {
  const site = siteOf(call);
  const list = listOfSite(call, site);
  const fields = objectOf(await readJson(call.request))["fields"];
  if (!isObject(fields)) throw new GraphFailure(400, "invalidRequest", "Field 'fields' is required.");
  const plain: Record<string, string | number | boolean | null> = {};
  for (const [name, value] of Object.entries(fields)) {
    if (value !== null && typeof value !== "string" && typeof value !== "number" && typeof value !== "boolean") {
      throw new GraphFailure(400, "invalidRequest", `The emulator keeps only plain values in columns, not '${name}'.`);
    }
    plain[name] = value;
  }
  const item = addListItem(call.tenant, list, plain, call.tenant.clock.now(), freshRandom(call.tenant).uuid());
  return answerEntity(
    call,
    listItemView(site, list, item, "all"),
    `sites('${site.id}')/lists('${list.id}')/items`,
    201,
  );
}

const context = (site: Site, rest: string): string => `sites('${encodeURIComponent(site.id)}')/${rest}`;

/** Sites, their lists and rows, and their libraries. Source: learn.microsoft.com/graph/api/resources/sharepoint. */
export const siteRoutes: readonly GraphRoute[] = [
  { method: "GET", path: "/sites", handle: listSites },
  {
    method: "GET",
    path: "/sites/root",
    handle: (call) => answerEntity(call, siteView(call.tenant, siteOf(call)), "sites"),
  },
  {
    method: "GET",
    path: "/sites/{siteId}",
    handle: (call) => answerEntity(call, siteView(call.tenant, siteOf(call)), "sites"),
  },
  {
    method: "GET",
    path: "/sites/{siteId}/drives",
    handle(call) {
      const site = siteOf(call);
      const drives = [...call.tenant.content.drives.values()].filter((drive) => drive.siteId === site.id);
      return answerCollection(
        call,
        drives.map((drive) => driveView(call.tenant, drive)),
        { context: "drives", ...rows },
      );
    },
  },
  {
    method: "GET",
    path: "/sites/{siteId}/lists",
    handle(call) {
      const site = siteOf(call);
      const views = [...site.lists.values()].map((list) => listView(site, list));
      return answerCollection(call, views, { context: context(site, "lists"), ...rows });
    },
  },
  {
    method: "GET",
    path: "/sites/{siteId}/lists/{listId}",
    handle(call) {
      const site = siteOf(call);
      return answerEntity(call, listView(site, listOfSite(call, site)), context(site, "lists"));
    },
  },
  {
    method: "GET",
    path: "/sites/{siteId}/lists/{listId}/items",
    expands: true,
    handle(call) {
      const site = siteOf(call);
      const list = listOfSite(call, site);
      const columns = expandedColumns(call.url);
      const views = [...list.items.values()].map((item) => listItemView(site, list, item, columns));
      return answerCollection(call, views, { context: context(site, `lists('${list.id}')/items`), ...rows });
    },
  },
  {
    method: "GET",
    path: "/sites/{siteId}/lists/{listId}/items/{listItemId}",
    expands: true,
    handle(call) {
      const site = siteOf(call);
      const list = listOfSite(call, site);
      const item = list.items.get(call.params["listItemId"] ?? "");
      if (item === undefined) throw new GraphFailure(404, "itemNotFound", "The resource could not be found.");
      const view = listItemView(site, list, item, expandedColumns(call.url) ?? "all");
      return answerEntity(call, view, context(site, `lists('${list.id}')/items`));
    },
  },
  { method: "POST", path: "/sites/{siteId}/lists/{listId}/items", handle: createListItem },
];
