/** The claims of an access token that the tenant issued. Source: learn.microsoft.com/entra/identity-platform/access-token-claims-reference. */
export interface AccessTokenClaims {
  readonly aud: string;
  readonly iss: string;
  readonly tid: string;
  /** Object id of the user, or of the client's service principal in an app-only token. */
  readonly oid: string;
  readonly sub: string;
  /** The client's application id: `appid` in v1 tokens, `azp` in v2. */
  readonly appid?: string;
  readonly azp?: string;
  readonly ver: "1.0" | "2.0";
  readonly iat: number;
  readonly nbf: number;
  readonly exp: number;
  /** Application permissions. */
  readonly roles?: readonly string[];
  /** Delegated permissions, separated by spaces. */
  readonly scp?: string;
  readonly idtyp?: "app" | "user";
  readonly upn?: string;
  readonly name?: string;
  readonly uti: string;
}

/** Whether a request carries a token that this tenant issued for one of the audiences, and if not, why. */
export type Authentication =
  | { readonly ok: true; readonly claims: AccessTokenClaims }
  | {
      readonly ok: false;
      readonly reason: "missing" | "malformed" | "signature" | "expired" | "audience";
      /** A sentence for the service's own error body; holds no part of the token. */
      readonly detail: string;
    };
