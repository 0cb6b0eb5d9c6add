import { authenticate } from "../entra/authenticate.ts";
import type { Surface } from "../surface.ts";
import type { Tenant } from "../tenant.ts";
import { answerBatch } from "./batch.ts";
import { dispatchGraph } from "./dispatch.ts";
import { answerDownload } from "./download.ts";
import { type ExchangeIds, GraphFailure, failureResponse } from "./failure.ts";

const audiences = [
  "https://graph.microsoft.com",
  "https://graph.microsoft.com/",
  "00000003-0000-0000-c000-000000000000",
] as const;

/** Graph's 401, with the challenge that names where tokens come from. */
function challenge(tenant: Tenant, reason: string, detail: string): GraphFailure {
  const message = reason === "missing" ? "Access token is empty." : detail;
  const authenticateHeader =
    `Bearer realm="", authorization_uri="https://login.microsoftonline.com/${tenant.tenantId}/oauth2/authorize", ` +
    `client_id="00000003-0000-0000-c000-000000000000"`;
  return new GraphFailure(401, "InvalidAuthenticationToken", message, { "www-authenticate": authenticateHeader });
}

async function answerGraph(request: Request, tenant: Tenant, ids: ExchangeIds): Promise<Response> {
  const authentication = await authenticate(tenant, request, audiences);
  if (!authentication.ok) {
    return failureResponse(challenge(tenant, authentication.reason, authentication.detail), ids, tenant.clock.now());
  }
  const isBatch =
    request.method === "POST" && /^\/(v1\.0|beta)\/(\$|%24)batch\/?$/i.test(new URL(request.url).pathname);
  if (isBatch) return answerBatch(tenant, request, authentication.claims, ids);
  return dispatchGraph(tenant, request, authentication.claims, ids);
}

/** Microsoft Graph v1.0 (and beta, which answers the same), with the SharePoint hosts that its download URLs lead to. */
export const graphSurface: Surface = {
  name: "graph",
  owns: (hostname) => hostname === "graph.microsoft.com" || hostname.endsWith(".sharepoint.com"),
  async handle(request, tenant) {
    if (new URL(request.url).hostname.endsWith(".sharepoint.com")) return answerDownload(request, tenant);
    const requestId = crypto.randomUUID();
    const ids = { requestId, clientRequestId: request.headers.get("client-request-id") ?? requestId };
    const response = await answerGraph(request, tenant, ids);
    const headers = new Headers(response.headers);
    headers.set("request-id", ids.requestId);
    headers.set("client-request-id", ids.clientRequestId);
    headers.set("odata-version", "4.0");
    headers.set(
      "x-ms-ags-diagnostic",
      '{"ServerInfo":{"DataCenter":"Emulator","Slice":"E","Ring":"0","ScaleUnit":"000","RoleInstance":"ENTRAKIT"}}',
    );
    return new Response(response.body, { status: response.status, headers });
  },
};
