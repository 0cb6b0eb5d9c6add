import { allows } from "../arm/allows.ts";
import { authenticate } from "../entra/authenticate.ts";
import { objectOf } from "../json.ts";
import type { Tenant } from "../tenant.ts";
import type { SearchService } from "./state.ts";

const audiences = [
  "https://search.azure.com",
  "https://search.azure.com/",
  "880da380-985e-4198-81b9-e05b1cc53158",
] as const;

/** What a request wants to do: with an index's definition, or with its documents. */
export interface Need {
  readonly action:
    | "indexes/read"
    | "indexes/write"
    | "indexes/delete"
    | "indexes/documents/read"
    | "indexes/documents/write";
  /** The index that it is about; undefined for all. */
  readonly index: string | undefined;
}

/** The service answers a refusal with an empty body. */
function forbidden(): Response {
  return new Response(null, { status: 403 });
}

function unauthenticated(tenant: Tenant, failureMode: unknown): Response {
  if (failureMode === "http403") return forbidden();
  const challenge = `Bearer authorization_uri="https://login.microsoftonline.com/${tenant.tenantId}", resource_id="https://search.azure.com"`;
  return new Response(null, { status: 401, headers: { "www-authenticate": challenge } });
}

function checkKey(service: SearchService, key: string, need: Need, keysDisabled: boolean): Response | undefined {
  const isEnough =
    service.adminKeys.includes(key) || (service.queryKeys.includes(key) && need.action === "indexes/documents/read");
  return isEnough && !keysDisabled ? undefined : forbidden();
}

/** The refusal of a request that may not do what it needs; undefined when it may: by `api-key`, or by a token whose principal has the role. */
export async function refuse(
  tenant: Tenant,
  request: Request,
  service: SearchService,
  need: Need,
): Promise<Response | undefined> {
  const properties = tenant.arm.resources.get(service.resourceId.toLowerCase())?.properties ?? {};
  const key = request.headers.get("api-key");
  if (key !== null) return checkKey(service, key, need, properties["disableLocalAuth"] === true);
  const authentication = await authenticate(tenant, request, audiences);
  if (!authentication.ok) {
    const mode = objectOf(objectOf(properties["authOptions"])["aadOrApiKey"])["aadAuthFailureMode"];
    return unauthenticated(tenant, mode);
  }
  const scope = need.index === undefined ? service.resourceId : `${service.resourceId}/indexes/${need.index}`;
  const kind = need.action.startsWith("indexes/documents/") ? "dataActions" : "actions";
  const action = `Microsoft.Search/searchServices/${need.action}`;
  return allows(tenant, authentication.claims.oid, scope, action, kind) ? undefined : forbidden();
}
