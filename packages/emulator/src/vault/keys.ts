import { type JsonObject } from "../json.ts";
import { type Reply, VaultError, badParameter, notEmulated } from "./answer.ts";
import { isAtLeast } from "./api-version.ts";
import { newAttributes, renderAttributes, renderTags, tagsOf, updateVersion } from "./attributes.ts";
import { newVersion } from "./bytes.ts";
import {
  type VaultCall,
  demand,
  nameOf,
  optionalInteger,
  optionalText,
  optionalTexts,
  readBody,
  seconds,
} from "./call.ts";
import { type KeyKind, generateKey, publicJwk } from "./key-material.ts";
import {
  addVersion,
  deletedMembers,
  demandFreeName,
  findDeleted,
  findRecord,
  findVersion,
  purge,
  recover,
  softDelete,
} from "./objects.ts";
import { page } from "./paging.ts";
import type { Deleted, KeyVersion, ObjectRecord } from "./state.ts";

type KeyRecord = ObjectRecord<KeyVersion>;

const operationsOf = {
  RSA: ["encrypt", "decrypt", "sign", "verify", "wrapKey", "unwrapKey"],
  EC: ["sign", "verify"],
} as const;

/** Attributes of a key: later versions of the API show more of them. */
function keyAttributes(call: VaultCall, { attributes, material, managed }: KeyVersion): object {
  return {
    ...renderAttributes(attributes),
    ...(isAtLeast(call.apiVersion, "7.4") && !managed ? { exportable: false } : {}),
    ...(isAtLeast(call.apiVersion, "7.6") ? { hsmPlatform: "0" } : {}),
    ...(isAtLeast(call.apiVersion, "7.6") && material.size !== undefined ? { key_size: material.size } : {}),
  };
}

/** The key's URL. */
export function kidOf(call: VaultCall, name: string, version: KeyVersion): string {
  return `${call.baseUrl}/keys/${name}/${version.version}`;
}

function bundle(call: VaultCall, name: string, version: KeyVersion): object {
  const { material, operations, managed } = version;
  return {
    key: { kid: kidOf(call, name, version), kty: material.kty, key_ops: operations, ...publicJwk(material) },
    attributes: keyAttributes(call, version),
    ...renderTags(version),
    ...(managed ? { managed } : {}),
  };
}

function item(call: VaultCall, kid: string, version: KeyVersion): object {
  const { managed } = version;
  return { kid, attributes: keyAttributes(call, version), ...renderTags(version), ...(managed ? { managed } : {}) };
}

function demandOwn(record: KeyRecord | undefined, operation: string): void {
  if (record?.versions.some(({ managed }) => managed) !== true) return;
  throw new VaultError(
    403,
    "Forbidden",
    `Operation ${operation} is not allowed on a key that is associated with a certificate.`,
  );
}

function readOperations(body: JsonObject, kty: "RSA" | "EC"): readonly string[] {
  const allowed: readonly string[] = operationsOf[kty];
  const wanted = optionalTexts(body, "key_ops");
  const strange = wanted?.find((operation) => !allowed.includes(operation));
  if (strange !== undefined)
    throw badParameter(`Property key_ops has invalid value: ${strange} is no operation of ${kty} keys`);
  return wanted ?? allowed;
}

/** POST /keys/{name}/create: a new version. */
export async function createKey(call: VaultCall): Promise<Reply> {
  const name = nameOf(call);
  demand(call, ["keys/create/action"], `keys/${name}`);
  const body = await readBody(call);
  const kty = optionalText(body, "kty") ?? "";
  if (kty.endsWith("-HSM") || kty === "oct") throw notEmulated("keys in a hardware security module");
  if (kty !== "RSA" && kty !== "EC") throw badParameter("Property kty has invalid value");
  demandFreeName(call.vault.keys, "key", name);
  demandOwn(call.vault.keys.live.get(name.toLowerCase()), "create");
  const kind: KeyKind = { kty, size: optionalInteger(body, "key_size"), crv: optionalText(body, "crv") };
  const version: KeyVersion = {
    version: newVersion(),
    attributes: newAttributes(call, body),
    tags: tagsOf(body),
    operations: readOperations(body, kty),
    material: await generateKey(kind, call.tenant.secrets),
    managed: false,
  };
  addVersion(call.vault.keys, name, version);
  return { status: 200, body: bundle(call, name, version) };
}

/** GET /keys/{name} and /keys/{name}/{version}: the public half. */
export function getKey(call: VaultCall): Reply {
  const name = nameOf(call);
  demand(call, ["keys/read"], `keys/${name}`);
  const record = findRecord(call.vault.keys, "key", name);
  return { status: 200, body: bundle(call, record.name, findVersion(record, "key", call.params["version"])) };
}

/** PATCH /keys/{name}/{version}: operations, attributes and tags. */
export async function patchKey(call: VaultCall): Promise<Reply> {
  const name = nameOf(call);
  demand(call, ["keys/update/action"], `keys/${name}`);
  const record = findRecord(call.vault.keys, "key", name);
  demandOwn(record, "update");
  const version = findVersion(record, "key", call.params["version"]);
  const body = await readBody(call);
  if (body["key_ops"] !== undefined) version.operations = readOperations(body, version.material.kty);
  updateVersion(call, version, body);
  return { status: 200, body: bundle(call, record.name, version) };
}

/** GET /keys. */
export function listKeys(call: VaultCall): Reply {
  demand(call, ["keys/read"], "keys");
  const items = [...call.vault.keys.live.values()].flatMap(({ name, versions }) => {
    const version = versions.at(-1);
    return version === undefined ? [] : [{ kid: `${call.baseUrl}/keys/${name}`, version }];
  });
  return page(
    call,
    items,
    ({ kid }) => kid.toLowerCase(),
    ({ kid, version }) => item(call, kid, version),
  );
}

/** GET /keys/{name}/versions. */
export function listKeyVersions(call: VaultCall): Reply {
  const name = nameOf(call);
  demand(call, ["keys/read"], `keys/${name}`);
  const versions = call.vault.keys.live.get(name.toLowerCase())?.versions ?? [];
  return page(
    call,
    versions,
    ({ version }) => version,
    (version) => item(call, kidOf(call, name, version), version),
  );
}

function deletedBundle(call: VaultCall, deleted: Deleted<KeyRecord>): object {
  const { record } = deleted;
  const version = findVersion(record, "key", undefined);
  return { ...deletedMembers(call.baseUrl, "key", record.name, deleted), ...bundle(call, record.name, version) };
}

/** DELETE /keys/{name}. */
export function deleteKey(call: VaultCall): Reply {
  const name = nameOf(call);
  demand(call, ["keys/delete"], `keys/${name}`);
  demandOwn(findRecord(call.vault.keys, "key", name), "delete");
  return { status: 200, body: deletedBundle(call, softDelete(call.vault.keys, "key", name, seconds(call))) };
}

/** GET /deletedkeys. */
export function listDeletedKeys(call: VaultCall): Reply {
  demand(call, ["keys/read"], "keys");
  const items = [...call.vault.keys.deleted.values()];
  return page(
    call,
    items,
    ({ record }) => record.name.toLowerCase(),
    (deleted) => {
      const { name } = deleted.record;
      const version = findVersion(deleted.record, "key", undefined);
      return {
        ...deletedMembers(call.baseUrl, "key", name, deleted),
        ...item(call, `${call.baseUrl}/keys/${name}`, version),
      };
    },
  );
}

/** GET /deletedkeys/{name}. */
export function getDeletedKey(call: VaultCall): Reply {
  const name = nameOf(call);
  demand(call, ["keys/read"], `keys/${name}`);
  return { status: 200, body: deletedBundle(call, findDeleted(call.vault.keys, "key", name)) };
}

/** POST /deletedkeys/{name}/recover. */
export function recoverKey(call: VaultCall): Reply {
  const name = nameOf(call);
  demand(call, ["keys/recover/action"], `keys/${name}`);
  const record = recover(call.vault.keys, "key", name);
  return { status: 200, body: bundle(call, record.name, findVersion(record, "key", undefined)) };
}

/** DELETE /deletedkeys/{name}. */
export function purgeKey(call: VaultCall): Reply {
  const name = nameOf(call);
  demand(call, ["keys/purge/action"], `keys/${name}`);
  purge(call.vault.keys, "key", name);
  return { status: 204 };
}
