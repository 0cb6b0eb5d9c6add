import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { type IncomingMessage, type Server, createServer } from "node:http";
import type { Duplex } from "node:stream";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TLSSocket } from "node:tls";

import { refusalReason, refuseProduction, refusedHeader } from "../refused.ts";
import type { Tenant } from "../tenant.ts";
import { type Authority, createAuthority } from "./authority.ts";
import { createListener } from "./listener.ts";
import { closerOf, createInnerServer, listenOnLoopback } from "./sockets.ts";

/** A CONNECT proxy that answers for Microsoft's hosts; ends with `await using` or `close()`. */
export interface ProxyServer extends AsyncDisposable {
  /** `http://127.0.0.1:<port>`. */
  readonly url: string;
  /** The certificate of the proxy's authority. */
  readonly certificatePem: string;
  /** The same in a file that lasts as long as the proxy. */
  readonly certificateFile: string;
  /** The variables that send a child process through the proxy: Node 24 or later, curl, Python, the Azure CLI. */
  environment(): Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** How the proxy listens. */
export interface ProxyOptions {
  /** Port on 127.0.0.1; any free one when left out. */
  readonly port?: number;
}

function refuse(socket: Duplex, reason: string): void {
  const lines = [
    "HTTP/1.1 403 Forbidden",
    `${refusedHeader}: ${reason}`,
    "content-type: text/plain; charset=utf-8",
    `content-length: ${Buffer.byteLength(reason)}`,
    "connection: close",
  ];
  socket.end(`${lines.join("\r\n")}\r\n\r\n${reason}`);
}

function recordRefusal(tenant: Tenant, target: string): void {
  const entry = { method: "CONNECT", url: `https://${target}`, surface: "refused", status: 403 };
  tenant.log.record({ time: tenant.clock.now(), ...entry });
}

/** Host names that tunnels were opened for, by the sockets inside them. */
type Tunnels = WeakMap<object, string>;

async function openTunnel(authority: Authority, hostname: string, socket: Duplex): Promise<TLSSocket> {
  const secureContext = await authority.contextOf(hostname);
  socket.write("HTTP/1.1 200 Connection Established\r\n\r\n");
  const inside = new TLSSocket(socket, { isServer: true, secureContext, ALPNProtocols: ["http/1.1"] });
  inside.on("error", () => inside.destroy());
  return inside;
}

/** The tunnel's own host, if the Host header agrees. */
function hostOf(tunnels: Tunnels, incoming: IncomingMessage): string | undefined {
  const host = tunnels.get(incoming.socket);
  const named = incoming.headers.host?.replace(/:443$/, "").toLowerCase();
  return named === host ? host : undefined;
}

/** Why a CONNECT is refused; undefined when its host is the tenant's. */
function reasonAgainst(tenant: Tenant, target: string): string | undefined {
  const [, hostname = "", port = ""] = /^(.+):(\d+)$/.exec(target) ?? [];
  return port === "443" && tenant.owns(hostname.toLowerCase()) ? undefined : refusalReason(target);
}

function createProxy(tenant: Tenant, authority: Authority): Server {
  const tunnels: Tunnels = new WeakMap();
  const inner = createInnerServer(createListener(tenant, (incoming) => hostOf(tunnels, incoming)));
  const accept = async (hostname: string, socket: Duplex): Promise<void> => {
    const inside = await openTunnel(authority, hostname, socket);
    tunnels.set(inside, hostname);
    inner.emit("connection", inside);
  };
  const server = createServer((incoming, outgoing) => {
    const reason = "The entrakit emulator's proxy opens tunnels to https hosts (CONNECT) and forwards nothing else.";
    recordRefusal(tenant, incoming.headers.host ?? "");
    outgoing.writeHead(403, { [refusedHeader]: reason, "content-type": "text/plain; charset=utf-8" }).end(reason);
  });
  server.on("connect", ({ url = "" }, socket, head) => {
    socket.on("error", () => socket.destroy());
    const reason = reasonAgainst(tenant, url);
    if (head.length > 0) socket.unshift(head);
    if (reason === undefined) accept(url.slice(0, -":443".length).toLowerCase(), socket).catch(() => socket.destroy());
    else {
      recordRefusal(tenant, url);
      refuse(socket, reason);
    }
  });
  return server;
}

function variables(url: string, certificateFile: string): Readonly<Record<string, string>> {
  const noProxy = "localhost,127.0.0.1";
  return {
    NODE_USE_ENV_PROXY: "1",
    HTTPS_PROXY: url,
    https_proxy: url,
    NO_PROXY: noProxy,
    no_proxy: noProxy,
    NODE_EXTRA_CA_CERTS: certificateFile,
    REQUESTS_CA_BUNDLE: certificateFile,
    CURL_CA_BUNDLE: certificateFile,
  };
}

/**
 * Starts an HTTP CONNECT proxy on 127.0.0.1 that answers for Microsoft's host names from a tenant, with certificates of
 * an authority made for this run. Every other host is refused: 403, the reason in the header `x-entrakit-refused` and in
 * the body.
 *
 * @throws {Error} when `NODE_ENV` is `production`, or the port is taken.
 *
 * @example
 * ```ts
 * await using proxy = await connectProxy(tenant);
 * spawn(process.execPath, ["my-program.js"], { env: { ...process.env, ...proxy.environment() } });
 * ```
 */
export async function connectProxy(tenant: Tenant, options: ProxyOptions = {}): Promise<ProxyServer> {
  refuseProduction();
  const authority = await createAuthority();
  const server = createProxy(tenant, authority);
  const end = closerOf(server);
  const url = `http://127.0.0.1:${await listenOnLoopback(server, options.port)}`;
  const directory = await mkdtemp(join(tmpdir(), "entrakit-emulator-"));
  const certificateFile = join(directory, "authority.pem");
  await writeFile(certificateFile, authority.certificatePem, { mode: 0o600 });
  const close = async (): Promise<void> => {
    await end();
    await rm(directory, { recursive: true, force: true });
  };
  return {
    url,
    certificatePem: authority.certificatePem,
    certificateFile,
    environment: () => variables(url, certificateFile),
    close,
    [Symbol.asyncDispose]: close,
  };
}
