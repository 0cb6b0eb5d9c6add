import { createSecureContext, type SecureContext } from "node:tls";

import type { X509Certificate } from "@peculiar/x509";

import { emulatedDomains } from "../domains.ts";

/** A certificate authority of one run: its key is in memory only, and it can certify the emulated hosts and nothing else. */
export interface Authority {
  /** The authority's certificate, for those who are to trust it. */
  readonly certificatePem: string;
  /** A certificate for a host name or for 127.0.0.1, with its key. Made once per name. */
  identityOf(hostname: string): Promise<Identity>;
  /** The same, ready for a TLS socket. Made once per name. */
  contextOf(hostname: string): Promise<SecureContext>;
}

/** What a TLS server shows and proves, in PEM. */
export interface Identity {
  readonly key: string;
  readonly cert: string;
}

type X509 = typeof import("@peculiar/x509");

const elliptic = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;
const lifetimeMs = 24 * 3_600_000;
/** Clients' clocks may be a little behind. */
const backdateMs = 300_000;
const localAddress = "127.0.0.1";

/** The certificate library is loaded when it is needed: its import takes a tenth of a second. */
async function loadX509(): Promise<X509> {
  await import("reflect-metadata");
  const x509 = await import("@peculiar/x509");
  x509.cryptoProvider.set(globalThis.crypto);
  return x509;
}

/** One DER element whose content is shorter than 64 KiB. */
function der(tag: number, ...content: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const body = Buffer.concat(content);
  const length =
    body.length < 0x80
      ? [body.length]
      : body.length < 0x100
        ? [0x81, body.length]
        : [0x82, body.length >> 8, body.length & 0xff];
  return new Uint8Array([tag, ...length, ...body]);
}

/** Name constraints (RFC 5280 section 4.2.1.10): the emulated domains, localhost and 127.0.0.1. */
function nameConstraints(): Uint8Array<ArrayBuffer> {
  const names = [...emulatedDomains, "localhost"].map((domain) => der(0x82, Buffer.from(domain, "ascii")));
  const address = der(0x87, Buffer.from([127, 0, 0, 1, 255, 255, 255, 255]));
  const subtrees = [...names, address].map((base) => der(0x30, base));
  return der(0x30, der(0xa0, ...subtrees));
}

interface Issuer {
  readonly x509: X509;
  readonly certificate: X509Certificate;
  readonly signingKey: CryptoKey;
  readonly leafKeys: CryptoKeyPair;
  readonly leafKeyPem: string;
}

async function createIssuer(): Promise<Issuer> {
  const x509 = await loadX509();
  const keys = await crypto.subtle.generateKey(elliptic, false, ["sign", "verify"]);
  const leafKeys = await crypto.subtle.generateKey(elliptic, true, ["sign", "verify"]);
  const now = Date.now();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: "CN=entrakit emulator (this run only)",
    notBefore: new Date(now - backdateMs),
    notAfter: new Date(now - backdateMs + lifetimeMs),
    signingAlgorithm: elliptic,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      new x509.Extension("2.5.29.30", true, nameConstraints()),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  const leafKeyPem = x509.PemConverter.encode(
    await crypto.subtle.exportKey("pkcs8", leafKeys.privateKey),
    "PRIVATE KEY",
  );
  return { x509, certificate, signingKey: keys.privateKey, leafKeys, leafKeyPem };
}

async function certify(issuer: Issuer, hostname: string): Promise<Identity> {
  const { x509, certificate, signingKey, leafKeys, leafKeyPem } = issuer;
  const names =
    hostname === localAddress
      ? [{ type: "ip", value: localAddress } as const, { type: "dns", value: "localhost" } as const]
      : [{ type: "dns", value: hostname } as const];
  const leaf = await x509.X509CertificateGenerator.create({
    subject: `CN=${hostname}`,
    issuer: certificate.subjectName,
    notBefore: certificate.notBefore,
    notAfter: certificate.notAfter,
    signingAlgorithm: elliptic,
    publicKey: leafKeys.publicKey,
    signingKey,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension(names),
      await x509.AuthorityKeyIdentifierExtension.create(certificate),
      await x509.SubjectKeyIdentifierExtension.create(leafKeys.publicKey),
    ],
  });
  return { key: leafKeyPem, cert: leaf.toString("pem") };
}

/** Calls a function once for each name. */
function oncePerName<T>(make: (name: string) => T): (name: string) => T {
  const made = new Map<string, T>();
  return (name) => {
    const value = made.get(name) ?? make(name);
    made.set(name, value);
    return value;
  };
}

/** Makes a new authority: EC P-256, valid for a day, limited to the emulated domains and 127.0.0.1. */
export async function createAuthority(): Promise<Authority> {
  const issuer = await createIssuer();
  const identityOf = oncePerName((hostname) => certify(issuer, hostname));
  return {
    certificatePem: `${issuer.certificate.toString("pem")}\n`,
    identityOf,
    contextOf: oncePerName(async (hostname) => createSecureContext(await identityOf(hostname))),
  };
}
