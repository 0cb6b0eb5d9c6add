import { brand, isBranded } from "../internal/brand.ts";

/** Why an access token was not accepted. */
export type VerifyErrorCode =
  /** Not a signed JWT, or one without the claims that every Entra access token has. */
  | "malformed"
  /** Signed with another algorithm than RS256. */
  | "algorithm_refused"
  /** Issued by an emulator. */
  | "emulated"
  | "wrong_tenant"
  | "wrong_issuer"
  | "wrong_audience"
  | "expired"
  | "not_yet_valid"
  /** No published key has the token's `kid`. */
  | "unknown_key"
  | "bad_signature"
  /** The issuer's keys could not be fetched: the fault is not the caller's. */
  | "keys_unavailable";

const remedies: Readonly<Record<VerifyErrorCode, string>> = {
  malformed: "Send an access token of Microsoft Entra for this API.",
  algorithm_refused: "Send a token signed with RS256.",
  emulated: "Send a token of a real tenant; an emulator's tokens are for tests.",
  wrong_tenant: "Sign in at a tenant that this API serves.",
  wrong_issuer: "Check the cloud and the tenant that the token comes from.",
  wrong_audience: "Ask for a token with this API's scope.",
  expired: "Ask for a new token.",
  not_yet_valid: "Compare the clocks of the issuer and of this machine.",
  unknown_key: "Ask for a new token; if it recurs, check the tenant and the cloud.",
  bad_signature: "Ask for a new token.",
  keys_unavailable: "Try again; check that the authority's key address can be reached.",
};

/** An access token that must not be accepted. The message holds nothing of the token. */
export class VerifyError extends Error {
  override readonly name = "VerifyError";
  readonly code: VerifyErrorCode;
  /** What the caller, or for `keys_unavailable` the operator, can do. */
  readonly remedy: string;

  constructor(code: VerifyErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? {} : { cause });
    this.code = code;
    this.remedy = remedies[code];
    brand(this, "VerifyError");
  }

  /** Tells this error from others, across copies of the package. */
  static isInstance(value: unknown): value is VerifyError {
    return isBranded(value, "VerifyError");
  }
}
