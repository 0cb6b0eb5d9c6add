import { createEdgeFetch, type EdgeFetchOptions, EdgeFetchError, type TokenCredential } from "@entrakit/edge-fetch";
import { clouds, type CloudName, defaultScope } from "@entrakit/scopes";
import type { AuthenticationProvider, ClientOptions } from "@microsoft/microsoft-graph-client";

/** How `@microsoft/microsoft-graph-client` gets its tokens. */
export interface AuthenticationProviderOptions {
  /** The national cloud; `public` when left out. */
  readonly cloud?: CloudName | undefined;
  /** Scopes of each token request; Graph's `.default` scope when left out. The client's own `scopes` come first. */
  readonly scopes?: readonly string[] | undefined;
}

/**
 * Lets a credential serve as `authProvider` of `@microsoft/microsoft-graph-client`.
 *
 * That client ignores claims challenges and sleeps through long waits; {@link graphClientOptions} gives it our `fetch`
 * instead of a token.
 *
 * @throws {EdgeFetchError} `no_token`, at a call
 */
export function authenticationProvider(
  credential: TokenCredential,
  options: AuthenticationProviderOptions = {},
): AuthenticationProvider {
  const configured = options.scopes ?? [defaultScope("graph", options.cloud)];
  return {
    async getAccessToken(asked) {
      const token = await credential.getToken([...(asked?.scopes ?? configured)]);
      if (token !== null) return token.token;
      throw new EdgeFetchError({
        code: "no_token",
        message: "The credential does not apply here: it gave no token.",
        remedy: "Check its configuration, or use another credential.",
      });
    },
  };
}

/**
 * Options for `Client.initWithMiddleware` of `@microsoft/microsoft-graph-client`: its requests go through our guarded
 * `fetch`, with our tokens, retries, claims challenges and redirect rules in the place of its own middleware.
 *
 * @example
 * const client = Client.initWithMiddleware(graphClientOptions({ credential }));
 * const { value } = await client.api("/users").select("displayName").get();
 */
export function graphClientOptions(options: Omit<EdgeFetchOptions, "resource">): ClientOptions {
  const fetch = createEdgeFetch({ ...options, resource: "graph" });
  return {
    baseUrl: `${clouds[options.cloud ?? "public"].audiences.graph}/`,
    middleware: {
      async execute(context) {
        context.response = await fetch(context.request, context.options);
      },
    },
  };
}
