import { fromBase64 } from "../base64.ts";
import { isObject, stringOf } from "../json.ts";
import { type Certificate, hex, parseCertificate, thumbprint } from "./certificate.ts";
import { dateTime } from "./password-credentials.ts";
import { directoryBadRequest } from "./refusals.ts";
import type { KeyCredential } from "./state.ts";

function readCertificate(key: string): { readonly der: Uint8Array<ArrayBuffer>; readonly certificate: Certificate } {
  try {
    const der = fromBase64(key);
    return { der, certificate: parseCertificate(der) };
  } catch {
    throw directoryBadRequest("Key credential's key is not a valid certificate: base64 of its DER encoding is wanted.");
  }
}

/** A credential's day lies in its certificate's own time. */
function readDate(
  entry: Readonly<Record<string, unknown>>,
  name: "startDateTime" | "endDateTime",
  certificate: Certificate,
): number {
  const limit = name === "startDateTime" ? certificate.notBefore : certificate.notAfter;
  const value = entry[name] ?? undefined;
  const time = value === undefined ? limit : Date.parse(stringOf(value) ?? "");
  const inside = time >= certificate.notBefore && time <= certificate.notAfter;
  if (!inside)
    throw directoryBadRequest(`Key credential ${name === "startDateTime" ? "start" : "end"} date is invalid.`);
  return time;
}

async function newCredential(
  entry: Readonly<Record<string, unknown>>,
  key: string,
  now: number,
): Promise<KeyCredential> {
  const { type, usage } = entry;
  if (type !== "AsymmetricX509Cert")
    throw directoryBadRequest("Key credential's type is invalid: 'AsymmetricX509Cert' is wanted.");
  if (usage !== "Verify" && usage !== "Sign") {
    throw directoryBadRequest(
      'The value for the property "usage" in one of your credentials is invalid. Acceptable values are Sign, Verify.',
    );
  }
  const { der, certificate } = readCertificate(key);
  const start = readDate(entry, "startDateTime", certificate);
  const end = readDate(entry, "endDateTime", certificate);
  if (end <= now) throw directoryBadRequest("Key credential end date is invalid.");
  return {
    keyId: stringOf(entry["keyId"]) ?? crypto.randomUUID(),
    type,
    usage,
    key,
    displayName: stringOf(entry["displayName"]) ?? null,
    startDateTime: dateTime(start),
    endDateTime: dateTime(end),
    customKeyIdentifier: stringOf(entry["customKeyIdentifier"]) ?? hex(await thumbprint("SHA-1", der)),
  };
}

async function readEntry(entry: unknown, existing: readonly KeyCredential[], now: number): Promise<KeyCredential> {
  if (!isObject(entry))
    throw directoryBadRequest("Invalid value specified for property 'keyCredentials' of resource 'Application'.");
  const known = existing.find((credential) => credential.keyId === entry["keyId"]);
  const key = stringOf(entry["key"]);
  if (known === undefined && key === undefined) throw directoryBadRequest("A new key credential must have a key.");
  if (known !== undefined && key !== undefined && key !== known.key) {
    throw directoryBadRequest(`Update to existing credential with KeyId '${known.keyId}' is not allowed.`);
  }
  return known ?? newCredential(entry, key ?? "", now);
}

/**
 * The list that a PATCH leaves behind: entries that name a present credential by its `keyId` keep it (their `key` may be
 * null), the others are added, and what is not in the list is gone. `now` is in milliseconds.
 *
 * Source: learn.microsoft.com/graph/api/application-update.
 *
 * @throws {GraphFailure} 400 when an entry is no certificate, is out of its time, or stands twice in the list.
 */
export async function replaceKeyCredentials(
  existing: readonly KeyCredential[],
  entries: readonly unknown[],
  now: number,
): Promise<KeyCredential[]> {
  const credentials = await Promise.all(entries.map((entry) => readEntry(entry, existing, now)));
  const distinct = new Set(credentials.map((credential) => `${credential.usage} ${credential.key}`));
  const ids = new Set(credentials.map((credential) => credential.keyId));
  if (distinct.size < credentials.length || ids.size < credentials.length) {
    throw directoryBadRequest("The request has a duplicate key credential: keys and key ids must be unique.");
  }
  return credentials;
}
