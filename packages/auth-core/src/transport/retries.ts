import { TransportError } from "./error.ts";
import type { FetchLayer } from "./fetch.ts";
import { deadline, isReplayable, type RequestParts, partsOf } from "./parts.ts";
import { parseRetryAfter } from "./retry-after.ts";
import { type TimeSource, timeOf, timeSource, waitUntil } from "./time.ts";

/** What a retry decision may look at. */
export interface RetryCandidate {
  readonly method: string;
  readonly url: URL;
  readonly headers: Headers;
}

/** When a request is sent again. */
export interface RetryOptions {
  /** The most further tries after the first; 3 when left out, 0 for none. */
  readonly limit?: number | undefined;
  /** A wait that would end later than this after the call began is not begun, in milliseconds; 60,000 when left out. */
  readonly budgetMs?: number | undefined;
  /**
   * Whether a request may be sent again after a 503, a 504 or a network failure although its method is not safe.
   * GET, HEAD and OPTIONS always are; a 429 was not processed, so it is sent again in any case.
   */
  readonly idempotent?: boolean | ((request: RetryCandidate) => boolean) | undefined;
  readonly [timeSource]?: TimeSource | undefined;
}

const safeMethods = new Set(["GET", "HEAD", "OPTIONS"]);
const firstBackoff = 500;
const longestBackoff = 8_000;

function isIdempotent(parts: RequestParts, idempotent: RetryOptions["idempotent"]): boolean {
  if (safeMethods.has(parts.method)) return true;
  if (typeof idempotent !== "function") return idempotent ?? false;
  return idempotent({ method: parts.method, url: new URL(parts.url), headers: new Headers(parts.init.headers) });
}

function mayRepeat(outcome: Response | TransportError, parts: RequestParts, options: RetryOptions): boolean {
  if (!isReplayable(parts.init)) return false;
  if (outcome instanceof Response) {
    if (outcome.status === 429) return true;
    return (outcome.status === 503 || outcome.status === 504) && isIdempotent(parts, options.idempotent);
  }
  const passing = outcome.code === "network" || (outcome.code === "timeout" && outcome.phase === "headers");
  return passing && isIdempotent(parts, options.idempotent);
}

/** The moment of the next try: what the server asked for, spread by a tenth; without its word, full jitter over a growing wait. */
function nextTry(outcome: Response | TransportError, attempt: number, time: TimeSource): number {
  const now = time.now();
  const asked = outcome instanceof Response ? parseRetryAfter(outcome.headers, now) : undefined;
  if (asked === undefined)
    return now + Math.ceil(time.random() * Math.min(longestBackoff, firstBackoff * 2 ** attempt));
  return now + asked + Math.floor(time.random() * Math.min(asked / 10, 1_000));
}

function tooLong(outcome: Response | TransportError, retryAt: number): TransportError {
  const status = outcome instanceof Response ? outcome.status : undefined;
  return new TransportError({
    code: "retry_after_too_long",
    message: `The server answered ${status ?? "nothing"} and the next try would come after this call's time.`,
    remedy: `Try again after ${new Date(Math.min(retryAt, 8.64e15)).toISOString()}.`,
    retryAt,
    ...(status === undefined ? { cause: outcome } : { status }),
  });
}

async function settle(attempt: Promise<Response>): Promise<Response | TransportError> {
  try {
    return await attempt;
  } catch (error) {
    if (TransportError.isInstance(error)) return error;
    throw error;
  }
}

function result(outcome: Response | TransportError): Response {
  if (outcome instanceof Response) return outcome;
  throw outcome;
}

/**
 * Sends a request again after a passing failure: never before the server allows it and never beyond the budget.
 *
 * A wait that does not fit fails at once with `retry_after_too_long` and its `retryAt`. When the tries are used up, the last
 * answer is handed on as it is.
 */
export function retries(options: RetryOptions = {}): FetchLayer {
  const { limit = 3, budgetMs = 60_000 } = options;
  const time = timeOf(options);
  return (next) => async (input, init) => {
    const parts = await partsOf(input, init);
    const end = Math.min(time.now() + budgetMs, parts.init[deadline] ?? Infinity);
    for (let attempt = 0; ; attempt += 1) {
      const outcome = await settle(next(parts.url, parts.init));
      if (attempt === limit || !mayRepeat(outcome, parts, options)) return result(outcome);
      const retryAt = nextTry(outcome, attempt, time);
      if (outcome instanceof Response) outcome.body?.cancel().catch(() => {});
      if (retryAt > end) throw tooLong(outcome, retryAt);
      await waitUntil(retryAt, time, parts.init.signal);
    }
  };
}
