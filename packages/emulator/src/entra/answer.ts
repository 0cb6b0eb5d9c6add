import type { Tenant } from "../tenant.ts";
import { Refusal, refusalBody } from "./refusal.ts";

/** Headers of every answer that may hold a token. `date` follows the tenant's clock, so that clients can learn their skew. */
export function entraHeaders(tenant: Tenant, request: Request): Record<string, string> {
  const clientRequestId = request.headers.get("client-request-id");
  return {
    "cache-control": "no-store, no-cache",
    pragma: "no-cache",
    expires: "-1",
    date: new Date(tenant.clock.now()).toUTCString(),
    "strict-transport-security": "max-age=31536000; includeSubDomains",
    "x-content-type-options": "nosniff",
    "x-ms-request-id": crypto.randomUUID(),
    ...(clientRequestId === null ? {} : { "client-request-id": clientRequestId }),
  };
}

/** A JSON answer. */
export function entraJson(tenant: Tenant, request: Request, status: number, body: object): Response {
  const headers = { ...entraHeaders(tenant, request), "content-type": "application/json; charset=utf-8" };
  return new Response(JSON.stringify(body), { status, headers });
}

/** The id that the client gave its request, or a new one. */
export function correlationOf(request: Request): string {
  const url = new URL(request.url);
  const named = request.headers.get("client-request-id") ?? url.searchParams.get("client-request-id");
  return named ?? crypto.randomUUID();
}

/** Renders a refusal as the token endpoint does; anything else goes on. */
export function refusalResponse(tenant: Tenant, request: Request, error: unknown): Response {
  if (!(error instanceof Refusal)) throw error;
  const body = refusalBody(tenant, correlationOf(request), error.facts);
  return entraJson(tenant, request, error.facts.status, body);
}
