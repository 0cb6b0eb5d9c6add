import { ConfigurationError, parseRetryAfter, timeOf, type TimeSource, waitUntil } from "@entrakit/auth-core/transport";

import { fetchCertificate, type VaultCertificate } from "./certificate.ts";
import { type Json, objectAt, textAt } from "./internal/json.ts";
import { KeyVaultError } from "./key-vault-error.ts";
import { createVaultClient, type VaultAnswer, type VaultClient } from "./vault-client.ts";
import { checkObjectName, type VaultOptions } from "./vault-options.ts";

/** What a new certificate is to be like. */
export interface CertificatePolicy {
  /** X.500 name; `CN={certificate name}` when left out. */
  readonly subject?: string | undefined;
  /** Months until it expires; 12 when left out. */
  readonly validityInMonths?: number | undefined;
  /** Bits of the RSA key; 2048 when left out. */
  readonly keySize?: 2048 | 3072 | 4096 | undefined;
  /** Whether the private key may leave the vault; `false` when left out, as the vault can sign. */
  readonly exportable?: boolean | undefined;
  /** Form of an exportable key's secret; PEM when left out, which every runtime can read. */
  readonly contentType?: "application/x-pem-file" | "application/x-pkcs12" | undefined;
}

/** How a certificate is made. */
export interface CreateCertificateOptions extends VaultOptions {
  readonly certificateName: string;
  readonly policy?: CertificatePolicy | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
  /** Called with the vault's own words each time they are read, e.g. `inProgress`, `completed`. */
  readonly onProgress?: ((status: string) => void) | undefined;
  /** Longest wait for the vault, in milliseconds; 600,000 when left out. */
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

const clientAuthentication = "1.3.6.1.5.5.7.3.2";
const pauseBetweenPolls = 2_000;

/** The policy in Key Vault's REST form (`CertificatePolicy`): self-signed, for client authentication. */
function restPolicy(name: string, policy: CertificatePolicy): Json {
  return {
    key_props: {
      kty: "RSA",
      key_size: policy.keySize ?? 2048,
      exportable: policy.exportable ?? false,
      reuse_key: false,
    },
    secret_props: { contentType: policy.contentType ?? "application/x-pem-file" },
    x509_props: {
      subject: policy.subject ?? `CN=${name}`,
      validity_months: policy.validityInMonths ?? 12,
      key_usage: ["digitalSignature"],
      ekus: [clientAuthentication],
    },
    issuer: { name: "Self" },
    // Key Vault's default renews by itself: the app registration does not know the new key, and sign-in ends with AADSTS700027.
    lifetime_actions: [{ trigger: { lifetime_percentage: 80 }, action: { action_type: "EmailContacts" } }],
  };
}

function failed(name: string, body: Json, status: string): KeyVaultError {
  const reason = textAt(objectAt(body, "error"), "message") ?? textAt(body, "status_details") ?? "";
  return new KeyVaultError({
    code: "creation_failed",
    message: `Key Vault ended making certificate ${name} with status ${status}. ${reason}`.trim(),
    remedy: "Correct the policy and try again.",
  });
}

function tooSlow(name: string): KeyVaultError {
  return new KeyVaultError({
    code: "service_unavailable",
    message: `Key Vault is still making certificate ${name}.`,
    remedy: "Run this again: it goes on in the vault.",
  });
}

/** Reads the operation until the vault says that it has ended, no more often than the vault asks for. */
async function pollUntilCompleted(
  client: VaultClient,
  first: VaultAnswer,
  options: CreateCertificateOptions & { readonly certificateName: string },
  time: TimeSource,
): Promise<void> {
  const { certificateName: name, signal } = options;
  const end = time.now() + (options.timeoutMs ?? 600_000);
  let answer = first;
  for (;;) {
    const status = textAt(answer.body, "status") ?? "unknown";
    options.onProgress?.(status);
    if (status === "completed") return;
    if (status !== "inProgress") throw failed(name, answer.body, status);
    const next = time.now() + (parseRetryAfter(answer.headers, time.now()) ?? pauseBetweenPolls);
    if (next > end) throw tooSlow(name);
    await waitUntil(next, time, signal);
    answer = await client.call({
      method: "GET",
      path: `/certificates/${name}/pending`,
      what: `making certificate ${name}`,
      signal,
    });
  }
}

/**
 * Lets the vault make a key and a self-signed certificate for it, waits until it has, and gives the new version's public half.
 *
 * Source: learn.microsoft.com/rest/api/keyvault/certificates/create-certificate. Needs the role "Key Vault Certificates Officer".
 *
 * @throws {ConfigurationError} before any request; {@link KeyVaultError} `creation_failed` and as its codes say
 */
export async function createCertificate(options: CreateCertificateOptions): Promise<VaultCertificate> {
  const name = checkObjectName(options.certificateName, "certificateName");
  const months = options.policy?.validityInMonths ?? 12;
  if (!Number.isInteger(months) || months < 1 || months > 120) {
    const remedy = "Use a whole number of months, 1 to 120.";
    throw new ConfigurationError({ option: "validityInMonths", message: `validityInMonths is ${months}.`, remedy });
  }
  const client = createVaultClient(options);
  const body: Json = {
    policy: restPolicy(name, options.policy ?? {}),
    attributes: { enabled: true },
    ...(options.tags === undefined ? {} : { tags: options.tags }),
  };
  const what = `making certificate ${name}`;
  const first = await client.call({
    method: "POST",
    path: `/certificates/${name}/create`,
    body,
    what,
    signal: options.signal,
  });
  await pollUntilCompleted(client, first, options, timeOf(options));
  return fetchCertificate(client, name, "", options.signal);
}
