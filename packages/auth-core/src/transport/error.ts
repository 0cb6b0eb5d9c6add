import { brand, isBranded } from "../internal/brand.ts";

/** Why the transport gave up. */
export type TransportErrorCode =
  /** The URL is not https, has a user name, or its origin is not on the list. Nothing was sent. */
  | "origin_refused"
  /** The server pointed to a place where this request must not go. */
  | "redirect_refused"
  /** More redirects in a row than allowed. */
  | "too_many_redirects"
  /** No headers, no further body bytes, or no end of it all in time; see `phase`. */
  | "timeout"
  /** The answer is longer than the cap. */
  | "body_too_large"
  /** The connection failed or broke; the platform's error is the `cause`. */
  | "network"
  /** The server asked for a longer wait than the budget allows; see `retryAt`. */
  | "retry_after_too_long";

/** What a {@link TransportError} is made from. */
export interface TransportErrorDetails {
  readonly code: TransportErrorCode;
  readonly message: string;
  readonly remedy: string;
  readonly phase?: "headers" | "idle" | "total";
  readonly status?: number;
  readonly retryAt?: number;
  readonly cause?: unknown;
}

/** A request that was not sent, not answered in time, or not answered in a form that can be accepted. */
export class TransportError extends Error {
  override readonly name = "TransportError";
  readonly code: TransportErrorCode;
  /** What to do about it. */
  readonly remedy: string;
  /** Which of the time limits was reached, for `timeout`. */
  readonly phase: "headers" | "idle" | "total" | undefined;
  /** Status of the last answer, where there was one. */
  readonly status: number | undefined;
  /** The earliest moment for another try in milliseconds since the epoch, for `retry_after_too_long`. */
  readonly retryAt: number | undefined;

  constructor(details: TransportErrorDetails) {
    super(`${details.message} ${details.remedy}`, details.cause === undefined ? {} : { cause: details.cause });
    this.code = details.code;
    this.remedy = details.remedy;
    this.phase = details.phase;
    this.status = details.status;
    this.retryAt = details.retryAt;
    brand(this, "TransportError");
  }

  /** Tells this error from others, across copies of the package. */
  static isInstance(value: unknown): value is TransportError {
    return isBranded(value, "TransportError");
  }
}
