import { type JsonObject, objectOf } from "../json.ts";
import { type Reply, badParameter } from "./answer.ts";
import { newAttributes, tagsOf } from "./attributes.ts";
import { fromBase64, fromPem } from "./bytes.ts";
import { type VaultCall, demand, nameOf, optionalText, readBody, seconds } from "./call.ts";
import { certificateBundle } from "./certificate-bundle.ts";
import { existingCertificate } from "./certificate-create.ts";
import { addCertificate } from "./certificate-issue.ts";
import { readPolicy } from "./certificate-policy.ts";
import { type KeyMaterial, importPkcs8 } from "./key-material.ts";
import { readPfx } from "./pkcs12-read.ts";
import type { CertificatePolicy, CertificateRecord } from "./state.ts";
import { readCertificate } from "./x509.ts";

interface Imported {
  readonly certificates: readonly Uint8Array<ArrayBuffer>[];
  readonly keys: readonly Uint8Array<ArrayBuffer>[];
  readonly contentType: string;
}

async function readImport(value: string, password: string): Promise<Imported> {
  if (value.includes("-----BEGIN")) {
    const certificates = fromPem("CERTIFICATE", value);
    return { certificates, keys: fromPem("PRIVATE KEY", value), contentType: "application/x-pem-file" };
  }
  try {
    return { ...(await readPfx(fromBase64(value), password)), contentType: "application/x-pkcs12" };
  } catch {
    throw badParameter(
      "The specified PKCS#12 X.509 certificate content can not be read. Please check if certificate is in valid PKCS#12 format.",
    );
  }
}

/** Which certificate the key belongs to: the one with its public key. Throws 400. */
async function leafOf(material: KeyMaterial, certificates: Imported["certificates"]): Promise<Uint8Array<ArrayBuffer>> {
  const own = material.kty === "RSA" ? material.jwk.n : material.jwk.x;
  const algorithm =
    material.kty === "RSA"
      ? { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" }
      : { name: "ECDSA", namedCurve: material.jwk.crv ?? "P-256" };
  for (const der of certificates) {
    const { spki } = await readCertificate(der);
    const jwk = await crypto.subtle
      .importKey("spki", spki, algorithm, true, ["verify"])
      .then((key) => crypto.subtle.exportKey("jwk", key))
      .catch(() => undefined);
    if (jwk !== undefined && own !== undefined && (jwk.n ?? jwk.x) === own) return der;
  }
  throw badParameter(
    "The specified PKCS#12 X.509 certificate content does not hold the certificate of its private key.",
  );
}

/** The policy of an import: what the certificate says, under what the body says. */
async function importedPolicy(
  call: VaultCall,
  body: JsonObject,
  imported: Imported,
  material: KeyMaterial,
  der: Uint8Array<ArrayBuffer>,
): Promise<CertificatePolicy> {
  const { subject, ekus, keyUsage, nbf, exp } = await readCertificate(der);
  const months = Math.max(1, Math.round((exp - nbf) / (365.25 / 12) / 86_400));
  const key = material.kty === "RSA" ? { kty: "RSA", key_size: material.size } : { kty: "EC", crv: material.jwk.crv };
  const found = readPolicy(
    {
      key_props: { exportable: true, reuse_key: false, ...key },
      secret_props: { contentType: imported.contentType },
      x509_props: {
        subject: subject === "" ? "CN=unnamed" : subject,
        ekus,
        key_usage: keyUsage,
        validity_months: months,
      },
      lifetime_actions: [{ trigger: { lifetime_percentage: 80 }, action: { action_type: "EmailContacts" } }],
      issuer: { name: "Unknown" },
    },
    seconds(call),
  );
  return readPolicy(objectOf(body["policy"]), seconds(call), found);
}

/** POST /certificates/{name}/import: PEM or base64 PFX with a private key. */
export async function importCertificate(call: VaultCall): Promise<Reply> {
  const name = nameOf(call);
  demand(call, ["certificates/import/action"], `certificates/${name}`);
  const body = await readBody(call);
  const before = await existingCertificate(call, name);
  const imported = await readImport(optionalText(body, "value") ?? "", optionalText(body, "pwd") ?? "");
  const [pkcs8] = imported.keys;
  if (pkcs8 === undefined) throw badParameter("The specified certificate content does not hold a private key.");
  const material = await importPkcs8(pkcs8, call.tenant.secrets);
  const der = await leafOf(material, imported.certificates);
  const { nbf, exp } = await readCertificate(der);
  const policy = await importedPolicy(call, body, imported, material, der);
  const record: CertificateRecord = before ?? { name, versions: [], policy, pending: undefined };
  Object.assign(record, { policy, pending: undefined });
  call.vault.certificates.live.set(name.toLowerCase(), record);
  await addCertificate(call.tenant, call.vault, record, {
    policy,
    material,
    der,
    chain: imported.certificates.filter((other) => other !== der),
    attributes: { ...newAttributes(call, body), nbf, exp },
    tags: tagsOf(body),
  });
  return { status: 200, body: certificateBundle(call.baseUrl, record) };
}
