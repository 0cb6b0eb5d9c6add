export {
  ConfigurationError,
  type ConfigurationErrorCode,
  type ConfigurationErrorDetails,
} from "../configuration-error.ts";
export { TransportError, type TransportErrorCode, type TransportErrorDetails } from "./error.ts";
export { customFetch, type Fetch, type FetchLayer, trustedOrigins } from "./fetch.ts";
export { createOriginPolicy, originGate, type OriginPolicy, type OriginPolicyOptions } from "./origin-gate.ts";
export { followRedirects, type RedirectOptions } from "./redirects.ts";
export { retries, type RetryCandidate, type RetryOptions } from "./retries.ts";
export { parseRetryAfter } from "./retry-after.ts";
export { timeOf, type TimeSource, timeSource, waitUntil } from "./time.ts";
export { type AttemptLimits, limitAttempt, limitTotal } from "./timeouts.ts";
export { createTransport, send, type TransportOptions } from "./transport.ts";
