import { TransportError } from "./error.ts";
import { type Fetch, customFetch, fetchOf, trustedOrigins } from "./fetch.ts";
import { createOriginPolicy, originGate } from "./origin-gate.ts";
import { followRedirects, type RedirectOptions } from "./redirects.ts";
import { retries, type RetryOptions } from "./retries.ts";
import { type TimeSource, timeSource } from "./time.ts";
import { limitAttempt, limitTotal } from "./timeouts.ts";

/** How a transport is set up. Times are in milliseconds. */
export interface TransportOptions {
  /** The exact https origins that requests may go to, e.g. `https://graph.microsoft.com`. */
  readonly origins: readonly string[];
  readonly timeout?: {
    /** Longest wait for the headers of one attempt; 30,000 when left out. */
    readonly headersMs?: number | undefined;
    /** Longest wait between two chunks of a body; 60,000 when left out. */
    readonly idleMs?: number | undefined;
    /** Longest time for everything, retries and body included; no limit when left out. */
    readonly totalMs?: number | undefined;
  };
  /** The longest body that is accepted; no limit when left out. */
  readonly maxBodyBytes?: number | undefined;
  /** What happens when a redirect leaves the origin; `refuse` when left out. */
  readonly crossOriginRedirects?: RedirectOptions["crossOrigin"] | undefined;
  /** `false` switches retries off. */
  readonly retry?: Pick<RetryOptions, "limit" | "budgetMs" | "idempotent"> | false | undefined;
  readonly [customFetch]?: Fetch | undefined;
  readonly [trustedOrigins]?: readonly string[] | undefined;
  readonly [timeSource]?: TimeSource | undefined;
}

/** The last step out: the platform's `fetch`, its failures in the transport's words. */
export function send(options: { readonly [customFetch]?: Fetch | undefined }): Fetch {
  const fetch = fetchOf(options);
  return async (input, init) => {
    try {
      return await fetch(input, init);
    } catch (error) {
      if (init?.signal?.aborted === true) throw init.signal.reason;
      if (TransportError.isInstance(error)) throw error;
      throw new TransportError({
        code: "network",
        message: "The request could not be sent or was not answered.",
        remedy: "Check the network, the proxy and the certificate authorities of this machine.",
        cause: error,
      });
    }
  };
}

/**
 * Makes the one guarded way out: a `fetch` for a closed list of origins, with redirects followed by hand, time limits, a cap on
 * the answer's length, and retries that keep the server's `Retry-After`.
 *
 * @throws {ConfigurationError} at once where an origin is malformed; the `fetch` rejects with {@link TransportError}, or with
 * the reason of the caller's signal
 *
 * @example
 * ```ts
 * const fetch = createTransport({ origins: ["https://graph.microsoft.com"], timeout: { totalMs: 30_000 } });
 * const response = await fetch("https://graph.microsoft.com/v1.0/$metadata");
 * ```
 */
export function createTransport(options: TransportOptions): Fetch {
  const policy = createOriginPolicy(options);
  const time = { [timeSource]: options[timeSource] };
  const { crossOriginRedirects, maxBodyBytes, timeout } = options;
  let fetch = send(options);
  fetch = followRedirects({ policy, ...(crossOriginRedirects ? { crossOrigin: crossOriginRedirects } : {}) })(fetch);
  fetch = originGate(policy)(fetch);
  fetch = limitAttempt({ headersMs: timeout?.headersMs, idleMs: timeout?.idleMs, maxBodyBytes, ...time })(fetch);
  if (options.retry !== false) fetch = retries({ ...options.retry, ...time })(fetch);
  if (timeout?.totalMs !== undefined) fetch = limitTotal(timeout.totalMs, time)(fetch);
  return fetch;
}
