import http from "node:http";
import tls from "node:tls";

import type { Tenant } from "../tenant.ts";
import { type ProxyServer, connectProxy } from "./connect-proxy.ts";

/** An interception on real sockets; ends with `await using` or `close()`. */
export interface SocketInterception extends AsyncDisposable {
  /** The proxy that this process's own requests go through. */
  readonly proxy: ProxyServer;
  close(): Promise<void>;
}

/** Sets variables of this process and gives back what undoes it. */
function setVariables(values: Readonly<Record<string, string>>): () => void {
  const before = Object.keys(values).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, values);
  return () => {
    for (const [name, value] of before) {
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
    }
  };
}

function checkRuntime(): void {
  if (typeof http.setGlobalProxyFromEnv === "function" && typeof tls.setDefaultCACertificates === "function") return;
  throw new Error(
    `Node ${process.version} cannot change its own proxy and its trusted certificates: use Node 24.14 or later, or intercept() of @entrakit/emulator/msw.`,
  );
}

/**
 * Sends this process's requests to Microsoft's hosts to a tenant over real sockets: TLS, tunnels and connections that
 * break are those of a real network. Loopback addresses stay direct; every other host is refused.
 *
 * @throws {Error} when `NODE_ENV` is `production`, or this Node cannot change its own proxy.
 */
export async function interceptSockets(tenant: Tenant): Promise<SocketInterception> {
  checkRuntime();
  const proxy = await connectProxy(tenant);
  const trusted = tls.getCACertificates("default");
  tls.setDefaultCACertificates([...trusted, proxy.certificatePem]);
  const noProxy = "localhost,127.0.0.1";
  const addresses = { HTTPS_PROXY: proxy.url, https_proxy: proxy.url, NO_PROXY: noProxy, no_proxy: noProxy };
  const restoreVariables = setVariables(addresses);
  const restoreProxy = http.setGlobalProxyFromEnv(addresses);
  const close = async (): Promise<void> => {
    restoreProxy();
    restoreVariables();
    tls.setDefaultCACertificates(trusted);
    await proxy.close();
  };
  return { proxy, close, [Symbol.asyncDispose]: close };
}
