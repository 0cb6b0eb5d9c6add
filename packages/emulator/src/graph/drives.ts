import { objectOf, readJson, stringOf } from "../json.ts";
import { answerCollection, answerEntity, graphJson, contextOf } from "./collection.ts";
import { addItem, childNamed, downloadUrl, driveItemView, itemAt, removeItem } from "./drive-items.ts";
import { driveView, putFile, replaceContent, rootOf, userDrive } from "./drive-store.ts";
import { GraphFailure, notEmulated } from "./failure.ts";
import { callerOf, userOf } from "./people.ts";
import { grantedBy } from "./permission.ts";
import type { GraphCall, GraphRoute } from "./route.ts";
import { siteOf } from "./sites.ts";
import type { Drive, StoredItem } from "./state.ts";

function missing(): GraphFailure {
  return new GraphFailure(404, "itemNotFound", "The resource could not be found.");
}

function driveById(call: GraphCall): Drive {
  const drive = call.tenant.content.drives.get(call.params["driveId"] ?? "");
  if (drive === undefined) throw missing();
  return drive;
}

/** A signed-in user reaches the own OneDrive; libraries only with a permission for all files; others' drives, as nothing is shared, never. */
function requireReach(call: GraphCall, drive: Drive): Drive {
  const caller = callerOf(call);
  if (caller === undefined || drive.ownerId === caller.id) return drive;
  const forAll = grantedBy(call.claims).some((name) => /^(Files|Sites)\..*\.All$/.test(name));
  if (drive.ownerId === null && forAll) return drive;
  throw new GraphFailure(403, "accessDenied", "Access denied");
}

/** Where a drive stands in Graph's paths. */
interface Place {
  readonly path: "/drives/{driveId}" | "/users/{userId}/drive" | "/sites/{siteId}/drive";
  drive(call: GraphCall): Drive;
}

const places: readonly Place[] = [
  { path: "/drives/{driveId}", drive: driveById },
  { path: "/users/{userId}/drive", drive: (call) => userDrive(call.tenant, userOf(call)) },
  {
    path: "/sites/{siteId}/drive",
    drive(call) {
      const drive = call.tenant.content.drives.get(siteOf(call).driveId);
      if (drive === undefined) throw missing();
      return drive;
    },
  },
];

type Find = (call: GraphCall, drive: Drive) => StoredItem;

const byRoot: Find = (_call, drive) => rootOf(drive);
const byId: Find = (call, drive) => {
  const item = drive.items.get(call.params["driveItemId"] ?? "");
  if (item === undefined) throw missing();
  return item;
};
const byPath =
  (start: Find): Find =>
  (call, drive) => {
    const item = itemAt(drive, start(call, drive), call.params["path"] ?? "");
    if (item === undefined) throw missing();
    return item;
  };

function getItem(call: GraphCall, drive: Drive, item: StoredItem): Response {
  return answerEntity(call, driveItemView(call.tenant, drive, item), `drives('${drive.id}')/items`);
}

function listChildren(call: GraphCall, drive: Drive, item: StoredItem): Response {
  const children = [...item.children]
    .flatMap((id) => drive.items.get(id) ?? [])
    .sort((left, right) => (left.name < right.name ? -1 : 1));
  const views = children.map((child) => driveItemView(call.tenant, drive, child));
  const context = `drives('${drive.id}')/items('${item.id}')/children`;
  return answerCollection(call, views, { context, pageSize: 200, maxPageSize: 999, paging: "skiptoken" });
}

function getContent(call: GraphCall, drive: Drive, item: StoredItem): Response {
  if (item.content === null) throw new GraphFailure(400, "invalidRequest", "You cannot get content for a folder.");
  if (call.url.searchParams.has("format")) throw notEmulated("the conversion of files (?format=)");
  return new Response(null, { status: 302, headers: { location: downloadUrl(call.tenant, drive, item) } });
}

function uploaded(call: GraphCall, drive: Drive, item: StoredItem, isNew: boolean): Response {
  const view = driveItemView(call.tenant, drive, item);
  return graphJson(
    { "@odata.context": contextOf(call.url, `drives('${drive.id}')/items/$entity`), ...view },
    isNew ? 201 : 200,
  );
}

/** The name that a conflicting upload or folder gets: `report 1.txt`. */
function freeName(drive: Drive, folder: StoredItem, name: string): string {
  const [, stem = name, extension = ""] = /^(.+?)(\.[^.]+)?$/.exec(name) ?? [];
  let number = 1;
  while (childNamed(drive, folder, `${stem} ${number}${extension}`) !== undefined) number += 1;
  return `${stem} ${number}${extension}`;
}

function nameTaken(): GraphFailure {
  return new GraphFailure(409, "nameAlreadyExists", "The specified item name already exists.");
}

function putByPath(start: Find) {
  return async (call: GraphCall, drive: Drive): Promise<Response> => {
    const from = start(call, drive);
    const path = call.params["path"] ?? "";
    const existing = itemAt(drive, from, path);
    const behavior = call.url.searchParams.get("@microsoft.graph.conflictBehavior") ?? "replace";
    if (existing !== undefined && (behavior === "fail" || existing.content === null)) throw nameTaken();
    const bytes = new Uint8Array(await call.request.arrayBuffer());
    const parent =
      existing === undefined || existing.parentId === null ? undefined : drive.items.get(existing.parentId);
    const by = callerOf(call)?.id ?? null;
    if (existing !== undefined && parent !== undefined && behavior === "rename") {
      const renamed = { name: freeName(drive, parent, existing.name), content: bytes, createdBy: by };
      return uploaded(call, drive, addItem(call.tenant, drive, parent, renamed), true);
    }
    const { item, isNew } = putFile(call.tenant, drive, from, path, bytes, by);
    return uploaded(call, drive, item, isNew);
  };
}

async function putById(call: GraphCall, drive: Drive, item: StoredItem): Promise<Response> {
  if (item.content === null) throw new GraphFailure(400, "invalidRequest", "A folder has no content to replace.");
  replaceContent(call.tenant, item, new Uint8Array(await call.request.arrayBuffer()));
  return uploaded(call, drive, item, false);
}

async function createFolder(call: GraphCall, drive: Drive, parent: StoredItem): Promise<Response> {
  const payload = objectOf(await readJson(call.request));
  const name = stringOf(payload["name"]) ?? "";
  if (payload["folder"] === undefined)
    throw new GraphFailure(400, "invalidRequest", "Only a folder is made this way; a file is uploaded.");
  const existing = childNamed(drive, parent, name);
  const behavior = stringOf(payload["@microsoft.graph.conflictBehavior"]) ?? "fail";
  if (existing !== undefined && behavior === "fail") throw nameTaken();
  if (existing !== undefined && behavior === "replace") return uploaded(call, drive, existing, false);
  const free = existing === undefined ? name : freeName(drive, parent, name);
  const folder = addItem(call.tenant, drive, parent, {
    name: free,
    content: null,
    createdBy: callerOf(call)?.id ?? null,
  });
  return uploaded(call, drive, folder, true);
}

function deleteItem(_call: GraphCall, drive: Drive, item: StoredItem): Response {
  if (item.parentId === null) throw new GraphFailure(403, "accessDenied", "The root of a drive cannot be deleted.");
  removeItem(drive, item);
  return new Response(null, { status: 204 });
}

function routesAt(place: Place): readonly GraphRoute[] {
  const route = (
    method: GraphRoute["method"],
    below: string,
    find: Find,
    act: (call: GraphCall, drive: Drive, item: StoredItem) => Response | Promise<Response>,
  ): GraphRoute => ({
    method,
    path: `${place.path}${below}`,
    handle(call) {
      const drive = requireReach(call, place.drive(call));
      return act(call, drive, find(call, drive));
    },
  });
  const [underRoot, underItem] = [byPath(byRoot), byPath(byId)];
  return [
    route("GET", "", byRoot, (call, drive) => answerEntity(call, driveView(call.tenant, drive), "drives")),
    route("GET", "/root", byRoot, getItem),
    route("GET", "/root/children", byRoot, listChildren),
    route("POST", "/root/children", byRoot, createFolder),
    route("GET", "/root:/{path}", underRoot, getItem),
    route("GET", "/root:/{path}:/children", underRoot, listChildren),
    route("GET", "/root:/{path}:/content", underRoot, getContent),
    route("PUT", "/root:/{path}:/content", byRoot, putByPath(byRoot)),
    route("GET", "/items/{driveItemId}", byId, getItem),
    route("DELETE", "/items/{driveItemId}", byId, deleteItem),
    route("GET", "/items/{driveItemId}/children", byId, listChildren),
    route("POST", "/items/{driveItemId}/children", byId, createFolder),
    route("GET", "/items/{driveItemId}/content", byId, getContent),
    route("PUT", "/items/{driveItemId}/content", byId, putById),
    route("GET", "/items/{driveItemId}:/{path}", underItem, getItem),
    route("PUT", "/items/{driveItemId}:/{path}:/content", byId, putByPath(byId)),
  ];
}

/** OneDrive and document libraries, in the three places where Graph shows them. Source: learn.microsoft.com/graph/api/resources/onedrive. */
export const driveRoutes: readonly GraphRoute[] = places.flatMap(routesAt);
