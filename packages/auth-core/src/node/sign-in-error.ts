import { brand, isBranded } from "../internal/brand.ts";

/** Why an interactive sign-in did not come to its end. */
export type SignInErrorCode =
  /** No browser could be opened, as on a server or in a container. */
  | "no_browser"
  /** Nobody finished the sign-in in time. */
  | "timed_out"
  /** No port of this machine could be listened on. */
  | "no_listener"
  /** What was kept cannot be read or written. */
  | "store_failed";

/** A sign-in that failed on this machine, before or after Entra had its say. */
export class SignInError extends Error {
  override readonly name = "SignInError";
  readonly code: SignInErrorCode;
  /** What to do about it. */
  readonly remedy: string;

  constructor(code: SignInErrorCode, message: string, remedy: string, cause?: unknown) {
    super(`${message} ${remedy}`, cause === undefined ? {} : { cause });
    this.code = code;
    this.remedy = remedy;
    brand(this, "SignInError");
  }

  /** Tells this error from others, across copies of the package. */
  static isInstance(value: unknown): value is SignInError {
    return isBranded(value, "SignInError");
  }
}
