import { type AssertionSigner, ConfigurationError, webCryptoSigner } from "@entrakit/auth-core";
import { timeOf } from "@entrakit/auth-core/transport";

import { type CertificateOptions, type VaultCertificate } from "./certificate.ts";
import { fetchExportedKey, type Pkcs12Reader } from "./exported-key.ts";
import { KeyVaultError } from "./key-vault-error.ts";
import { remoteSigner } from "./remote-signer.ts";
import { selectVersion } from "./select-version.ts";
import { createVaultClient, type VaultClient } from "./vault-client.ts";
import { checkObjectName } from "./vault-options.ts";

/** Where signatures are made: in the vault, or here with the exported key. */
export type SignerMode = "remote" | "exported";

/** What a Key Vault signer is made from. */
export interface KeyVaultSignerOptions extends CertificateOptions {
  /**
   * `remote`: the vault signs and the key never leaves it. `exported`: the key is read into this program.
   * `auto`: remote where the caller may sign, else exported; the signer's `mode` says which.
   */
  readonly mode: SignerMode | "auto";
  /** Opens PFX secrets, for `exported`; `@entrakit/kv-cert/node` brings one. PEM secrets need none. */
  readonly pkcs12?: Pkcs12Reader | undefined;
}

/** A certificate in a vault as a signer of client assertions. */
export interface KeyVaultSigner extends AssertionSigner {
  /** `https://{vault}/certificates/{name}/{version}`. */
  readonly certificateId: string;
  readonly version: string;
  readonly notBefore: Date;
  readonly expiresOn: Date;
  /** Where signatures are made. */
  readonly mode: SignerMode;
}

type Sign = AssertionSigner["sign"];

function checkMode(mode: unknown): SignerMode | "auto" {
  if (mode === "remote" || mode === "exported" || mode === "auto") return mode;
  throw new ConfigurationError({
    option: "mode",
    message: `mode is ${typeof mode === "string" ? `"${mode}"` : "missing"}.`,
    remedy: 'Set it to "remote" (the key stays in the vault), "exported" or "auto".',
  });
}

function checkKey(certificate: VaultCertificate): void {
  const { keyType } = certificate;
  if (keyType === undefined || keyType.startsWith("RSA")) return;
  throw new KeyVaultError({
    code: "unsupported_key",
    message: `Certificate ${certificate.name} has an ${keyType} key, and Entra takes RSA alone for certificates.`,
    remedy: "Make a certificate with an RSA key of 2048 bits or more.",
  });
}

/** Reads the private key out of the vault and signs here. */
async function exportedSign(
  client: VaultClient,
  certificate: VaultCertificate,
  options: KeyVaultSignerOptions,
): Promise<Sign> {
  const { privateKey } = await fetchExportedKey(client, certificate, options);
  const signer = await webCryptoSigner({ privateKey, certificate: { x5tS256: certificate.x5tS256 } });
  return (data) => signer.sign(data);
}

/** Signs remotely if a first signature succeeds; a caller that may not sign gets the exported key. */
async function preferRemote(remote: Sign, exported: () => Promise<Sign>): Promise<{ mode: SignerMode; sign: Sign }> {
  try {
    await remote(new Uint8Array());
    return { mode: "remote", sign: remote };
  } catch (error) {
    if (!KeyVaultError.isInstance(error) || error.code !== "forbidden") throw error;
    return { mode: "exported", sign: await exported() };
  }
}

async function chooseSign(
  client: VaultClient,
  certificate: VaultCertificate,
  options: KeyVaultSignerOptions,
): Promise<{ mode: SignerMode; sign: Sign }> {
  const remote = remoteSigner(client, certificate);
  const exported = (): Promise<Sign> => exportedSign(client, certificate, options);
  if (options.mode === "remote") return { mode: "remote", sign: remote };
  if (options.mode === "exported") return { mode: "exported", sign: await exported() };
  return preferRemote(remote, exported);
}

/**
 * Makes a signer of a certificate in Key Vault: the newest version that is enabled and within its dates, RSA, PS256.
 *
 * Needs, for `remote`, the actions certificates/read and keys/sign: "Key Vault Reader" with "Key Vault Crypto User", or a narrower custom
 * role; for `exported`, "Key Vault Certificate User", which opens every secret of the scope it is given at.
 *
 * Source: learn.microsoft.com/rest/api/keyvault/keys/sign, RFC 7515 §4.1.8.
 *
 * @throws {ConfigurationError} before any request; {@link KeyVaultError} as its codes say
 *
 * @example
 * ```ts
 * const signer = await keyVaultSigner({ vaultUrl, certificateName: "app", credential, mode: "remote" });
 * const graph = appOnly({ tenantId, clientId, clientAuth: ClientCertificate(signer) });
 * ```
 */
export async function keyVaultSigner(options: KeyVaultSignerOptions): Promise<KeyVaultSigner> {
  const name = checkObjectName(options.certificateName, "certificateName");
  const version = options.version === undefined ? "" : checkObjectName(options.version, "version");
  checkMode(options.mode);
  const client = createVaultClient(options);
  const certificate = await selectVersion(client, { name, version, signal: options.signal }, timeOf(options).now());
  checkKey(certificate);
  const { mode, sign } = await chooseSign(client, certificate, options);
  return {
    alg: "PS256",
    x5tS256: certificate.x5tS256,
    certificateId: certificate.id,
    version: certificate.version,
    notBefore: certificate.notBefore,
    expiresOn: certificate.expiresOn,
    mode,
    sign,
  };
}
