import { type JsonObject, objectOf } from "../json.ts";
import { type Reply, VaultError, badParameter } from "./answer.ts";
import { renderAttributes, renderTags, updateVersion } from "./attributes.ts";
import { type VaultCall, demand, nameOf, readBody, seconds } from "./call.ts";
import { certificateBundle, certificateItem, pendingLink, versionBundle } from "./certificate-bundle.ts";
import { settle } from "./certificate-issue.ts";
import { readPolicy, renderPolicy } from "./certificate-policy.ts";
import { deletedMembers, findDeleted, findRecord, findVersion, purge, recover, softDelete } from "./objects.ts";
import { page } from "./paging.ts";
import type { CertificateRecord, CertificateVersion, Deleted } from "./state.ts";

/** The live certificate that the path names, finished if its time has come. Throws 404. */
export async function certificateOf(call: VaultCall): Promise<CertificateRecord> {
  const record = findRecord(call.vault.certificates, "certificate", nameOf(call));
  await settle(call.tenant, call.vault, record);
  return record;
}

/** GET /certificates/{name}. */
export async function getCertificate(call: VaultCall): Promise<Reply> {
  demand(call, ["certificates/read"], `certificates/${nameOf(call)}`);
  return { status: 200, body: certificateBundle(call.baseUrl, await certificateOf(call)) };
}

/** GET /certificates/{name}/{version}. */
export async function getCertificateVersion(call: VaultCall): Promise<Reply> {
  demand(call, ["certificates/read"], `certificates/${nameOf(call)}`);
  const record = await certificateOf(call);
  const version = findVersion(record, "certificate", call.params["version"]);
  return { status: 200, body: versionBundle(call.baseUrl, record.name, version) };
}

interface Item {
  readonly id: string;
  readonly version: CertificateVersion;
}

function renderItem({ id, version }: Item): object {
  return certificateItem(id, version);
}

async function settleAll(call: VaultCall): Promise<void> {
  for (const record of call.vault.certificates.live.values()) await settle(call.tenant, call.vault, record);
}

/** GET /certificates. */
export async function listCertificates(call: VaultCall): Promise<Reply> {
  demand(call, ["certificates/read"], "certificates");
  await settleAll(call);
  const items = [...call.vault.certificates.live.values()].flatMap(({ name, versions }): Item[] => {
    const version = versions.at(-1);
    return version === undefined ? [] : [{ id: `${call.baseUrl}/certificates/${name}`, version }];
  });
  return page(call, items, ({ id }) => id.toLowerCase(), renderItem);
}

/** GET /certificates/{name}/versions; a name that is not there has an empty list. */
export async function listCertificateVersions(call: VaultCall): Promise<Reply> {
  const name = nameOf(call);
  demand(call, ["certificates/read"], `certificates/${name}`);
  await settleAll(call);
  const versions = call.vault.certificates.live.get(name.toLowerCase())?.versions ?? [];
  const items = versions.map((version) => ({ id: `${call.baseUrl}/certificates/${name}/${version.version}`, version }));
  return page(call, items, ({ id }) => id, renderItem);
}

/** PATCH /certificates/{name} and /certificates/{name}/{version}: attributes, tags and policy. */
export async function patchCertificate(call: VaultCall): Promise<Reply> {
  demand(call, ["certificates/update/action"], `certificates/${nameOf(call)}`);
  const record = await certificateOf(call);
  const version = findVersion(record, "certificate", call.params["version"]);
  const body = await readBody(call);
  if (body["policy"] !== undefined) record.policy = readPolicy(objectOf(body["policy"]), seconds(call), record.policy);
  updateVersion(call, version, body);
  const shown = versionBundle(call.baseUrl, record.name, version);
  return { status: 200, body: { ...shown, ...pendingLink(call.baseUrl, record) } };
}

/** GET /certificates/{name}/policy. */
export async function getPolicy(call: VaultCall): Promise<Reply> {
  demand(call, ["certificates/read"], `certificates/${nameOf(call)}`);
  const { name, policy } = await certificateOf(call);
  return { status: 200, body: renderPolicy(`${call.baseUrl}/certificates/${name}`, policy) };
}

/** PATCH /certificates/{name}/policy: what the body names is replaced; the next version follows it. */
export async function patchPolicy(call: VaultCall): Promise<Reply> {
  demand(call, ["certificates/update/action"], `certificates/${nameOf(call)}`);
  const record = await certificateOf(call);
  record.policy = readPolicy(await readBody(call), seconds(call), record.policy);
  return { status: 200, body: renderPolicy(`${call.baseUrl}/certificates/${record.name}`, record.policy) };
}

function deletedBundle(call: VaultCall, deleted: Deleted<CertificateRecord>): object {
  const { record } = deleted;
  return {
    ...deletedMembers(call.baseUrl, "certificate", record.name, deleted),
    ...certificateBundle(call.baseUrl, record),
  };
}

/** DELETE /certificates/{name}: its key and its secret go with it. */
export async function deleteCertificate(call: VaultCall): Promise<Reply> {
  const name = nameOf(call);
  demand(call, ["certificates/delete"], `certificates/${name}`);
  const record = await certificateOf(call);
  if (record.pending?.status === "inProgress") {
    throw new VaultError(409, "Conflict", `The certificate ${name} has a pending operation; delete that first.`);
  }
  const { certificates, keys, secrets } = call.vault;
  const deleted = softDelete(certificates, "certificate", name, seconds(call));
  const key = name.toLowerCase();
  record.companions = { key: keys.live.get(key), secret: secrets.live.get(key) };
  keys.live.delete(key);
  secrets.live.delete(key);
  return { status: 200, body: deletedBundle(call, deleted) };
}

function deletedItem(call: VaultCall, deleted: Deleted<CertificateRecord>): object {
  const { name, versions } = deleted.record;
  const newest = versions.at(-1);
  const shown =
    newest === undefined
      ? {}
      : { x5t: newest.x5t, attributes: renderAttributes(newest.attributes), ...renderTags(newest) };
  const id = `${call.baseUrl}/certificates/${name}`;
  return { ...deletedMembers(call.baseUrl, "certificate", name, deleted), id, ...shown };
}

/** GET /deletedcertificates. */
export function listDeletedCertificates(call: VaultCall): Reply {
  demand(call, ["certificates/read"], "certificates");
  const items = [...call.vault.certificates.deleted.values()];
  const keyOf = ({ record }: Deleted<CertificateRecord>): string => record.name.toLowerCase();
  return page(call, items, keyOf, (deleted) => deletedItem(call, deleted));
}

/** GET /deletedcertificates/{name}. */
export function getDeletedCertificate(call: VaultCall): Reply {
  const name = nameOf(call);
  demand(call, ["certificates/read"], `certificates/${name}`);
  return { status: 200, body: deletedBundle(call, findDeleted(call.vault.certificates, "certificate", name)) };
}

/** POST /deletedcertificates/{name}/recover. */
export function recoverCertificate(call: VaultCall): Reply {
  const name = nameOf(call);
  demand(call, ["certificates/recover/action"], `certificates/${name}`);
  const record = recover(call.vault.certificates, "certificate", name);
  const { key, secret } = record.companions ?? {};
  if (key !== undefined) call.vault.keys.live.set(name.toLowerCase(), key);
  if (secret !== undefined) call.vault.secrets.live.set(name.toLowerCase(), secret);
  delete record.companions;
  return { status: 200, body: certificateBundle(call.baseUrl, record) };
}

/** DELETE /deletedcertificates/{name}. */
export function purgeCertificate(call: VaultCall): Reply {
  const name = nameOf(call);
  demand(call, ["certificates/purge/action"], `certificates/${name}`);
  purge(call.vault.certificates, "certificate", name);
  return { status: 204 };
}

/** Throws 409 when a key or a secret of its own holds the name, 400 when there is no policy to follow. */
export function demandNoForeignObject(call: VaultCall, name: string): void {
  const { keys, secrets } = call.vault;
  const taken = [keys.live.get(name.toLowerCase()), secrets.live.get(name.toLowerCase())];
  if (taken.some((record) => record?.versions.some(({ managed }) => !managed) === true)) {
    throw new VaultError(
      409,
      "Conflict",
      `A key or a secret named ${name} exists that does not belong to a certificate.`,
    );
  }
}

/** The body's policy, or the certificate's own where the body has none. Throws 400. */
export function wantedPolicy(
  body: JsonObject,
  now: number,
  record: CertificateRecord | undefined,
): CertificateRecord["policy"] {
  if (body["policy"] !== undefined && body["policy"] !== null) return readPolicy(objectOf(body["policy"]), now);
  if (record === undefined) throw badParameter("Property policy has invalid value");
  return record.policy;
}
