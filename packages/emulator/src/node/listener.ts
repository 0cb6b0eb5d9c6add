import type { IncomingMessage, RequestListener } from "node:http";

import { getRequestListener } from "@hono/node-server";

import type { Tenant } from "../tenant.ts";

/** Whom a request that arrived on a socket is for. */
export type HostOf = (incoming: IncomingMessage) => string | undefined;

/** What a listener may do to an answer before it is sent. */
export type Finish = (response: Response) => Response | Promise<Response>;

function failed(error: unknown): Response {
  const message = error instanceof Error ? error.message : "unknown failure";
  return Response.json(
    { error: { code: "EmulatorFailure", message: `The emulator failed: ${message}` } },
    { status: 500 },
  );
}

/**
 * Answers requests of a node server from a tenant. `hostOf` tells the host that a request is for, by what the socket
 * itself proves; a request whose Host header the socket does not bear out is answered 421.
 */
export function createListener(
  tenant: Tenant,
  hostOf: HostOf,
  finish: Finish = (response) => response,
): RequestListener {
  const listener = getRequestListener(async (request) => finish(await tenant.fetch(request)), {
    overrideGlobalObjects: false,
    errorHandler: failed,
  });
  return (incoming, outgoing) => {
    const host = hostOf(incoming);
    if (host === undefined) {
      outgoing
        .writeHead(421, { "content-type": "text/plain" })
        .end("The Host header does not name the host of this connection.");
      return;
    }
    incoming.headers.host = host;
    void listener(incoming, outgoing);
  };
}
