import { thumbprintS256 } from "@entrakit/auth-core";

import { decodeBase64 } from "./internal/base64.ts";
import { dateAt, type Json, objectAt, textAt } from "./internal/json.ts";
import { KeyVaultError } from "./key-vault-error.ts";
import { createVaultClient, type VaultClient } from "./vault-client.ts";
import { checkObjectName, type VaultOptions } from "./vault-options.ts";

/** One version of a certificate in a vault: its public half and where the rest is kept. */
export interface VaultCertificate {
  readonly name: string;
  /** `https://{vault}/certificates/{name}/{version}`. */
  readonly id: string;
  readonly version: string;
  /** Address of the key: `https://{vault}/keys/{name}/{version}`. */
  readonly keyId: string;
  /** Address of the secret that holds key and certificate: `https://{vault}/secrets/{name}/{version}`. */
  readonly secretId: string;
  /** The certificate's DER as base64. */
  readonly cer: string;
  /** SHA-1 of the DER as base64url, as the vault gives it. */
  readonly x5t: string;
  /** SHA-256 of the DER as base64url, computed here: the vault gives SHA-1 alone. */
  readonly x5tS256: string;
  readonly enabled: boolean;
  readonly notBefore: Date;
  readonly expiresOn: Date;
  readonly createdOn: Date | undefined;
  /** Key type of the policy: `RSA`, `RSA-HSM`, `EC`, `EC-HSM`. */
  readonly keyType: string | undefined;
  /** Whether the policy lets the private key leave the vault. */
  readonly exportable: boolean | undefined;
}

/** Which certificate is meant. */
export interface CertificateOptions extends VaultOptions {
  readonly certificateName: string;
  /** A version to pin; the newest when left out. */
  readonly version?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A whole address split into the parts that Key Vault makes ids of; undefined where it is of another host. */
function idParts(id: string | undefined, origin: string): { name: string; version: string } | undefined {
  if (id === undefined || !URL.canParse(id)) return undefined;
  const url = new URL(id);
  const [, , name, version] = url.pathname.split("/");
  return url.origin === origin && name !== undefined && version !== undefined ? { name, version } : undefined;
}

function invalid(what: string): KeyVaultError {
  return new KeyVaultError({
    code: "invalid_response",
    message: `Key Vault's answer holds ${what}.`,
    remedy: "Check the vault's address, and that nothing stands between this machine and the vault.",
  });
}

/** Reads a certificate bundle (REST type `CertificateBundle`). */
async function readBundle(body: Json, origin: string): Promise<VaultCertificate> {
  const [id, keyId, secretId, cer] = [
    textAt(body, "id"),
    textAt(body, "kid"),
    textAt(body, "sid"),
    textAt(body, "cer"),
  ];
  const parts = idParts(id, origin);
  const isOwn = parts !== undefined && idParts(keyId, origin) !== undefined && idParts(secretId, origin) !== undefined;
  if (!isOwn || id === undefined || keyId === undefined || secretId === undefined)
    throw invalid("no ids of this vault");
  const der = cer === undefined ? undefined : decodeBase64(cer);
  if (cer === undefined || der === undefined) throw invalid("no certificate");
  const attributes = objectAt(body, "attributes");
  const [notBefore, expiresOn] = [dateAt(attributes, "nbf"), dateAt(attributes, "exp")];
  if (notBefore === undefined || expiresOn === undefined) throw invalid("no times of validity");
  const key = objectAt(objectAt(body, "policy"), "key_props");
  const exportable = key["exportable"];
  return {
    ...parts,
    id,
    keyId,
    secretId,
    cer,
    x5t: textAt(body, "x5t") ?? "",
    x5tS256: await thumbprintS256(der),
    enabled: attributes["enabled"] !== false,
    notBefore,
    expiresOn,
    createdOn: dateAt(attributes, "created"),
    keyType: textAt(key, "kty"),
    exportable: typeof exportable === "boolean" ? exportable : undefined,
  };
}

/** Reads one version of a certificate, or the newest. */
export async function fetchCertificate(
  client: VaultClient,
  name: string,
  version: string,
  signal: AbortSignal | undefined,
): Promise<VaultCertificate> {
  const path = `/certificates/${name}/${version}`;
  const { body } = await client.call({ method: "GET", path, what: `reading certificate ${name}`, signal });
  return readBundle(body, client.origin);
}

/**
 * Reads a certificate of a vault: the newest version, whatever its state, or the one that is named.
 *
 * Source: learn.microsoft.com/rest/api/keyvault/certificates/get-certificate.
 *
 * @throws {KeyVaultError} `not_found`, `forbidden` and as its codes say; {@link ConfigurationError} before any request
 */
export async function getCertificate(options: CertificateOptions): Promise<VaultCertificate> {
  const name = checkObjectName(options.certificateName, "certificateName");
  const version = options.version === undefined ? "" : checkObjectName(options.version, "version");
  return fetchCertificate(createVaultClient(options), name, version, options.signal);
}
