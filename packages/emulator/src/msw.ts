import { syncBuiltinESMExports } from "node:module";

import { http, passthrough } from "msw";
import { setupServer } from "msw/node";

import { isLoopback, refuseHost, refuseProduction } from "./refused.ts";
import type { Tenant } from "./tenant.ts";
import { forgetTlsSessions } from "./tls-sessions.ts";

/** An interception under way; ends with `using`, `await using`, or `close()`. */
export interface Interception extends Disposable, AsyncDisposable {
  /** Gives the process its own network back. */
  close(): void;
}

/**
 * Answers this process's requests to Microsoft's hosts from a tenant, by MSW: `fetch`, `node:http` and `node:https`.
 *
 * Loopback addresses are passed through. Any other host is refused: 403, with the reason in the header
 * `x-entrakit-refused` and in the body. A connection that breaks in the middle of a body does not exist here; tests that
 * need one use `interceptSockets` of `@entrakit/emulator/proxy`.
 *
 * @throws {Error} when `NODE_ENV` is `production`.
 */
export function intercept(tenant: Tenant): Interception {
  refuseProduction();
  const server = setupServer(
    http.all("*", ({ request }) => {
      const { hostname } = new URL(request.url);
      if (isLoopback(hostname) || request.method === "CONNECT") return passthrough();
      return tenant.owns(hostname) ? tenant.fetch(request) : refuseHost(tenant, request);
    }),
  );
  const remember = forgetTlsSessions();
  server.listen({
    onUnhandledFrame: () => {
      throw new TypeError("The entrakit emulator plays no WebSockets, and lets none leave this machine.");
    },
  });
  // MSW patches node:http and node:https; programs that import their functions by name see it only after this.
  syncBuiltinESMExports();
  const close = (): void => {
    server.close();
    remember();
    syncBuiltinESMExports();
  };
  return { close, [Symbol.dispose]: close, [Symbol.asyncDispose]: async () => close() };
}
