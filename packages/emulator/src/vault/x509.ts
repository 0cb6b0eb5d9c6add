import { badParameter } from "./answer.ts";
import { randomBytes, toBase64 } from "./bytes.ts";
import { keyUsages } from "./certificate-policy.ts";
import { type KeyMaterial, signingPair } from "./key-material.ts";
import type { CertificatePolicy } from "./state.ts";

type Library = typeof import("@peculiar/x509");

let library: Promise<Library> | undefined;

/** The X.509 library takes a tenth of a second to load, and needs `reflect-metadata` before it. */
function loadLibrary(): Promise<Library> {
  library ??= import("reflect-metadata").then(() => import("@peculiar/x509"));
  return library;
}

function signingAlgorithm(material: KeyMaterial): { readonly name: string; readonly hash: string } {
  if (material.kty === "RSA") return { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
  const hash = { "P-384": "SHA-384", "P-521": "SHA-512" }[material.jwk.crv ?? ""] ?? "SHA-256";
  return { name: "ECDSA", hash };
}

/** A distinguished name with its attribute types in capitals (`cn=` is taken, too). Throws 400 for what is none. */
function parseName({ Name }: Library, subject: string): InstanceType<Library["Name"]> {
  try {
    return new Name(
      subject.replaceAll(
        /(^|[,+;]\s*)([a-z]+)(?=\s*=)/g,
        (_, before: string, type: string) => before + type.toUpperCase(),
      ),
    );
  } catch {
    throw badParameter("Property policy.x509_props.subject has invalid value");
  }
}

type Extension = InstanceType<Library["Extension"]>;

/** The bits of X.509's key usage, in the order of its definition (RFC 5280 §4.2.1.3), the first one lowest. */
const usageNames = Object.keys(keyUsages);

const nameTypes = new Map([
  ["dns_names", "dns"],
  ["emails", "email"],
  ["uris", "url"],
  ["ip_addresses", "ip"],
  ["upns", "upn"],
] as const);

function requestedExtensions(x509: Library, { x509Props }: CertificatePolicy): readonly Extension[] {
  const usage: number = x509Props.keyUsage.reduce((bits, name) => bits | (1 << usageNames.indexOf(name)), 0);
  const alternatives = [...nameTypes].flatMap(([kind, type]) =>
    (x509Props.sans?.[kind] ?? []).map((value) => ({ type, value })),
  );
  return [
    // oxlint-disable-next-line typescript/no-unsafe-enum-assignment -- several bits together; the enum names single ones
    ...(usage === 0 ? [] : [new x509.KeyUsagesExtension(usage, true)]),
    new x509.BasicConstraintsExtension(false, undefined, false),
    ...(x509Props.ekus.length === 0 ? [] : [new x509.ExtendedKeyUsageExtension([...x509Props.ekus])]),
    ...(alternatives.length === 0 ? [] : [new x509.SubjectAlternativeNameExtension(alternatives)]),
  ];
}

/** A certificate signing request (PKCS #10), base64 DER. */
export async function requestCertificate(policy: CertificatePolicy, material: KeyMaterial): Promise<string> {
  const x509 = await loadLibrary();
  const request = await x509.Pkcs10CertificateRequestGenerator.create({
    name: parseName(x509, policy.x509Props.subject),
    keys: await signingPair(material),
    signingAlgorithm: signingAlgorithm(material),
    extensions: [...requestedExtensions(x509, policy)],
  });
  return toBase64(new Uint8Array(request.rawData));
}

/** A time some calendar months later, on the month's last day where it has no such day. */
export function addMonths(time: number, months: number): Date {
  const date = new Date(time);
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + months);
  const lastDay = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(day, lastDay));
  return date;
}

/** A certificate and the times of its validity, in seconds since the epoch. */
export interface IssuedCertificate {
  readonly der: Uint8Array<ArrayBuffer>;
  readonly nbf: number;
  readonly exp: number;
}

/**
 * A self-signed certificate by the policy: valid from ten minutes before now, as the vault's own are.
 *
 * @param now Milliseconds since the epoch.
 */
export async function issueSelfSigned(
  policy: CertificatePolicy,
  material: KeyMaterial,
  now: number,
): Promise<IssuedCertificate> {
  const x509 = await loadLibrary();
  const keys = await signingPair(material);
  const second = Math.floor(now / 1000) * 1000;
  const notBefore = new Date(second - 600_000);
  const notAfter = addMonths(second, policy.x509Props.validityMonths);
  const serial = randomBytes(16);
  serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x40;
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: Array.from(serial, (byte) => byte.toString(16).padStart(2, "0")).join(""),
    name: parseName(x509, policy.x509Props.subject),
    notBefore,
    notAfter,
    keys,
    signingAlgorithm: signingAlgorithm(material),
    extensions: [
      ...requestedExtensions(x509, policy),
      await x509.AuthorityKeyIdentifierExtension.create(keys.publicKey),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { der: new Uint8Array(certificate.rawData), nbf: notBefore.getTime() / 1000, exp: notAfter.getTime() / 1000 };
}

/** What an imported certificate says of itself. */
export interface ReadCertificate {
  readonly subject: string;
  readonly ekus: readonly string[];
  readonly keyUsage: readonly string[];
  readonly nbf: number;
  readonly exp: number;
  /** SubjectPublicKeyInfo, DER. */
  readonly spki: Uint8Array<ArrayBuffer>;
}

/** Reads a certificate. Throws 400 when the bytes are none. */
export async function readCertificate(der: Uint8Array<ArrayBuffer>): Promise<ReadCertificate> {
  const x509 = await loadLibrary();
  try {
    const certificate = new x509.X509Certificate(der);
    const usage = certificate.getExtension(x509.KeyUsagesExtension)?.usages ?? 0;
    const ekus = certificate.getExtension(x509.ExtendedKeyUsageExtension)?.usages ?? [];
    return {
      subject: certificate.subject,
      ekus: ekus.map(String),
      keyUsage: usageNames.filter((_, index) => (usage & (1 << index)) !== 0),
      nbf: Math.floor(certificate.notBefore.getTime() / 1000),
      exp: Math.floor(certificate.notAfter.getTime() / 1000),
      spki: new Uint8Array(certificate.publicKey.rawData),
    };
  } catch {
    throw badParameter("The specified X.509 certificate content can not be read.");
  }
}
