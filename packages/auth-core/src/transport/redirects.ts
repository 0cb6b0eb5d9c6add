import { TransportError } from "./error.ts";
import type { FetchLayer } from "./fetch.ts";
import type { OriginPolicy } from "./origin-gate.ts";
import { type LayerInit, type RequestParts, isReplayable, partsOf } from "./parts.ts";

/** How redirects are followed. */
export interface RedirectOptions {
  /** Decides on every target. */
  readonly policy: OriginPolicy;
  /**
   * What happens when a redirect leaves the origin:
   * `refuse` (the default) throws; `listed` follows to an origin that the policy lists, without credentials;
   * `public` follows a GET or HEAD to any named https host, without credentials, as pre-authenticated download links need.
   */
  readonly crossOrigin?: "refuse" | "listed" | "public";
  /** The most redirects in a row; 3 when left out. */
  readonly limit?: number;
}

const redirectStatuses = new Set([301, 302, 303, 307, 308]);
const credentialHeader =
  /^(authorization|proxy-authorization|cookie|api-key|ocp-apim-.*|x-ms-.*auth.*|x-api-key|x-functions-key)$/i;
const contentHeader = /^content-(type|length|encoding|language|location)$/i;

function without(headers: RequestInit["headers"], pattern: RegExp): Headers {
  return new Headers([...new Headers(headers)].filter(([name]) => !pattern.test(name)));
}

function refused(message: string, status: number): TransportError {
  return new TransportError({
    code: "redirect_refused",
    message,
    remedy: "Call the final address directly if it is one you trust.",
    status,
  });
}

function withoutBody(init: LayerInit, method: string): LayerInit {
  return { ...init, method, body: null, headers: without(init.headers, contentHeader) };
}

/** The request that follows a redirect: 303, and 301 or 302 after POST, become GET (Fetch standard, HTTP-redirect fetch). */
function followed(parts: RequestParts, status: number): { method: string; init: LayerInit } {
  const becomesGet = (status === 303 && parts.method !== "HEAD") || (status < 303 && parts.method === "POST");
  if (becomesGet) return { method: "GET", init: withoutBody(parts.init, "GET") };
  if (!isReplayable(parts.init)) throw refused("The server redirected a body that can be sent only once.", status);
  return { method: parts.method, init: parts.init };
}

function nextParts(parts: RequestParts, response: Response, options: RedirectOptions): RequestParts | undefined {
  if (response.type === "opaqueredirect")
    throw refused("The platform hides where the server redirects to.", response.status);
  const location = response.headers.get("location");
  if (!redirectStatuses.has(response.status) || location === null) return undefined;
  if (!URL.canParse(location, parts.url))
    throw refused("The server redirected to a malformed address.", response.status);
  const target = new URL(location, parts.url);
  const { method, init } = followed(parts, response.status);
  if (target.origin === new URL(parts.url).origin) return { url: options.policy.check(target).href, method, init };
  const mode = options.crossOrigin ?? "refuse";
  if (mode === "refuse" || (mode === "public" && method !== "GET" && method !== "HEAD")) {
    throw refused(`The server redirected a ${method} to ${target.origin}.`, response.status);
  }
  const url = mode === "listed" ? options.policy.check(target) : options.policy.checkPublic(target);
  return { url: url.href, method, init: { ...init, headers: without(init.headers, credentialHeader) } };
}

/** Follows redirects by hand, so that each target passes the policy and no credential leaves the origin it was meant for. */
export function followRedirects(options: RedirectOptions): FetchLayer {
  return (next) => async (input, init) => {
    let parts = await partsOf(input, init);
    const limit = options.limit ?? 3;
    for (let hops = 0; ; hops += 1) {
      const response = await next(parts.url, { ...parts.init, redirect: "manual" });
      const target = nextParts(parts, response, options);
      if (target === undefined) return response;
      response.body?.cancel().catch(() => {});
      if (hops === limit) {
        throw new TransportError({
          code: "too_many_redirects",
          message: `The server redirected more than ${limit} times.`,
          remedy: "Check the address: two hosts may point at each other.",
          status: response.status,
        });
      }
      parts = target;
    }
  };
}
