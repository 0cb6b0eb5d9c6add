import { brand, isBranded } from "./internal/brand.ts";

/** What kind of failure a token request met, and so who can do something about it. */
export type EntraErrorCode =
  /** The user must do something: second factor, new password, terms of use. Pass `claims` on to the sign-in. */
  | "interaction_required"
  /** Nobody has consented to the permissions yet. */
  | "consent_required"
  /** The code or refresh token is used up, expired or revoked: sign in again. */
  | "reauth"
  /** A policy blocks this sign-in; asking the user again does not help. */
  | "user_blocked"
  /** The app's secret, certificate or assertion was not accepted. */
  | "credential_error"
  /** The assertion's times do not fit the server's clock. */
  | "clock_skew"
  /** Something about the app, the tenant or the resource is not set up. */
  | "config_error"
  /** The request itself was wrong. */
  | "client_bug"
  /** Too many requests; see `retryAt`. */
  | "throttled"
  /** The service is failing. */
  | "service_unavailable"
  /** The answer is not one that a token endpoint gives. */
  | "invalid_response";

/** What an {@link EntraError} is made from. */
export interface EntraErrorDetails {
  readonly code: EntraErrorCode;
  readonly message: string;
  readonly error?: string | undefined;
  readonly aadsts?: readonly number[];
  readonly suberror?: string | undefined;
  readonly claims?: string | undefined;
  readonly correlationId?: string | undefined;
  readonly traceId?: string | undefined;
  readonly status?: number | undefined;
  readonly retryAt?: number | undefined;
  readonly cause?: unknown;
}

const remedies: Readonly<Record<EntraErrorCode, string>> = {
  interaction_required: "Sign the user in again, passing on the error's claims.",
  consent_required: "Grant admin consent for the app's permissions.",
  reauth: "Sign in again.",
  user_blocked: "Ask the tenant's administrator which Conditional Access policy applies.",
  credential_error: "Compare the app registration's certificates and secrets with what this client uses.",
  clock_skew: "Set this machine's clock.",
  config_error: "Check the app registration, its permissions and the tenant ID.",
  client_bug: "Check the scopes and the options of this request.",
  throttled: "Wait until retryAt; cache tokens instead of asking again.",
  service_unavailable: "Try again later.",
  invalid_response: "Check that the authority is reached directly, with no proxy or captive portal in between.",
};

/**
 * What `@entrakit/scopes/aadsts` puts on the global object when it is imported: a function from an AADSTS number to the remedy for
 * it. Read here by its registered name, so that the catalogue's text is no part of this package.
 */
const catalogue: unique symbol = Symbol.for("entrakit.aadsts");

function catalogued(aadsts: readonly number[]): string | undefined {
  const lookUp: unknown = Reflect.get(globalThis, catalogue);
  if (typeof lookUp !== "function") return undefined;
  const found = aadsts.map((code): unknown => Reflect.apply(lookUp, undefined, [code]));
  return found.find((remedy) => typeof remedy === "string");
}

/**
 * An answer of Microsoft Entra that is not a token, in its own words and with what to do about it.
 *
 * Source: RFC 6749 §5.2; learn.microsoft.com/entra/identity-platform/reference-error-codes.
 */
export class EntraError extends Error {
  override readonly name = "EntraError";
  readonly code: EntraErrorCode;
  /** The wire's `error`, e.g. `invalid_client`. */
  readonly error: string | undefined;
  /** AADSTS numbers, as many as the answer holds. They explain; decide by `code`. */
  readonly aadsts: readonly number[];
  /** The wire's `suberror`, e.g. `message_only`. */
  readonly suberror: string | undefined;
  /** The claims challenge as the server wrote it, to be passed on byte by byte. */
  readonly claims: string | undefined;
  /** Names this request in Entra's sign-in logs. */
  readonly correlationId: string | undefined;
  readonly traceId: string | undefined;
  /** HTTP status, where the answer was an HTTP answer. */
  readonly status: number | undefined;
  /** The earliest moment for another try in milliseconds since the epoch, where the server named one. */
  readonly retryAt: number | undefined;
  /** What to do about it; more exact after `import "@entrakit/scopes/aadsts"`. */
  readonly remedy: string;

  constructor(details: EntraErrorDetails) {
    const aadsts = details.aadsts ?? [];
    const remedy = catalogued(aadsts) ?? remedies[details.code];
    super(`${details.message} ${remedy}`, details.cause === undefined ? {} : { cause: details.cause });
    this.code = details.code;
    this.error = details.error;
    this.aadsts = aadsts;
    this.suberror = details.suberror;
    this.claims = details.claims;
    this.correlationId = details.correlationId;
    this.traceId = details.traceId;
    this.status = details.status;
    this.retryAt = details.retryAt;
    this.remedy = remedy;
    brand(this, "EntraError");
  }

  /** Tells this error from others, across copies of the package. */
  static isInstance(value: unknown): value is EntraError {
    return isBranded(value, "EntraError");
  }
}
