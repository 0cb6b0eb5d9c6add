import { refuseOption } from "./configuration-error.ts";
import { encodeBase64url } from "./internal/base64url.ts";
import { parsePem, type PemBlock } from "./pem.ts";
import type { AssertionSigner } from "./signer.ts";

/** A private key and the certificate it belongs to. */
export interface WebCryptoSignerOptions {
  /** PKCS#8 PEM (`BEGIN PRIVATE KEY`), a private RSA JWK, or a `CryptoKey` for RSA-PSS with SHA-256 and the usage `sign`. */
  readonly privateKey: string | JsonWebKey | CryptoKey;
  /** The certificate as PEM, leaf first, or `{ x5tS256 }`: its SHA-256 as base64url where the certificate itself is not at hand. */
  readonly certificate: string | { readonly x5tS256: string };
  /** Send the PEM's certificates along, for subject-name-and-issuer authentication. */
  readonly sendChain?: boolean | undefined;
}

const algorithm = { name: "RSA-PSS", hash: "SHA-256" } as const;
const remedyForKey = "Pass an RSA key as PKCS#8 PEM (openssl pkcs8 -topk8 -nodes), as a JWK or as a CryptoKey.";

function refuseKey(message: string): never {
  return refuseOption("privateKey", message, remedyForKey);
}

async function importPem(pem: string): Promise<CryptoKey> {
  const blocks = parsePem(pem);
  const key = blocks.find(({ label }) => label.endsWith("PRIVATE KEY"));
  if (key === undefined) refuseKey("The PEM text holds no private key.");
  if (key.label !== "PRIVATE KEY") refuseKey(`The PEM text holds a ${key.label}, which WebCrypto cannot read.`);
  return crypto.subtle.importKey("pkcs8", key.bytes, algorithm, false, ["sign"]);
}

async function importJwk(jwk: JsonWebKey): Promise<CryptoKey> {
  if (jwk.kty !== "RSA")
    refuseKey(`Entra does not accept ${jwk.kty ?? "nameless"} keys for certificates: they have to be RSA.`);
  if (jwk.d === undefined) refuseKey("The JWK is a public key.");
  // alg, use and key_ops describe other uses of the same key; the import below states the one that is meant.
  const { alg: _alg, use: _use, key_ops: _operations, ext: _ext, ...key } = jwk;
  return crypto.subtle.importKey("jwk", key, algorithm, false, ["sign"]);
}

async function importKey(key: string | JsonWebKey | CryptoKey): Promise<CryptoKey> {
  if (key instanceof CryptoKey) {
    if (key.algorithm.name !== algorithm.name || !key.usages.includes("sign"))
      refuseKey("The CryptoKey is not for signing with RSA-PSS.");
    return key;
  }
  try {
    return await (typeof key === "string" ? importPem(key) : importJwk(key));
  } catch (error) {
    // The platform's error is dropped: it may quote the key.
    if (error instanceof DOMException || error instanceof TypeError) refuseKey("The private key cannot be read.");
    throw error;
  }
}

function certificatesOf(pem: string): [PemBlock, ...PemBlock[]] {
  const [leaf, ...chain] = parsePem(pem).filter(({ label }) => label === "CERTIFICATE");
  if (leaf === undefined)
    refuseOption("certificate", "The PEM text holds no certificate.", "Pass the BEGIN CERTIFICATE block.");
  return [leaf, ...chain];
}

/** SHA-256 of a certificate's DER as base64url: the `x5t#S256` of RFC 7515 §4.1.8. */
export async function thumbprintS256(der: Uint8Array<ArrayBuffer>): Promise<string> {
  return encodeBase64url(new Uint8Array(await crypto.subtle.digest("SHA-256", der)));
}

function checkThumbprint(text: string): string {
  if (/^[\w-]{43}$/.test(text)) return text;
  return refuseOption(
    "x5tS256",
    "x5tS256 is not a SHA-256 thumbprint in base64url.",
    "Pass the certificate as PEM and leave it out.",
  );
}

async function describe(
  certificate: WebCryptoSignerOptions["certificate"],
): Promise<{ x5tS256: string; x5c?: readonly string[] }> {
  if (typeof certificate !== "string") return { x5tS256: checkThumbprint(certificate.x5tS256) };
  const chain = certificatesOf(certificate);
  return {
    x5tS256: await thumbprintS256(chain[0].bytes),
    x5c: chain.map(({ bytes }) => btoa(String.fromCharCode(...bytes))),
  };
}

/**
 * Makes a signer of a key that this program holds, by WebCrypto: Node, Workers and browsers alike. The key is imported so that
 * it cannot be exported again.
 *
 * @throws {ConfigurationError} where the key or the certificate cannot be used; the message holds nothing of the key
 *
 * @example
 * ```ts
 * const signer = await webCryptoSigner({ privateKey: pem, certificate: pem });
 * const credential = appOnly({ tenantId, clientId, clientAuth: ClientCertificate(signer) });
 * ```
 */
export async function webCryptoSigner(options: WebCryptoSignerOptions): Promise<AssertionSigner> {
  const key = await importKey(options.privateKey);
  const { x5tS256, x5c } = await describe(options.certificate);
  const sign = async (data: Uint8Array): Promise<Uint8Array> => {
    const signature = await crypto.subtle.sign({ name: "RSA-PSS", saltLength: 32 }, key, new Uint8Array(data));
    return new Uint8Array(signature);
  };
  return { alg: "PS256", x5tS256, ...(options.sendChain === true && x5c !== undefined ? { x5c } : {}), sign };
}
