import type { Random } from "../random.ts";
import type { Tenant } from "../tenant.ts";
import { GraphFailure } from "./failure.ts";
import { identityOf } from "./people.ts";
import type { DownloadTicket, Drive, StoredItem } from "./state.ts";
import { freshRandom, instant } from "./words.ts";

const mimeTypes: Readonly<Record<string, string>> = {
  md: "text/markdown",
  txt: "text/plain",
  csv: "text/csv",
  json: "application/json",
  html: "text/html",
  pdf: "application/pdf",
  png: "image/png",
  docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
};

/** How long a pre-authenticated address works. SharePoint's last about an hour. */
const downloadLifetime = 3_600_000;

const base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** `01…`, 34 characters, as OneDrive's item ids look. */
function itemId(random: Random): string {
  return `01${Array.from({ length: 32 }, () => base32.charAt(random.integer(base32.length))).join("")}`;
}

/** The media type that a file's name suggests. */
function mimeTypeOf(name: string): string {
  return mimeTypes[name.split(".").at(-1)?.toLowerCase() ?? ""] ?? "application/octet-stream";
}

/** Makes the root of a new drive; the drive keeps it under `rootId`. */
export function rootItem(random: Random, createdAt: number): StoredItem {
  const shape = { name: "root", parentId: null, content: null, mimeType: null, children: new Set<string>() };
  return {
    ...shape,
    id: itemId(random),
    uniqueId: random.uuid(),
    createdAt,
    modifiedAt: createdAt,
    version: 1,
    createdBy: null,
  };
}

/** The child of a folder by name; case does not matter. */
export function childNamed(drive: Drive, parent: StoredItem, name: string): StoredItem | undefined {
  const lower = name.toLowerCase();
  for (const id of parent.children) {
    const child = drive.items.get(id);
    if (child !== undefined && child.name.toLowerCase() === lower) return child;
  }
  return undefined;
}

/** The item at a path below another, `a/b.txt`; undefined where a step leads nowhere. */
export function itemAt(drive: Drive, start: StoredItem, path: string): StoredItem | undefined {
  let item: StoredItem | undefined = start;
  for (const name of path.split("/").filter((part) => part !== "")) {
    if (item === undefined) return undefined;
    item = childNamed(drive, item, name);
  }
  return item;
}

/** What a new file or folder is made of; `content` is null for a folder. */
export interface NewItem {
  readonly name: string;
  readonly content: Uint8Array | null;
  readonly createdBy: string | null;
  /** Milliseconds since the epoch; now when left out. */
  readonly at?: number;
}

/** Adds an item to a folder that has none of that name. */
export function addItem(tenant: Tenant, drive: Drive, parent: StoredItem, made: NewItem): StoredItem {
  const name = made.name.trim();
  if (name === "" || name === "." || name === ".." || /["*:<>?/\\|]/.test(name)) {
    throw new GraphFailure(
      400,
      "invalidRequest",
      'The provided name cannot contain any of the following characters: " * : < > ? / \\ |',
    );
  }
  const random = freshRandom(tenant);
  const now = made.at ?? tenant.clock.now();
  const item: StoredItem = {
    id: itemId(random),
    uniqueId: random.uuid(),
    name,
    parentId: parent.id,
    content: made.content,
    mimeType: made.content === null ? null : mimeTypeOf(name),
    children: new Set(),
    createdAt: now,
    modifiedAt: now,
    version: 1,
    createdBy: made.createdBy,
  };
  drive.items.set(item.id, item);
  parent.children.add(item.id);
  parent.modifiedAt = now;
  return item;
}

/** The folder at a path, made with all that lead to it where they do not exist. */
export function folderAt(
  tenant: Tenant,
  drive: Drive,
  start: StoredItem,
  path: readonly string[],
  createdBy: string | null,
): StoredItem {
  let folder = start;
  for (const name of path) {
    const found = childNamed(drive, folder, name);
    if (found?.content instanceof Uint8Array)
      throw new GraphFailure(400, "invalidRequest", `'${name}' is a file, not a folder.`);
    folder = found ?? addItem(tenant, drive, folder, { name, content: null, createdBy });
  }
  return folder;
}

/** Takes an item and all below it out of its drive. */
export function removeItem(drive: Drive, item: StoredItem): void {
  for (const id of item.children) {
    const child = drive.items.get(id);
    if (child !== undefined) removeItem(drive, child);
  }
  drive.items.delete(item.id);
  if (item.parentId !== null) drive.items.get(item.parentId)?.children.delete(item.id);
}

/** The names that lead to an item, the root left out. */
function namesTo(drive: Drive, item: StoredItem): readonly string[] {
  const names: string[] = [];
  for (
    let step: StoredItem | undefined = item;
    step !== undefined && step.parentId !== null;
    step = drive.items.get(step.parentId)
  ) {
    names.unshift(step.name);
  }
  return names;
}

function sizeOf(drive: Drive, item: StoredItem): number {
  if (item.content !== null) return item.content.length;
  return [...item.children].reduce((total, id) => {
    const child = drive.items.get(id);
    return total + (child === undefined ? 0 : sizeOf(drive, child));
  }, 0);
}

/** A pre-authenticated address of a file's bytes: needs no token, works for an hour, lives on SharePoint's host. */
export function downloadUrl(tenant: Tenant, drive: Drive, item: StoredItem): string {
  const now = tenant.clock.now();
  const current = tenant.content.currentDownload.get(item.id);
  const ticket =
    current !== undefined && current.expiresAt - now > downloadLifetime / 2
      ? current
      : newTicket(tenant, drive, item, now);
  const site = drive.webUrl.replace(/\/[^/]+$/, "");
  return `${site}/_layouts/15/download.aspx?UniqueId=${item.uniqueId}&Translate=false&tempauth=${ticket.token}&ApiVersion=2.0`;
}

function newTicket(tenant: Tenant, drive: Drive, item: StoredItem, now: number): DownloadTicket {
  const token = tenant.secrets.note(
    "access-token",
    `v1.${crypto.randomUUID()}${crypto.randomUUID()}`.replaceAll("-", ""),
  );
  const ticket = { token, driveId: drive.id, itemId: item.id, expiresAt: now + downloadLifetime };
  tenant.content.downloads.set(token, ticket);
  tenant.content.currentDownload.set(item.id, ticket);
  return ticket;
}

function parentReference(drive: Drive, item: StoredItem): object {
  const base = {
    driveType: drive.driveType,
    driveId: drive.id,
    ...(drive.siteId === null ? {} : { siteId: drive.siteId }),
  };
  const parent = item.parentId === null ? undefined : drive.items.get(item.parentId);
  if (parent === undefined) return base;
  const above = namesTo(drive, parent).map(encodeURIComponent).join("/");
  return {
    ...base,
    id: parent.id,
    name: parent.name,
    path: `/drives/${drive.id}/root:${above === "" ? "" : `/${above}`}`,
  };
}

/** A stored item in Graph's shape. Source: learn.microsoft.com/graph/api/resources/driveitem. */
export function driveItemView(tenant: Tenant, drive: Drive, item: StoredItem): object {
  const author = identityOf(tenant.directory.users.get(item.createdBy ?? drive.ownerId ?? ""));
  const [created, modified] = [instant(item.createdAt), instant(item.modifiedAt)];
  const tag = item.uniqueId.toUpperCase();
  const place = namesTo(drive, item).map(encodeURIComponent).join("/");
  const isFolder = item.content === null;
  return {
    ...(isFolder ? {} : { "@microsoft.graph.downloadUrl": downloadUrl(tenant, drive, item) }),
    createdDateTime: created,
    eTag: `"{${tag}},${item.version}"`,
    id: item.id,
    lastModifiedDateTime: modified,
    name: item.name,
    webUrl: place === "" ? drive.webUrl : `${drive.webUrl}/${place}`,
    cTag: `"c:{${tag}},${item.version}"`,
    size: sizeOf(drive, item),
    createdBy: author,
    lastModifiedBy: author,
    parentReference: parentReference(drive, item),
    fileSystemInfo: { createdDateTime: created, lastModifiedDateTime: modified },
    ...(isFolder ? { folder: { childCount: item.children.size } } : { file: { mimeType: item.mimeType } }),
    ...(item.parentId === null ? { root: {} } : {}),
  };
}
