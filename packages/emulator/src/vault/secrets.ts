import { type Reply, VaultError, badParameter, notEmulated } from "./answer.ts";
import { newAttributes, renderAttributes, renderTags, tagsOf, updateVersion } from "./attributes.ts";
import { newVersion } from "./bytes.ts";
import { type VaultCall, demand, nameOf, optionalText, readBody, seconds } from "./call.ts";
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
import type { Deleted, ObjectRecord, SecretVersion } from "./state.ts";

type SecretRecord = ObjectRecord<SecretVersion>;

/** What every view of a secret has but its value. */
function metadata(id: string, { contentType, managed, attributes, tags, kid }: SecretVersion): object {
  return {
    ...(contentType === undefined ? {} : { contentType }),
    id,
    ...(managed ? { managed } : {}),
    attributes: renderAttributes(attributes),
    ...renderTags({ tags }),
    ...(kid === undefined ? {} : { kid }),
  };
}

function idOf(call: VaultCall, name: string, version: SecretVersion): string {
  return `${call.baseUrl}/secrets/${name}/${version.version}`;
}

function demandOwn(record: SecretRecord | undefined, operation: string): void {
  if (record?.versions.some(({ managed }) => managed) !== true) return;
  throw new VaultError(
    403,
    "Forbidden",
    `Operation ${operation} is not allowed on a secret that is associated with a certificate.`,
  );
}

/** GET /secrets/{name} and /secrets/{name}/{version}: with the value. */
export async function getSecret(call: VaultCall): Promise<Reply> {
  const name = nameOf(call);
  demand(call, ["secrets/getSecret/action"], `secrets/${name}`);
  const record = findRecord(call.vault.secrets, "secret", name);
  const version = findVersion(record, "secret", call.params["version"]);
  if (!version.attributes.enabled) {
    throw new VaultError(403, "Forbidden", "Operation get is not allowed on a disabled secret.", {
      inner: "SecretDisabled",
    });
  }
  const wanted = call.url.searchParams.get("outContentType");
  if (wanted !== null && wanted !== version.contentType) throw notEmulated("a secret in another format than its own");
  const value = await version.value();
  return { status: 200, body: { value, ...metadata(idOf(call, record.name, version), version) } };
}

/** PUT /secrets/{name}: a new version. */
export async function setSecret(call: VaultCall): Promise<Reply> {
  const name = nameOf(call);
  demand(call, ["secrets/setSecret/action"], `secrets/${name}`);
  const body = await readBody(call);
  const value = optionalText(body, "value");
  if (value === undefined) throw badParameter("Property value has invalid value");
  demandFreeName(call.vault.secrets, "secret", name);
  demandOwn(call.vault.secrets.live.get(name.toLowerCase()), "set");
  // Shorter texts than this turn up everywhere by chance, so that a search for them says nothing.
  if (value.length >= 8) call.tenant.secrets.note("password", value);
  const version: SecretVersion = {
    version: newVersion(),
    attributes: newAttributes(call, body),
    tags: tagsOf(body),
    contentType: optionalText(body, "contentType"),
    managed: false,
    kid: undefined,
    value: async () => value,
  };
  addVersion(call.vault.secrets, name, version);
  return { status: 200, body: { value, ...metadata(idOf(call, name, version), version) } };
}

/** PATCH /secrets/{name}/{version}: content type, attributes and tags. */
export async function patchSecret(call: VaultCall): Promise<Reply> {
  const name = nameOf(call);
  demand(call, ["secrets/update/action"], `secrets/${name}`);
  const record = findRecord(call.vault.secrets, "secret", name);
  demandOwn(record, "update");
  const version = findVersion(record, "secret", call.params["version"]);
  const body = await readBody(call);
  updateVersion(call, version, body);
  version.contentType = optionalText(body, "contentType") ?? version.contentType;
  return { status: 200, body: metadata(idOf(call, record.name, version), version) };
}

/** GET /secrets. */
export function listSecrets(call: VaultCall): Reply {
  demand(call, ["secrets/readMetadata/action"], "secrets");
  const items = [...call.vault.secrets.live.values()].flatMap(({ name, versions }) => {
    const version = versions.at(-1);
    return version === undefined ? [] : [{ id: `${call.baseUrl}/secrets/${name}`, version }];
  });
  return page(
    call,
    items,
    ({ id }) => id.toLowerCase(),
    ({ id, version }) => metadata(id, { ...version, kid: undefined }),
  );
}

/** GET /secrets/{name}/versions. */
export function listSecretVersions(call: VaultCall): Reply {
  const name = nameOf(call);
  demand(call, ["secrets/readMetadata/action"], `secrets/${name}`);
  const versions = call.vault.secrets.live.get(name.toLowerCase())?.versions ?? [];
  const render = (version: SecretVersion): object =>
    metadata(idOf(call, name, version), { ...version, kid: undefined });
  return page(call, versions, ({ version }) => version, render);
}

function deletedBundle(call: VaultCall, deleted: Deleted<SecretRecord>): object {
  const { record } = deleted;
  const version = findVersion(record, "secret", undefined);
  return {
    ...deletedMembers(call.baseUrl, "secret", record.name, deleted),
    ...metadata(idOf(call, record.name, version), version),
  };
}

/** DELETE /secrets/{name}. */
export function deleteSecret(call: VaultCall): Reply {
  const name = nameOf(call);
  demand(call, ["secrets/delete"], `secrets/${name}`);
  demandOwn(findRecord(call.vault.secrets, "secret", name), "delete");
  return { status: 200, body: deletedBundle(call, softDelete(call.vault.secrets, "secret", name, seconds(call))) };
}

/** GET /deletedsecrets. */
export function listDeletedSecrets(call: VaultCall): Reply {
  demand(call, ["secrets/readMetadata/action"], "secrets");
  const items = [...call.vault.secrets.deleted.values()];
  return page(
    call,
    items,
    ({ record }) => record.name.toLowerCase(),
    (deleted) => ({
      ...deletedBundle(call, deleted),
      id: `${call.baseUrl}/secrets/${deleted.record.name}`,
    }),
  );
}

/** GET /deletedsecrets/{name}. */
export function getDeletedSecret(call: VaultCall): Reply {
  const name = nameOf(call);
  demand(call, ["secrets/readMetadata/action"], `secrets/${name}`);
  return { status: 200, body: deletedBundle(call, findDeleted(call.vault.secrets, "secret", name)) };
}

/** POST /deletedsecrets/{name}/recover. */
export function recoverSecret(call: VaultCall): Reply {
  const name = nameOf(call);
  demand(call, ["secrets/recover/action"], `secrets/${name}`);
  const record = recover(call.vault.secrets, "secret", name);
  const version = findVersion(record, "secret", undefined);
  return { status: 200, body: metadata(idOf(call, record.name, version), version) };
}

/** DELETE /deletedsecrets/{name}. */
export function purgeSecret(call: VaultCall): Reply {
  const name = nameOf(call);
  demand(call, ["secrets/purge/action"], `secrets/${name}`);
  purge(call.vault.secrets, "secret", name);
  return { status: 204 };
}
