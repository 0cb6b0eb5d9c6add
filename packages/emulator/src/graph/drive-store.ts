import type { User } from "../directory/state.ts";
import type { Random } from "../random.ts";
import type { Tenant } from "../tenant.ts";
import { addItem, childNamed, folderAt, rootItem } from "./drive-items.ts";
import { findUser } from "./people.ts";
import type { Drive, StoredItem } from "./state.ts";
import { instant, remarks, topic } from "./words.ts";

const utf8 = new TextEncoder();

/** `b!` and 64 characters, as SharePoint's drive ids look. */
function freshDriveId(random: Random): string {
  return `b!${random.text(64)}`;
}

function emptyDrive(
  tenant: Tenant,
  random: Random,
  rest: Pick<Drive, "name" | "driveType" | "ownerId" | "siteId" | "webUrl">,
): Drive {
  const createdAt = tenant.content.anchor - 400 * 86_400_000;
  const root = rootItem(random, createdAt);
  const drive: Drive = {
    id: freshDriveId(random),
    createdAt,
    rootId: root.id,
    items: new Map([[root.id, root]]),
    ...rest,
  };
  tenant.content.drives.set(drive.id, drive);
  return drive;
}

/** A drive's top folder. */
export function rootOf(drive: Drive): StoredItem {
  const root = drive.items.get(drive.rootId);
  if (root === undefined) throw new Error(`The drive ${drive.id} has lost its root.`);
  return root;
}

function addSamples(tenant: Tenant, drive: Drive, random: Random): void {
  const root = rootOf(drive);
  const made = { createdBy: drive.ownerId, at: tenant.content.anchor - (1 + random.integer(300)) * 86_400_000 };
  const folder = addItem(tenant, drive, root, { ...made, name: "Notes", content: null });
  for (const parent of [root, folder, folder]) {
    const about = topic(random);
    const name = `${about}.txt`;
    if (childNamed(drive, parent, name) !== undefined) continue;
    addItem(tenant, drive, parent, { ...made, name, content: utf8.encode(`${about}\n\n${remarks(random, about)}\n`) });
  }
}

/** A person's OneDrive; made from the tenant's seed when it is first opened. */
export function userDrive(tenant: Tenant, user: User): Drive {
  const known = tenant.content.drives.get(tenant.content.userDrives.get(user.id) ?? "");
  if (known !== undefined) return known;
  const random = tenant.random.fork(`drive/${user.id}`);
  const personal = user.userPrincipalName.toLowerCase().replace(/[^a-z0-9]/g, "_");
  const webUrl = `https://${tenant.content.sharePointName}-my.sharepoint.com/personal/${personal}/Documents`;
  const drive = emptyDrive(tenant, random, {
    name: "OneDrive",
    driveType: "business",
    ownerId: user.id,
    siteId: null,
    webUrl,
  });
  tenant.content.userDrives.set(user.id, drive.id);
  addSamples(tenant, drive, random);
  return drive;
}

/** Makes the document library of a site. */
export function addLibrary(tenant: Tenant, siteId: string, siteUrl: string): Drive {
  const random = tenant.random.fork(`library/${siteId}`);
  const webUrl = `${siteUrl}/Shared%20Documents`;
  const drive = emptyDrive(tenant, random, {
    name: "Documents",
    driveType: "documentLibrary",
    ownerId: null,
    siteId,
    webUrl,
  });
  addSamples(tenant, drive, random);
  return drive;
}

/**
 * The OneDrive of a person of the tenant, found by object id or user principal name.
 *
 * Throws `RangeError` when there is no such person.
 */
export function driveOf(tenant: Tenant, userId: string): Drive {
  const user = findUser(tenant, userId);
  if (user === undefined) throw new RangeError(`The tenant has no user '${userId}'.`);
  return userDrive(tenant, user);
}

/**
 * Puts a file into a drive, with the folders that lead to it; a file that is there already is replaced.
 *
 * `path` is relative to the drive's root (`docs/guide.md`); text is kept as UTF-8. Throws `RangeError` when there is no such drive.
 */
export function addDriveFile(tenant: Tenant, driveId: string, path: string, content: Uint8Array | string): StoredItem {
  const drive = tenant.content.drives.get(driveId);
  if (drive === undefined) throw new RangeError(`The tenant has no drive '${driveId}'.`);
  return putFile(
    tenant,
    drive,
    rootOf(drive),
    path,
    typeof content === "string" ? utf8.encode(content) : content,
    drive.ownerId,
  ).item;
}

/** Writes a file at a path below a folder; tells whether it is new. */
export function putFile(
  tenant: Tenant,
  drive: Drive,
  start: StoredItem,
  path: string,
  content: Uint8Array,
  by: string | null,
): { readonly item: StoredItem; readonly isNew: boolean } {
  const names = path.split("/").filter((part) => part !== "");
  const folder = folderAt(tenant, drive, start, names.slice(0, -1), by);
  const name = names.at(-1) ?? "";
  const existing = childNamed(drive, folder, name);
  if (existing === undefined)
    return { item: addItem(tenant, drive, folder, { name, content, createdBy: by }), isNew: true };
  replaceContent(tenant, existing, content);
  return { item: existing, isNew: false };
}

/** Gives a file new bytes and a new version. */
export function replaceContent(tenant: Tenant, item: StoredItem, content: Uint8Array): void {
  item.content = content;
  item.modifiedAt = tenant.clock.now();
  item.version += 1;
}

/** A drive in Graph's shape. Source: learn.microsoft.com/graph/api/resources/drive. */
export function driveView(tenant: Tenant, drive: Drive): object {
  const owner = drive.ownerId === null ? undefined : tenant.directory.users.get(drive.ownerId);
  const used = [...drive.items.values()].reduce((total, item) => total + (item.content?.length ?? 0), 0);
  const total = 1_099_511_627_776;
  return {
    createdDateTime: instant(drive.createdAt),
    description: "",
    id: drive.id,
    lastModifiedDateTime: instant(rootOf(drive).modifiedAt),
    name: drive.name,
    webUrl: drive.webUrl,
    driveType: drive.driveType,
    owner:
      owner === undefined
        ? { group: { displayName: "Site members" } }
        : { user: { email: owner.mail, id: owner.id, displayName: owner.displayName } },
    quota: { deleted: 0, remaining: total - used, state: "normal", total, used },
  };
}
