import { VaultError } from "./answer.ts";
import { purgeDate } from "./attributes.ts";
import type { Deleted, ObjectRecord, ObjectVersion, Shelf } from "./state.ts";

/** The words that differ between certificates, keys and secrets in the vault's messages. */
export type Kind = "certificate" | "key" | "secret";

const articles: Readonly<Record<Kind, string>> = { certificate: "A certificate", key: "A key", secret: "A secret" };

function capital(kind: Kind): string {
  return kind.charAt(0).toUpperCase() + kind.slice(1);
}

/** 404 for a name, or a name and version, that is not there. */
function notFound(kind: Kind, id: string): VaultError {
  return new VaultError(
    404,
    `${capital(kind)}NotFound`,
    `${articles[kind]} with (name/id) ${id} was not found in this key vault. If you recently deleted this ${kind} you may be able to recover it using the correct recovery command. For help resolving this issue, please see https://go.microsoft.com/fwlink/?linkid=2125182`,
  );
}

/** The live record of a name. Throws 404. */
export function findRecord<R>(shelf: Shelf<R>, kind: Kind, name: string): R {
  const record = shelf.live.get(name.toLowerCase());
  if (record === undefined) throw notFound(kind, name);
  return record;
}

/** One version of a record, the newest where none is named. Throws 404. */
export function findVersion<V extends ObjectVersion>(
  record: ObjectRecord<V>,
  kind: Kind,
  version: string | undefined,
): V {
  const found =
    version === undefined
      ? record.versions.at(-1)
      : record.versions.find((candidate) => candidate.version === version.toLowerCase());
  if (found === undefined) throw notFound(kind, version === undefined ? record.name : `${record.name}/${version}`);
  return found;
}

/** Throws 409 when a deleted object still holds the name. */
export function demandFreeName<R>(shelf: Shelf<R>, kind: Kind, name: string): void {
  if (!shelf.deleted.has(name.toLowerCase())) return;
  throw new VaultError(
    409,
    "Conflict",
    `${capital(kind)} ${name} is currently in a deleted but recoverable state, and its name cannot be reused; in this state, the ${kind} can only be recovered or purged.`,
    { inner: "ObjectIsDeletedButRecoverable" },
  );
}

/** Adds a version to a name, which need not exist. */
export function addVersion<V extends ObjectVersion>(shelf: Shelf<ObjectRecord<V>>, name: string, version: V): void {
  const record = shelf.live.get(name.toLowerCase());
  if (record === undefined) shelf.live.set(name.toLowerCase(), { name, versions: [version] });
  else record.versions.push(version);
}

/** Takes a live record to the deleted ones. Throws 404. */
export function softDelete<R>(shelf: Shelf<R>, kind: Kind, name: string, now: number): Deleted<R> {
  const deleted = { record: findRecord(shelf, kind, name), deletedDate: now, scheduledPurgeDate: purgeDate(now) };
  shelf.live.delete(name.toLowerCase());
  shelf.deleted.set(name.toLowerCase(), deleted);
  return deleted;
}

/** The deleted record of a name. Throws 404. */
export function findDeleted<R>(shelf: Shelf<R>, kind: Kind, name: string): Deleted<R> {
  const deleted = shelf.deleted.get(name.toLowerCase());
  if (deleted === undefined) {
    throw new VaultError(404, `${capital(kind)}NotFound`, `Deleted ${capital(kind)} not found: ${name}`);
  }
  return deleted;
}

/** Brings a deleted record back. Throws 404. */
export function recover<R>(shelf: Shelf<R>, kind: Kind, name: string): R {
  const deleted = shelf.deleted.get(name.toLowerCase());
  if (deleted === undefined) throw notFound(kind, name);
  shelf.deleted.delete(name.toLowerCase());
  shelf.live.set(name.toLowerCase(), deleted.record);
  return deleted.record;
}

/** Forgets a deleted record. Throws 404. */
export function purge<R>(shelf: Shelf<R>, kind: Kind, name: string): void {
  findDeleted(shelf, kind, name);
  shelf.deleted.delete(name.toLowerCase());
}

/** What a deleted object's answer has in front of the object's own members. */
export function deletedMembers(baseUrl: string, kind: Kind, name: string, deleted: Deleted<unknown>): object {
  const { deletedDate, scheduledPurgeDate } = deleted;
  return { recoveryId: `${baseUrl}/deleted${kind}s/${name}`, deletedDate, scheduledPurgeDate };
}
