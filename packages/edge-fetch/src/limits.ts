import {
  type AttemptLimits,
  limitAttempt,
  limitTotal,
  retries,
  type RetryOptions,
  type TimeSource,
  type timeSource,
} from "@entrakit/auth-core/transport";

import { type FetchLayer, layer } from "./compose.ts";

/** Ends the whole call, its retries, waits and body included, after a time in milliseconds. */
export function deadline(
  totalMs: number,
  options: { readonly [timeSource]?: TimeSource | undefined } = {},
): FetchLayer<"deadline"> {
  return layer("deadline", limitTotal(totalMs, options));
}

/**
 * Sends again after a 429, and safe or declared-idempotent requests after a 503, 504 or network failure: never before
 * the server's `Retry-After`, never beyond the budget.
 */
export function retry(options: RetryOptions = {}): FetchLayer<"retry"> {
  return layer("retry", retries(options));
}

/** Limits each try: time to the headers, time between two chunks of the body, length of the body. */
export function timeout(limits: AttemptLimits = {}): FetchLayer<"timeout"> {
  return layer("timeout", limitAttempt(limits));
}
