import { objectOf } from "../json.ts";
import { type Reply, VaultError, notEmulated } from "./answer.ts";
import { tagsOf } from "./attributes.ts";
import { newVersion } from "./bytes.ts";
import { type VaultCall, demand, nameOf, optionalBoolean, readBody, seconds } from "./call.ts";
import { pendingOperation } from "./certificate-bundle.ts";
import { settle } from "./certificate-issue.ts";
import { certificateOf, demandNoForeignObject, wantedPolicy } from "./certificates.ts";
import { type KeyMaterial, generateKey } from "./key-material.ts";
import { demandFreeName } from "./objects.ts";
import type { CertificatePolicy, CertificateRecord, PendingCertificate } from "./state.ts";
import { requestCertificate } from "./x509.ts";

function demandNoneInProgress(record: CertificateRecord | undefined): void {
  if (record?.pending?.status !== "inProgress") return;
  throw new VaultError(
    409,
    "Conflict",
    "A new key vault certificate can not be created or imported while a pending key vault certificate's status is inProgress.",
  );
}

/** Checks that hold for creation and import; gives the certificate that has the name already. Throws 409. */
export async function existingCertificate(call: VaultCall, name: string): Promise<CertificateRecord | undefined> {
  demandFreeName(call.vault.certificates, "certificate", name);
  demandNoForeignObject(call, name);
  const record = call.vault.certificates.live.get(name.toLowerCase());
  if (record !== undefined) await settle(call.tenant, call.vault, record);
  demandNoneInProgress(record);
  return record;
}

async function materialFor(call: VaultCall, name: string, policy: CertificatePolicy): Promise<KeyMaterial> {
  const { kty, keySize, crv, reuseKey } = policy.keyProps;
  const previous = call.vault.keys.live.get(name.toLowerCase())?.versions.at(-1)?.material;
  if (reuseKey && previous !== undefined) return previous;
  return generateKey({ kty, size: keySize, crv }, call.tenant.secrets);
}

function retryAfter(call: VaultCall, pending: PendingCertificate): Readonly<Record<string, string>> {
  if (pending.status !== "inProgress") return {};
  const left = pending.dueAt - call.tenant.clock.now();
  return { "retry-after": String(Math.max(1, Math.ceil(left / 1000))) };
}

/** POST /certificates/{name}/create: 202 with the operation to poll. */
export async function createCertificate(call: VaultCall): Promise<Reply> {
  const name = nameOf(call);
  demand(call, ["certificates/create/action"], `certificates/${name}`);
  const body = await readBody(call);
  const record = await existingCertificate(call, name);
  const policy = wantedPolicy(body, seconds(call), record);
  if (policy.issuer !== "Self")
    throw notEmulated(`certificates of the issuer ${policy.issuer}; it signs with "Self" only`);
  const material = await materialFor(call, name, policy);
  const csr = await requestCertificate(policy, material);
  const startedAt = call.tenant.clock.now();
  const pending: PendingCertificate = {
    requestId: newVersion(),
    placeholder: newVersion(),
    csr,
    material,
    policy,
    enabled: optionalBoolean(objectOf(body["attributes"]), "enabled") ?? true,
    tags: tagsOf(body),
    startedAt,
    dueAt: startedAt + call.tenant.vaults.issueMilliseconds,
    polls: 0,
    cancellationRequested: false,
    status: "inProgress",
    completing: undefined,
  };
  // While the key was made, another request may have begun the same certificate.
  const current = call.vault.certificates.live.get(name.toLowerCase());
  demandNoneInProgress(current);
  if (current === undefined)
    call.vault.certificates.live.set(name.toLowerCase(), { name, versions: [], policy, pending });
  else Object.assign(current, { policy, pending });
  const location = `${call.baseUrl}/certificates/${name}/pending?api-version=${call.apiVersion}&request_id=${pending.requestId}`;
  return {
    status: 202,
    headers: { location, ...retryAfter(call, pending) },
    body: pendingOperation(call.baseUrl, name, pending),
  };
}

function pendingOf(record: CertificateRecord): PendingCertificate {
  if (record.pending !== undefined) return record.pending;
  throw new VaultError(404, "PendingCertificateNotFound", `Pending Certificate not found: ${record.name}`);
}

/** GET /certificates/{name}/pending. */
export async function getPending(call: VaultCall): Promise<Reply> {
  demand(call, ["certificates/read"], `certificates/${nameOf(call)}`);
  const record = await certificateOf(call);
  const pending = pendingOf(record);
  pending.polls += 1;
  await settle(call.tenant, call.vault, record);
  return {
    status: 200,
    headers: retryAfter(call, pending),
    body: pendingOperation(call.baseUrl, record.name, pending),
  };
}

/** PATCH /certificates/{name}/pending: `{ cancellation_requested }`. */
export async function patchPending(call: VaultCall): Promise<Reply> {
  demand(call, ["certificates/update/action"], `certificates/${nameOf(call)}`);
  const record = await certificateOf(call);
  const pending = pendingOf(record);
  pending.cancellationRequested =
    optionalBoolean(await readBody(call), "cancellation_requested") ?? pending.cancellationRequested;
  return { status: 200, body: pendingOperation(call.baseUrl, record.name, pending) };
}

/** DELETE /certificates/{name}/pending: the operation is forgotten; a certificate that has no version goes with it. */
export async function deletePending(call: VaultCall): Promise<Reply> {
  demand(call, ["certificates/update/action"], `certificates/${nameOf(call)}`);
  const record = await certificateOf(call);
  const pending = pendingOf(record);
  record.pending = undefined;
  if (record.versions.length === 0) call.vault.certificates.live.delete(record.name.toLowerCase());
  return { status: 200, body: pendingOperation(call.baseUrl, record.name, pending) };
}
