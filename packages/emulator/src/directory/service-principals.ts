import { answerCollection, answerEntity, contextOf, graphJson } from "../graph/collection.ts";
import { GraphFailure, notEmulated } from "../graph/failure.ts";
import type { GraphCall, GraphRoute } from "../graph/route.ts";
import { type JsonObject, stringOf } from "../json.ts";
import { bodyOf, createsIfMissing } from "./body.ts";
import { firstPartyServicePrincipal, knownApis } from "./first-party.ts";
import { applicationByAppId, servicePrincipalByAppId } from "./lookup.ts";
import { servicePrincipalOf } from "./objects.ts";
import { directoryBadRequest, resourceNotFound } from "./refusals.ts";
import { removeServicePrincipal } from "./remove.ts";
import type { ServicePrincipal } from "./state.ts";

function servicePrincipalView(principal: ServicePrincipal): object {
  return {
    id: principal.id,
    deletedDateTime: null,
    accountEnabled: principal.accountEnabled,
    appDisplayName: principal.displayName,
    appId: principal.appId,
    appOwnerOrganizationId: principal.appOwnerOrganizationId,
    appRoleAssignmentRequired: principal.appRoleAssignmentRequired,
    displayName: principal.displayName,
    servicePrincipalNames: principal.servicePrincipalNames,
    servicePrincipalType: "Application",
    tags: principal.tags,
    appRoles: principal.appRoles,
    oauth2PermissionScopes: principal.oauth2PermissionScopes,
  };
}

function findPrincipal(call: GraphCall): ServicePrincipal | undefined {
  const { servicePrincipalId, appId } = call.params;
  const { directory } = call.tenant;
  return appId === undefined
    ? directory.servicePrincipals.get((servicePrincipalId ?? "").toLowerCase())
    : servicePrincipalByAppId(directory, appId);
}

/** The service principal that a call's path names; 404 when there is none. */
export function principalOf(call: GraphCall): ServicePrincipal {
  const principal = findPrincipal(call);
  if (principal === undefined) throw resourceNotFound(Object.values(call.params)[0] ?? "");
  return principal;
}

function change(principal: ServicePrincipal, body: JsonObject): void {
  for (const [name, value] of Object.entries(body)) {
    if (name === "appId" || name === "displayName" || name.startsWith("@odata.")) continue;
    if (name === "accountEnabled" && typeof value === "boolean") principal.accountEnabled = value;
    else if (name === "appRoleAssignmentRequired" && typeof value === "boolean")
      principal.appRoleAssignmentRequired = value;
    else if (name === "tags" && Array.isArray(value)) principal.tags = value.map(String);
    else if (name in servicePrincipalView(principal)) {
      throw directoryBadRequest(`Invalid value specified for property '${name}' of resource 'ServicePrincipal'.`);
    } else throw notEmulated(`the property '${name}' of service principals`);
  }
}

function create(call: GraphCall, appId: string, body: JsonObject): Response {
  const { tenant } = call;
  const application = applicationByAppId(tenant.directory, appId);
  const api = knownApis.get(appId);
  const id = tenant.random.uuid();
  const principal =
    (application && servicePrincipalOf(application, id, tenant.tenantId)) ??
    (api && firstPartyServicePrincipal(api, id));
  if (principal === undefined) {
    throw directoryBadRequest(
      `The appId '${appId}' of the service principal does not reference a valid application object.`,
    );
  }
  change(principal, body);
  tenant.directory.servicePrincipals.set(id, principal);
  const location = { location: `${call.url.origin}/v1.0/servicePrincipals/${id}` };
  const context = contextOf(call.url, "servicePrincipals/$entity");
  return graphJson({ "@odata.context": context, ...servicePrincipalView(principal) }, 201, location);
}

async function createPrincipal(call: GraphCall): Promise<Response> {
  const body = await bodyOf(call);
  const appId = stringOf(body["appId"])?.toLowerCase();
  if (appId === undefined)
    throw directoryBadRequest("A value is required for property 'appId' of resource 'ServicePrincipal'.");
  if (servicePrincipalByAppId(call.tenant.directory, appId) !== undefined) {
    throw new GraphFailure(
      409,
      "Request_MultipleObjectsWithSameKeyValue",
      `The service principal cannot be created, updated, or restored because the service principal name ${appId} is already in use.`,
    );
  }
  return create(call, appId, body);
}

async function updatePrincipal(call: GraphCall): Promise<Response> {
  const { appId } = call.params;
  const principal = findPrincipal(call);
  const body = await bodyOf(call);
  if (principal === undefined && appId !== undefined && createsIfMissing(call))
    return create(call, appId.toLowerCase(), body);
  change(principalOf(call), body);
  return new Response(null, { status: 204 });
}

function listPrincipals(call: GraphCall): Response {
  const views = [...call.tenant.directory.servicePrincipals.values()].map(servicePrincipalView);
  return answerCollection(call, views, {
    context: "servicePrincipals",
    pageSize: 100,
    maxPageSize: 999,
    paging: "skiptoken",
  });
}

function deletePrincipal(call: GraphCall): Response {
  removeServicePrincipal(call.tenant.directory, principalOf(call));
  return new Response(null, { status: 204 });
}

const single = ["/servicePrincipals/{servicePrincipalId}", "/servicePrincipals(appId='{appId}')"] as const;

/** Service principals. Source: learn.microsoft.com/graph/api/resources/serviceprincipal. */
export const servicePrincipalRoutes: readonly GraphRoute[] = [
  { method: "GET", path: "/servicePrincipals", handle: listPrincipals },
  { method: "POST", path: "/servicePrincipals", handle: createPrincipal },
  ...single.flatMap((path): GraphRoute[] => [
    {
      method: "GET",
      path,
      handle: (call) => answerEntity(call, servicePrincipalView(principalOf(call)), "servicePrincipals"),
    },
    { method: "PATCH", path, handle: updatePrincipal },
    { method: "DELETE", path, handle: deletePrincipal },
  ]),
];
