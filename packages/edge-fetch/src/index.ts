export type { AccessToken, GetTokenOptions, TokenCredential } from "@entrakit/auth-core";
export {
  ConfigurationError,
  customFetch,
  type Fetch,
  parseRetryAfter,
  timeSource,
  type TimeSource,
  TransportError,
  trustedOrigins,
} from "@entrakit/auth-core/transport";

export { bearer, type BearerOptions } from "./bearer.ts";
export { claimsChallenge } from "./claims-challenge.ts";
export { compose, type FetchLayer, type LayerName, type WrongOrder } from "./compose.ts";
export { createEdgeFetch, type EdgeFetchOptions } from "./edge-fetch.ts";
export { EdgeFetchError, type EdgeFetchErrorCode, type EdgeFetchErrorDetails } from "./error.ts";
export { deadline, retry, timeout } from "./limits.ts";
export { observe, type ObservedCall, type Observer } from "./observe.ts";
export { customResource, type FixedResourceName, type Resource } from "./resource.ts";
export { sse, type SseEvent, type SseOptions } from "./sse.ts";
