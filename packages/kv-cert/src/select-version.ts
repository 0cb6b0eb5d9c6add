import { fetchCertificate, type VaultCertificate } from "./certificate.ts";
import { dateAt, listAt, objectAt, textAt } from "./internal/json.ts";
import { KeyVaultError } from "./key-vault-error.ts";
import type { VaultClient } from "./vault-client.ts";

/** What a list of versions says of each. */
interface ListedVersion {
  readonly version: string;
  readonly usable: boolean;
  readonly created: number;
}

function isUsable(enabled: boolean, notBefore: Date | undefined, expiresOn: Date | undefined, now: number): boolean {
  return enabled && (notBefore?.getTime() ?? 0) <= now && now < (expiresOn?.getTime() ?? Infinity);
}

function listed(item: unknown, now: number): ListedVersion {
  const attributes = objectAt(item, "attributes");
  const enabled = attributes["enabled"] !== false;
  return {
    version: textAt(item, "id")?.split("/").at(-1) ?? "",
    usable: isUsable(enabled, dateAt(attributes, "nbf"), dateAt(attributes, "exp"), now),
    created: dateAt(attributes, "created")?.getTime() ?? 0,
  };
}

async function listVersions(
  client: VaultClient,
  name: string,
  now: number,
  signal?: AbortSignal,
): Promise<ListedVersion[]> {
  const found: ListedVersion[] = [];
  let path: string | undefined = `/certificates/${name}/versions`;
  while (path !== undefined) {
    const { body } = await client.call({
      method: "GET",
      path,
      what: `listing versions of certificate ${name}`,
      signal,
    });
    found.push(...listAt(body, "value").map((item) => listed(item, now)));
    path = textAt(body, "nextLink");
  }
  return found;
}

function unusable(name: string, which: string): KeyVaultError {
  return new KeyVaultError({
    code: "no_usable_version",
    message: `${which} of certificate ${name} is enabled and within its dates.`,
    remedy: "Enable a version or make a new one, and upload its public half to the app registration.",
  });
}

/**
 * Chooses the version to sign with: the pinned one, or the newest that is enabled and within its dates. One request when the newest
 * version serves.
 *
 * @param now milliseconds since the epoch
 * @throws {KeyVaultError} `no_usable_version`
 */
export async function selectVersion(
  client: VaultClient,
  wanted: { readonly name: string; readonly version: string; readonly signal?: AbortSignal | undefined },
  now: number,
): Promise<VaultCertificate> {
  const { name, version, signal } = wanted;
  const first = await fetchCertificate(client, name, version, signal);
  if (isUsable(first.enabled, first.notBefore, first.expiresOn, now)) return first;
  if (version !== "") throw unusable(name, `Version ${version} is not one that`);
  const candidates = (await listVersions(client, name, now, signal)).filter(({ usable }) => usable);
  const newest = candidates.sort((one, other) => other.created - one.created)[0];
  if (newest === undefined) throw unusable(name, "No version");
  return fetchCertificate(client, name, newest.version, signal);
}
