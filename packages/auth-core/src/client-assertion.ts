import type { ClientAuthRequest } from "./client-auth.ts";
import { encodeBase64url, encodeTextBase64url } from "./internal/base64url.ts";
import type { AssertionSigner } from "./signer.ts";

/** Seconds that the assertion begins in the past, for a server whose clock is behind. */
const back = 60;
/** Seconds from its beginning to its end; Entra recommends 5 to 10 minutes. */
const life = 600;

/**
 * Signs a client assertion for one token request: audience is the token endpoint, the `jti` is new each time, the life is
 * 10 minutes beginning a minute ago.
 *
 * Source: learn.microsoft.com/entra/identity-platform/certificate-credentials.
 */
export async function signAssertion(signer: AssertionSigner, request: ClientAuthRequest): Promise<string> {
  const header = {
    alg: signer.alg,
    typ: "JWT",
    "x5t#S256": signer.x5tS256,
    ...(signer.x5c === undefined ? {} : { x5c: signer.x5c }),
  };
  const issuedAt = Math.floor(request.now / 1000);
  const claims = {
    aud: request.tokenEndpoint,
    iss: request.clientId,
    sub: request.clientId,
    jti: crypto.randomUUID(),
    iat: issuedAt,
    nbf: issuedAt - back,
    exp: issuedAt - back + life,
  };
  const input = `${encodeTextBase64url(JSON.stringify(header))}.${encodeTextBase64url(JSON.stringify(claims))}`;
  return `${input}.${encodeBase64url(await signer.sign(new TextEncoder().encode(input)))}`;
}
