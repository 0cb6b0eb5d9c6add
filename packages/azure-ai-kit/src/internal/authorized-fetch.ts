import { createEdgeFetch, customResource, type EdgeFetchOptions, type Fetch } from "@entrakit/edge-fetch";

/**
 * How a service is reached: the credential, and what `createEdgeFetch` takes besides. Scope and origin follow from the endpoint.
 */
export interface ConnectionOptions extends Omit<EdgeFetchOptions, "resource" | "cloud"> {}

/** Long enough for a reasoning model that does not stream. The same as the official client's own limit. */
const headersMs = 600_000;

/** What {@link authorizedFetch} is made for. */
export interface Destination {
  readonly scope: string;
  /** The one origin that the token goes to. */
  readonly origin: string;
}

/**
 * An authorized `fetch` to one origin.
 *
 * Every request here may be repeated: inference and queries change nothing, and an upload names its keys.
 */
export function authorizedFetch(options: ConnectionOptions, { scope, origin }: Destination): Fetch {
  return createEdgeFetch({
    ...options,
    resource: customResource({ scope, origins: [origin] }),
    timeout: { headersMs, ...options.timeout },
    retry: options.retry === false ? false : { idempotent: true, ...options.retry },
  });
}
