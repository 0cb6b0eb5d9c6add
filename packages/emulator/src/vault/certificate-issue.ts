import type { Tenant } from "../tenant.ts";
import { newVersion, toBase64, toPem } from "./bytes.ts";
import { operationsOf } from "./certificate-policy.ts";
import { type KeyMaterial, sha1Thumbprint } from "./key-material.ts";
import { addVersion } from "./objects.ts";
import { writePfx } from "./pkcs12-write.ts";
import type { Attributes, CertificatePolicy, CertificateRecord, CertificateVersion, Tags, Vault } from "./state.ts";
import { issueSelfSigned } from "./x509.ts";

/** A finished certificate on its way into the vault. */
export interface NewCertificate {
  readonly policy: CertificatePolicy;
  readonly material: KeyMaterial;
  readonly der: Uint8Array<ArrayBuffer>;
  /** Further certificates that came with an import. */
  readonly chain: readonly Uint8Array<ArrayBuffer>[];
  readonly attributes: Attributes;
  readonly tags: Tags | undefined;
}

/** The secret of a certificate: PEM, or PFX base64; without the private key where the policy keeps it in. */
async function secretValue(tenant: Tenant, { policy, material, der, chain }: NewCertificate): Promise<string> {
  const { exportable } = policy.keyProps;
  const certificates = [der, ...chain];
  if (policy.contentType === "application/x-pem-file") {
    const pem = certificates.map((certificate) => toPem("CERTIFICATE", certificate)).join("");
    if (!exportable) return pem;
    return tenant.secrets.note("private-key", toPem("PRIVATE KEY", material.pkcs8) + pem);
  }
  const key = exportable ? { key: material.pkcs8 } : {};
  const pfx = toBase64(await writePfx({ certificates, keyType: material.kty, ...key }));
  return exportable ? tenant.secrets.note("pfx", pfx) : pfx;
}

/** Puts a certificate's version into the vault, and its key and its secret beside it under the same name and version. */
export async function addCertificate(
  tenant: Tenant,
  vault: Vault,
  record: CertificateRecord,
  certificate: NewCertificate,
): Promise<CertificateVersion> {
  const { attributes, tags, policy, material, der } = certificate;
  const version = newVersion();
  const added: CertificateVersion = { version, der, x5t: await sha1Thumbprint(der), attributes, tags };
  record.versions.push(added);
  // The attributes are one object: a certificate that is disabled takes its key and its secret along.
  addVersion(vault.keys, record.name, {
    version,
    attributes,
    tags,
    material,
    operations: operationsOf(policy.x509Props.keyUsage),
    managed: true,
  });
  let value: Promise<string> | undefined;
  addVersion(vault.secrets, record.name, {
    version,
    attributes,
    tags,
    contentType: policy.contentType,
    managed: true,
    kid: `https://${vault.name.toLowerCase()}.vault.azure.net/keys/${record.name}/${version}`,
    value: () => (value ??= secretValue(tenant, certificate)),
  });
  return added;
}

async function complete(tenant: Tenant, vault: Vault, record: CertificateRecord): Promise<void> {
  const { pending } = record;
  if (pending === undefined) return;
  const { policy, material, enabled, tags } = pending;
  const now = tenant.clock.now();
  const { der, nbf, exp } = await issueSelfSigned(policy, material, now);
  const second = Math.floor(now / 1000);
  const attributes = { enabled, nbf, exp, created: second, updated: second };
  await addCertificate(tenant, vault, record, { policy, material, der, chain: [], attributes, tags });
  pending.status = "completed";
}

/** Finishes a pending certificate whose time has come: by the tenant's clock, or by the second poll. */
export async function settle(tenant: Tenant, vault: Vault, record: CertificateRecord): Promise<void> {
  const { pending } = record;
  if (pending === undefined || pending.status !== "inProgress") return;
  if (pending.polls < 2 && tenant.clock.now() < pending.dueAt) return;
  if (pending.cancellationRequested) {
    pending.status = "cancelled";
    return;
  }
  pending.completing ??= complete(tenant, vault, record);
  await pending.completing;
}
