/**
 * Signs client assertions with a certificate's private key, wherever that key is kept.
 *
 * Source: RFC 7523 §2.2; learn.microsoft.com/entra/identity-platform/certificate-credentials.
 */
export interface AssertionSigner {
  /** JWS algorithm (RFC 7518 §3.1). Entra's certificate credentials are RSA only. */
  readonly alg: "PS256" | "RS256";
  /** SHA-256 of the certificate's DER, base64url without padding (RFC 7515 §4.1.8). */
  readonly x5tS256: string;
  /** The certificate chain, leaf first, each as base64 DER; sent for subject-name-and-issuer authentication. */
  readonly x5c?: readonly string[];
  /** The raw signature over the given bytes (the signing input, not a digest of it). */
  sign(data: Uint8Array): Promise<Uint8Array>;
}
