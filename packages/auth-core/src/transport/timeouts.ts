import { untilAborted } from "../internal/abort.ts";
import { TransportError } from "./error.ts";
import type { Fetch, FetchLayer } from "./fetch.ts";
import { guardBody } from "./guarded-body.ts";
import { deadline, type LayerInit, type RequestParts, partsOf } from "./parts.ts";
import { type TimeSource, timeOf, timeSource } from "./time.ts";

/** Limits of one attempt. */
export interface AttemptLimits {
  /** Longest wait for the headers of an answer, in milliseconds; 30,000 when left out. */
  readonly headersMs?: number | undefined;
  /** Longest wait between two chunks of the body, in milliseconds; 60,000 when left out. */
  readonly idleMs?: number | undefined;
  /** The longest body that is accepted; no limit when left out. */
  readonly maxBodyBytes?: number | undefined;
  readonly [timeSource]?: TimeSource | undefined;
}

function noHeaders(total: boolean): TransportError {
  return new TransportError({
    code: "timeout",
    phase: total ? "total" : "headers",
    message: total ? "The call was not answered in its whole time." : "The server sent no headers in time.",
    remedy: "Try again; if it recurs, check the network or raise the timeout.",
  });
}

/** Sends once and gives the headers, or rejects at the time limit or the caller's abort, even if `next` ignores both. */
async function sendWithin(
  next: Fetch,
  parts: RequestParts,
  wait: number,
  total: boolean,
  time: TimeSource,
): Promise<Response> {
  const caller = parts.init.signal;
  caller?.throwIfAborted();
  const limit = new AbortController();
  const stop = time.setTimer(wait, () => limit.abort(noHeaders(total)));
  const signal = caller ? AbortSignal.any([caller, limit.signal]) : limit.signal;
  try {
    return await untilAborted(next(parts.url, { ...parts.init, signal }), signal);
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  } finally {
    stop();
  }
}

/** Limits each attempt: time to the headers, time between chunks, length of the body. */
export function limitAttempt(limits: AttemptLimits): FetchLayer {
  const { headersMs = 30_000, idleMs = 60_000, maxBodyBytes = Infinity } = limits;
  const time = timeOf(limits);
  return (next) => async (input, init) => {
    const parts = await partsOf(input, init);
    const end = parts.init[deadline] ?? Infinity;
    const left = end - time.now();
    const response = await sendWithin(next, parts, Math.min(headersMs, left), left <= headersMs, time);
    return guardBody(response, parts.url, {
      maxBytes: maxBodyBytes,
      idleMs,
      deadline: end,
      signal: parts.init.signal,
      time,
    });
  };
}

/** Gives the whole call, its retries, waits and body included, an end that the inner layers keep. */
export function limitTotal(
  totalMs: number,
  options: { readonly [timeSource]?: TimeSource | undefined } = {},
): FetchLayer {
  const time = timeOf(options);
  return (next) => (input, init) => {
    const limited: LayerInit = { ...init, [deadline]: time.now() + totalMs };
    return next(input, limited);
  };
}
