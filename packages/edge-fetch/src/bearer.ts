import type { AccessToken, GetTokenOptions, TokenCredential } from "@entrakit/auth-core";
import {
  createOriginPolicy,
  type Fetch,
  followRedirects,
  originGate,
  TransportError,
  type trustedOrigins,
} from "@entrakit/auth-core/transport";
import type { CloudName } from "@entrakit/scopes";

import { claimsChallenge } from "./claims-challenge.ts";
import { type FetchLayer, layer } from "./compose.ts";
import { EdgeFetchError } from "./error.ts";
import { addressOf } from "./internal/address.ts";
import { type FixedResourceName, type Resource, resourceOf } from "./resource.ts";

/** Whose token goes where. */
export interface BearerOptions {
  readonly credential: TokenCredential;
  /** The API by its name in the registry, or an instance described by `customResource`. */
  readonly resource: FixedResourceName | Resource;
  /** The national cloud of a named resource; `public` when left out. */
  readonly cloud?: CloudName | undefined;
  /** On Workers, `waitUntil` of `cloudflare:workers`: a token request outlives the request that began it, and its waiters are served. */
  readonly waitUntil?: ((promise: Promise<unknown>) => void) | undefined;
  readonly [trustedOrigins]?: readonly string[] | undefined;
}

/**
 * Sends each request with a bearer token, to the resource's own origins and nowhere else.
 *
 * The origin is checked before a token is asked for. Redirects are followed by hand, at most three; one that leaves
 * the origin is followed for GET and HEAD alone, without any credential, as pre-authenticated download links need.
 * A claims challenge (401 or 403) is answered once, with a new token, where the body can be sent again.
 *
 * The `fetch` rejects with `TransportError` (`origin_refused`, `redirect_refused`, `too_many_redirects`), with
 * {@link EdgeFetchError} (`no_token`, `unsupported_token_type`), or with what the credential rejects with.
 *
 * Source: RFC 6750 §2.1, §5.3; learn.microsoft.com/entra/identity-platform/claims-challenge.
 */
export function bearer(options: BearerOptions): FetchLayer<"bearer"> {
  const resource = resourceOf(options.resource, options.cloud);
  const policy = createOriginPolicy({ ...options, origins: resource.origins });
  const scopes = typeof resource.scope === "string" ? resource.scope : [...resource.scope];

  const authorization = async (init: RequestInit, claims?: string): Promise<string> => {
    const asked: GetTokenOptions = { enableCae: true, ...(claims === undefined ? {} : { claims }) };
    const token = options.credential.getToken(scopes, init.signal ? { ...asked, abortSignal: init.signal } : asked);
    options.waitUntil?.(token.catch(() => {}));
    return authorizationHeader(await token);
  };

  return layer("bearer", (next) =>
    originGate(policy)(async (input, init = {}) => {
      const url = addressOf(input);
      let last = url;
      const follow = followRedirects({ policy, crossOrigin: "public" })((hop, hopInit) => {
        last = addressOf(hop);
        return sendOnce(next, last, hopInit);
      });
      const response = await follow(url, withAuthorization(init, await authorization(init)));
      const challenge = sameOrigin(last, url) ? challengeOf(response) : undefined;
      if (challenge === undefined || init.body instanceof ReadableStream) return response;
      discard(response);
      return follow(url, withAuthorization(init, await authorization(init, challenge)));
    }),
  );
}

function authorizationHeader(token: AccessToken | null): string {
  if (token === null) {
    throw new EdgeFetchError({
      code: "no_token",
      message: "The credential does not apply here: it gave no token.",
      remedy: "Check its configuration, or use another credential.",
    });
  }
  if (token.tokenType !== undefined && token.tokenType !== "Bearer") {
    throw new EdgeFetchError({
      code: "unsupported_token_type",
      message: `The credential gave a token of type "${token.tokenType}", which is not sent as a bearer token.`,
      remedy: "Ask the credential for a Bearer token.",
    });
  }
  return `Bearer ${token.token}`;
}

function withAuthorization(init: RequestInit, authorization: string): RequestInit {
  const headers = new Headers(init.headers);
  headers.set("authorization", authorization);
  return { ...init, headers };
}

/** One hop. A `fetch` that followed a redirect by itself may have shown the token to anyone, so that is an error. */
async function sendOnce(next: Fetch, url: string, init: RequestInit | undefined): Promise<Response> {
  const response = await next(url, init);
  if (!response.redirected && (response.url === "" || sameOrigin(response.url, url))) return response;
  discard(response);
  throw new TransportError({
    code: "redirect_refused",
    message: 'The given fetch followed a redirect although it was told `redirect: "manual"`.',
    remedy: "Pass a fetch that leaves redirects alone, and treat the token as seen by others.",
    status: response.status,
  });
}

/** Not waited for: the cancellation of a body that someone else has cloned never ends. */
function discard(response: Response): void {
  response.body?.cancel().catch(() => {});
}

function challengeOf(response: Response): string | undefined {
  return response.status === 401 || response.status === 403 ? claimsChallenge(response.headers) : undefined;
}

function sameOrigin(one: string, other: string): boolean {
  return new URL(one).origin === new URL(other).origin;
}
