/** What went wrong, as a program tells it apart. */
export type CliErrorCode =
  | "invalid_option"
  | "missing_configuration"
  | "invalid_configuration"
  | "unknown_name"
  | "confirmation_required"
  | "not_signed_in"
  | "permission_unavailable"
  | "vault_without_rbac"
  | "access_denied"
  | "not_found"
  | "service_refused"
  | "service_unavailable"
  | "unexpected_response"
  | "interrupted";

/** What a {@link CliError} is made from. */
export interface CliErrorInit {
  readonly code: CliErrorCode;
  /** What happened, in one sentence. */
  readonly message: string;
  /** Why it happened, where that is known. */
  readonly why?: string;
  /** What to do now; a command to run where there is one. */
  readonly remedy: string;
  /** HTTP status of the answer that caused it. */
  readonly status?: number;
  /** The service's own code, in its own spelling, e.g. `Request_ResourceNotFound`. */
  readonly serviceCode?: string;
  /** The service's id of the request, for a support case. */
  readonly requestId?: string;
  readonly cause?: unknown;
}

const brand = Symbol.for("entrakit.CliError");

/** A failure of provisioning or of a command: what happened, why, and what to do about it. */
export class CliError extends Error {
  override readonly name = "CliError";
  readonly code: CliErrorCode;
  readonly why: string | undefined;
  readonly remedy: string;
  readonly status: number | undefined;
  readonly serviceCode: string | undefined;
  readonly requestId: string | undefined;

  constructor(init: CliErrorInit) {
    super(init.message, init.cause === undefined ? undefined : { cause: init.cause });
    this.code = init.code;
    this.why = init.why;
    this.remedy = init.remedy;
    this.status = init.status;
    this.serviceCode = init.serviceCode;
    this.requestId = init.requestId;
    Object.defineProperty(this, brand, { value: true });
  }

  /** Whether a value is a `CliError`, also when it comes from another copy of this package. */
  static isInstance(value: unknown): value is CliError {
    return value instanceof Error && brand in value;
  }
}
