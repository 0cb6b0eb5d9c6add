import type { Tenant } from "./tenant.ts";

/** The header that says why the emulator refused to pass a request on. */
export const refusedHeader = "x-entrakit-refused";

/** Names of this machine: requests to them are none of the emulator's business. */
const loopbackHosts: ReadonlySet<string> = new Set(["localhost", "127.0.0.1", "[::1]", "::1"]);

/** Whether a host name is this machine's own. */
export function isLoopback(hostname: string): boolean {
  return loopbackHosts.has(hostname);
}

/** Why a host that the tenant does not play is not reached: the emulator lets nothing out. */
export function refusalReason(hostname: string): string {
  return `The entrakit emulator does not play ${hostname}, and lets no request leave this machine.`;
}

/** The answer for a host that the tenant does not play: 403 with the reason in header and body. */
export function refuseHost(tenant: Tenant, request: Request): Response {
  const url = new URL(request.url);
  const reason = refusalReason(url.hostname);
  const time = tenant.clock.now();
  if (request.headers.has("authorization")) {
    const detail = `A request to ${url.hostname} carried an Authorization header.`;
    tenant.log.violate({ time, kind: "credential-to-wrong-host", detail });
  }
  tenant.log.record({
    time,
    method: request.method,
    url: url.origin + url.pathname,
    surface: "refused",
    status: 403,
  });
  return new Response(reason, { status: 403, headers: { [refusedHeader]: reason, "content-type": "text/plain" } });
}

/**
 * Stops where production is declared: a program there must never meet an emulated tenant.
 *
 * @throws {Error} when `NODE_ENV` is `production`.
 */
export function refuseProduction(): void {
  const environment: unknown = Reflect.get(globalThis, "process");
  const isNode = typeof environment === "object" && environment !== null && "env" in environment;
  const variables = isNode ? environment.env : undefined;
  const name =
    typeof variables === "object" && variables !== null && "NODE_ENV" in variables ? variables.NODE_ENV : undefined;
  if (name === "production") {
    throw new Error(
      "The entrakit emulator refuses to run with NODE_ENV=production: start it in a test or a development process.",
    );
  }
}
