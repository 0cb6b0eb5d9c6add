/** Why Key Vault did not do what was asked. */
export type KeyVaultErrorCode =
  /** The vault's 401 points to another resource or authority than its cloud's. No token was sent. */
  | "challenge_refused"
  /** The vault does not accept the token. */
  | "unauthorized"
  /** The caller lacks a role, or a policy or network rule stands in the way. */
  | "forbidden"
  | "not_found"
  /** The certificate, or the version that was asked for, is disabled, expired or not valid yet. */
  | "no_usable_version"
  /** The key is not RSA: Entra takes no other for certificates. */
  | "unsupported_key"
  /** The secret is in a form that this entry cannot read. */
  | "unsupported_content"
  /** The answer is not one that Key Vault gives. */
  | "invalid_response"
  | "throttled"
  | "service_unavailable"
  /** The vault gave up making the certificate. */
  | "creation_failed"
  /** Something of that name is in the way, e.g. deleted and not purged. */
  | "conflict"
  | "bad_request";

/** What a {@link KeyVaultError} is made from. */
export interface KeyVaultErrorDetails {
  readonly code: KeyVaultErrorCode;
  readonly message: string;
  readonly remedy: string;
  readonly status?: number | undefined;
  readonly wireCode?: string | undefined;
  readonly action?: string | undefined;
  readonly resource?: string | undefined;
  readonly cause?: unknown;
}

const mark: unique symbol = Symbol.for("entrakit.KeyVaultError");

/** A refusal of Key Vault, with what to do about it. */
export class KeyVaultError extends Error {
  override readonly name = "KeyVaultError";
  readonly code: KeyVaultErrorCode;
  /** What to do about it; for a missing role, the least one that would do. */
  readonly remedy: string;
  readonly status: number | undefined;
  /** The vault's own code, the inner one where there are two, e.g. `ForbiddenByRbac`. */
  readonly wireCode: string | undefined;
  /** The denied action, e.g. `Microsoft.KeyVault/vaults/keys/sign/action`. */
  readonly action: string | undefined;
  /** What it was denied on, as a resource id. */
  readonly resource: string | undefined;

  constructor(details: KeyVaultErrorDetails) {
    super(`${details.message} ${details.remedy}`, details.cause === undefined ? {} : { cause: details.cause });
    this.code = details.code;
    this.remedy = details.remedy;
    this.status = details.status;
    this.wireCode = details.wireCode;
    this.action = details.action;
    this.resource = details.resource;
    Object.defineProperty(this, mark, { value: true });
  }

  /** Tells this error from others, across copies of the package. */
  static isInstance(value: unknown): value is KeyVaultError {
    return typeof value === "object" && value !== null && mark in value;
  }
}
