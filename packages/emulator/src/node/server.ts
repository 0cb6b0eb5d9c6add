import type { IncomingMessage } from "node:http";
import { type Server, createServer } from "node:https";

import { resourcesOf } from "../arm/seed.ts";
import { entraHosts } from "../entra/hosts.ts";
import { refusalReason, refuseProduction } from "../refused.ts";
import type { Tenant } from "../tenant.ts";
import { type Identity, createAuthority } from "./authority.ts";
import { createListener } from "./listener.ts";
import { localAnswer } from "./local-answer.ts";
import { closerOf, listenOnLoopback } from "./sockets.ts";

/** A tenant on https ports of 127.0.0.1, one for each host; ends with `await using` or `close()`. */
export interface TenantServer extends AsyncDisposable {
  /** The certificate that clients are to trust (`NODE_EXTRA_CA_CERTS`). */
  readonly certificatePem: string;
  /** Local origin of each host that is served: `graph.microsoft.com` gives `https://127.0.0.1:<port>`. */
  readonly origins: ReadonlyMap<string, string>;
  /** Serves one more host of the tenant and gives its origin; the present one when it is served already. */
  serveHost(hostname: string): Promise<string>;
  close(): Promise<void>;
}

/** How the tenant is served. */
export interface ServeOptions {
  /** Hosts to serve; sign-in, Graph, Resource Manager, the vault, the model account and the search service when left out. */
  readonly hosts?: readonly string[];
}

function defaultHosts(tenant: Tenant): string[] {
  const { vaultUrl, openaiEndpoint, searchEndpoint } = resourcesOf(tenant);
  const own = [vaultUrl, openaiEndpoint, searchEndpoint].map((url) => new URL(url).hostname);
  return ["login.microsoftonline.com", "graph.microsoft.com", "management.azure.com", ...own];
}

/** Only requests that name the port's own address are answered, so that no web page reaches it by a name of its own. */
function isAddressed(incoming: IncomingMessage, port: number | undefined): boolean {
  const { host } = incoming.headers;
  return host === `127.0.0.1:${port}` || host === `localhost:${port}`;
}

interface Started {
  readonly server: Server;
  readonly origin: string;
}

async function startHost(
  tenant: Tenant,
  identity: Identity,
  hostname: string,
  origins: ReadonlyMap<string, string>,
): Promise<Started> {
  const hostOf = (incoming: IncomingMessage): string | undefined =>
    isAddressed(incoming, incoming.socket.localPort) ? hostname : undefined;
  const listener = createListener(tenant, hostOf, (response) => localAnswer(response, origins));
  const server = createServer({ ...identity, ALPNProtocols: ["http/1.1"] }, listener);
  return { server, origin: `https://127.0.0.1:${await listenOnLoopback(server)}` };
}

/**
 * Serves a tenant's hosts over https on 127.0.0.1, for programs whose addresses can be configured. Links and endpoints in
 * answers name the local origins; issuers and audiences stay Microsoft's. Programs that cannot be configured use
 * `connectProxy`.
 *
 * @throws {Error} when `NODE_ENV` is `production`, or a host is none of the tenant's.
 */
export async function serve(tenant: Tenant, options: ServeOptions = {}): Promise<TenantServer> {
  refuseProduction();
  const authority = await createAuthority();
  const identity = await authority.identityOf("127.0.0.1");
  const origins = new Map<string, string>();
  const closers: (() => Promise<void>)[] = [];
  const serveHost = async (hostname: string): Promise<string> => {
    const present = origins.get(hostname);
    if (present !== undefined) return present;
    if (!tenant.owns(hostname)) throw new Error(refusalReason(hostname));
    const { server, origin } = await startHost(tenant, identity, hostname, origins);
    closers.push(closerOf(server));
    origins.set(hostname, origin);
    if (entraHosts.has(hostname)) tenant.entra.localOrigins.add(origin);
    return origin;
  };
  for (const hostname of options.hosts ?? defaultHosts(tenant)) await serveHost(hostname);
  const close = async (): Promise<void> => {
    await Promise.all(closers.map((end) => end()));
  };
  return { certificatePem: authority.certificatePem, origins, serveHost, close, [Symbol.asyncDispose]: close };
}
