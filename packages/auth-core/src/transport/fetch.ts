/** The shape of the platform's `fetch`: what every layer takes and gives. */
export type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

/** Wraps a `fetch` in one more concern. */
export type FetchLayer = (next: Fetch) => Fetch;

/** Key of the option that replaces the platform's `fetch`, which is otherwise looked up at each call. */
export const customFetch: unique symbol = Symbol.for("entrakit.customFetch");

/** Key of the option that lists further https origins to trust: the only way to an IP address or a port. */
export const trustedOrigins: unique symbol = Symbol.for("entrakit.trustedOrigins");

/** The platform's `fetch` at the moment of the call, or the given one. */
export function fetchOf(options: { readonly [customFetch]?: Fetch | undefined }): Fetch {
  return options[customFetch] ?? ((input, init) => globalThis.fetch(input, init));
}
