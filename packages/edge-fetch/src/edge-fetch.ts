import {
  type AttemptLimits,
  type Fetch,
  type customFetch,
  type RetryOptions,
  send,
  type TimeSource,
  timeSource,
} from "@entrakit/auth-core/transport";

import { bearer, type BearerOptions } from "./bearer.ts";
import { compose, type FetchLayer } from "./compose.ts";
import { deadline, retry, timeout } from "./limits.ts";
import { observe, type Observer } from "./observe.ts";

/** How an authorized `fetch` is set up. Times are in milliseconds. */
export interface EdgeFetchOptions extends BearerOptions {
  readonly timeout?: {
    /** Longest wait for the headers of one try; 30,000 when left out. */
    readonly headersMs?: number | undefined;
    /** Longest wait between two chunks of a body; 60,000 when left out. */
    readonly idleMs?: number | undefined;
    /** Longest time for everything, retries and body included; no limit when left out. */
    readonly totalMs?: number | undefined;
  };
  /** The longest body that is accepted; no limit when left out. */
  readonly maxBodyBytes?: number | undefined;
  /** `false` switches retries off. */
  readonly retry?: Pick<RetryOptions, "limit" | "budgetMs" | "idempotent"> | false | undefined;
  /** Is told of each call. */
  readonly observe?: Observer | undefined;
  readonly [customFetch]?: Fetch | undefined;
  readonly [timeSource]?: TimeSource | undefined;
}

/**
 * Makes a `fetch` for one Microsoft API: authorized, bound to the API's origins, patient when told to be. A drop-in
 * wherever a client takes a `fetch`.
 *
 * The platform's `fetch` is looked up at each call. Errors: those of `bearer`, and `TransportError` (`timeout`,
 * `network`, `body_too_large`, `retry_after_too_long` with its `retryAt`).
 *
 * @throws {ConfigurationError} at once where an origin is malformed
 *
 * @example
 * const fetch = createEdgeFetch({ credential, resource: "graph" });
 * const response = await fetch("https://graph.microsoft.com/v1.0/organization");
 */
export function createEdgeFetch(options: EdgeFetchOptions): Fetch {
  const time = { [timeSource]: options[timeSource] };
  const { headersMs, idleMs, totalMs } = options.timeout ?? {};
  const limits: AttemptLimits = { headersMs, idleMs, maxBodyBytes: options.maxBodyBytes, ...time };
  const layers: FetchLayer[] = [];
  if (options.observe !== undefined) layers.push(observe(options.observe));
  if (totalMs !== undefined) layers.push(deadline(totalMs, time));
  if (options.retry !== false) layers.push(retry({ ...options.retry, ...time }));
  layers.push(timeout(limits), bearer(options));
  return compose(send(options), ...layers);
}
