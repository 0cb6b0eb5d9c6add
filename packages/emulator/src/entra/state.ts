import type { AccessTokenClaims } from "./claims.ts";

/** A key that signs the tenant's tokens. */
export interface SigningKey {
  readonly kid: string;
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
  /** The public half as JWKS shows it. */
  readonly jwk: Readonly<Record<string, string>>;
}

/** What a user agreed to on the sign-in page, until the client redeems its code. */
export interface AuthorizationCode {
  readonly clientId: string;
  readonly userId: string;
  readonly redirectUri: string;
  /** The scopes as the client wrote them. */
  readonly scopes: readonly string[];
  readonly challenge: { readonly method: "S256" | "plain"; readonly value: string } | null;
  readonly nonce: string | null;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
  redeemed: boolean;
}

/** What a refresh token stands for. */
interface RefreshGrant {
  readonly clientId: string;
  readonly userId: string;
  readonly scopes: readonly string[];
  /** Whether the client proved itself when it got the token, so that it must do so again. */
  readonly confidential: boolean;
  /** Milliseconds since the epoch. */
  readonly issuedAt: number;
}

/** What the tenant's token service remembers. */
export interface EntraState {
  /** Newest first; the first signs, all are published. Empty until the first token. */
  readonly signingKeys: SigningKey[];
  /** The generation of the first key, under way or done. */
  firstKey: Promise<SigningKey> | undefined;
  readonly codes: Map<string, AuthorizationCode>;
  readonly refreshTokens: Map<string, RefreshGrant>;
  /** Tokens whose signature was verified before, by their exact text. */
  readonly verifiedTokens: Map<string, AccessTokenClaims>;
  /** Client id and `jti` of every assertion that was presented. */
  readonly presentedAssertions: Set<string>;
  /** Origins besides Microsoft's under which a local server shows the token service. */
  readonly localOrigins: Set<string>;
  /** Seconds that an access token lives; Entra's default is 60 to 90 minutes. */
  accessTokenLifetime: number;
}

/** A token service that has issued nothing yet. */
export function createEntra(): EntraState {
  return {
    signingKeys: [],
    firstKey: undefined,
    codes: new Map(),
    refreshTokens: new Map(),
    verifiedTokens: new Map(),
    presentedAssertions: new Set(),
    localOrigins: new Set(),
    accessTokenLifetime: 3599,
  };
}
