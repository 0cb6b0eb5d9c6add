import { renderAttributes, renderTags } from "./attributes.ts";
import { toBase64 } from "./bytes.ts";
import { renderPolicy } from "./certificate-policy.ts";
import type { CertificateRecord, CertificateVersion, PendingCertificate } from "./state.ts";
import { addMonths } from "./x509.ts";

/** One version as `GET /certificates/{name}/{version}` shows it: no policy, no pending operation. */
export function versionBundle(baseUrl: string, name: string, version: CertificateVersion): object {
  const id = `${name}/${version.version}`;
  return {
    id: `${baseUrl}/certificates/${id}`,
    kid: `${baseUrl}/keys/${id}`,
    sid: `${baseUrl}/secrets/${id}`,
    x5t: version.x5t,
    cer: toBase64(version.der),
    attributes: renderAttributes(version.attributes),
    ...renderTags(version),
  };
}

/** `{ pending: { id } }` while the record has an operation. */
export function pendingLink(baseUrl: string, { name, pending }: CertificateRecord): object {
  return pending === undefined ? {} : { pending: { id: `${baseUrl}/certificates/${name}/pending` } };
}

/** What there is to see before the first version is made: disabled, without certificate, key and secret. */
function placeholder(baseUrl: string, name: string, pending: PendingCertificate): object {
  const second = Math.floor(pending.startedAt / 1000);
  const exp = addMonths(second * 1000, pending.policy.x509Props.validityMonths).getTime() / 1000;
  const attributes = { enabled: false, nbf: second - 600, exp, created: second, updated: second };
  return {
    id: `${baseUrl}/certificates/${name}/${pending.placeholder}`,
    attributes: renderAttributes(attributes),
    ...renderTags(pending),
  };
}

/** The certificate as `GET /certificates/{name}` shows it: its newest version, its policy, its pending operation. */
export function certificateBundle(baseUrl: string, record: CertificateRecord): object {
  const newest = record.versions.at(-1);
  const shown =
    newest === undefined && record.pending !== undefined
      ? placeholder(baseUrl, record.name, record.pending)
      : newest === undefined
        ? {}
        : versionBundle(baseUrl, record.name, newest);
  return {
    ...shown,
    policy: renderPolicy(`${baseUrl}/certificates/${record.name}`, record.policy),
    ...pendingLink(baseUrl, record),
  };
}

/** A certificate, or one of its versions, in a list. The recorded lists all show an empty subject. */
export function certificateItem(id: string, { x5t, attributes, tags }: CertificateVersion): object {
  return { id, x5t, attributes: { ...attributes }, ...renderTags({ tags }), subject: "" };
}

const inProgress =
  "Pending certificate created. Certificate request is in progress. This may take some time based on the issuer provider. Please check again later.";

/** The operation as `/pending` shows it. */
export function pendingOperation(baseUrl: string, name: string, pending: PendingCertificate): object {
  const id = `${baseUrl}/certificates/${name}`;
  const details = {
    inProgress: { status_details: inProgress },
    completed: { target: id },
    cancelled: { status_details: "The certificate request was cancelled." },
  }[pending.status];
  return {
    id: `${id}/pending`,
    issuer: { name: pending.policy.issuer },
    csr: pending.csr,
    cancellation_requested: pending.cancellationRequested,
    status: pending.status,
    ...details,
    request_id: pending.requestId,
  };
}
