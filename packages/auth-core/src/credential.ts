/** The part of `AbortSignal` that a credential uses; a real `AbortSignal` satisfies it, and so does Azure's `AbortSignalLike`. */
export interface AbortSignalLike {
  readonly aborted: boolean;
  addEventListener(type: "abort", listener: (this: AbortSignalLike, event: Event) => void, options?: object): void;
  removeEventListener(type: "abort", listener: (this: AbortSignalLike, event: Event) => void, options?: object): void;
}

/** What a caller may ask of one token request. */
export interface GetTokenOptions {
  /** Stops this caller's wait; other callers of the same token go on. */
  abortSignal?: AbortSignalLike;
  /** The decoded `claims` of a claims challenge, passed on byte by byte. The cache is not read. */
  claims?: string;
  /** Say that the caller can answer claims challenges (capability `cp1`). */
  enableCae?: boolean;
  /** A tenant other than the credential's own; refused unless it is in `allowedTenants`. */
  tenantId?: string;
}

/** An access token and its life, in the shape of `@azure/core-auth`. */
export interface AccessToken {
  /** The bearer token. Opaque to a client. */
  token: string;
  /** End of life in milliseconds since the epoch. */
  expiresOnTimestamp: number;
  /** From here on a refresh is due, in milliseconds since the epoch. */
  refreshAfterTimestamp?: number;
  /** How the token is to be presented. */
  tokenType?: "Bearer" | "pop";
}

/**
 * Gives access tokens for scopes: the one contract between identity and everything above it.
 *
 * Interchangeable in both directions with `TokenCredential` of `@azure/core-auth`, so `DefaultAzureCredential` serves
 * wherever this is asked for, and ours serves Azure's own clients.
 */
export interface TokenCredential {
  /** A token for the scopes, or `null` where this credential does not apply. */
  getToken(scopes: string | string[], options?: GetTokenOptions): Promise<AccessToken | null>;
}

/** A credential that gives a token or throws, as all of this package's own do. */
export interface Credential extends TokenCredential {
  getToken(scopes: string | string[], options?: GetTokenOptions): Promise<AccessToken>;
}
