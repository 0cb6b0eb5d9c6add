import { answerCollection, answerEntity, contextOf, graphJson } from "../graph/collection.ts";
import { GraphFailure } from "../graph/failure.ts";
import type { GraphCall, GraphRoute } from "../graph/route.ts";
import { type JsonObject, stringOf } from "../json.ts";
import { bodyOf } from "./body.ts";
import { directoryBadRequest, resourceNotFound } from "./refusals.ts";
import type { Directory, OAuth2PermissionGrant } from "./state.ts";

const collection = "oauth2PermissionGrants";

function listGrants(call: GraphCall): Response {
  const grants = [...call.tenant.directory.oauth2PermissionGrants.values()];
  return answerCollection(call, grants, { context: collection, pageSize: 100, maxPageSize: 999, paging: "skiptoken" });
}

function grantOf(call: GraphCall): OAuth2PermissionGrant {
  const id = call.params["oAuth2PermissionGrantId"] ?? "";
  const grant = call.tenant.directory.oauth2PermissionGrants.get(id);
  if (grant === undefined) throw resourceNotFound(id);
  return grant;
}

function readGrant(directory: Directory, body: JsonObject): Omit<OAuth2PermissionGrant, "id"> {
  const clientId = stringOf(body["clientId"]) ?? "";
  const resourceId = stringOf(body["resourceId"]) ?? "";
  for (const id of [clientId, resourceId]) if (!directory.servicePrincipals.has(id)) throw resourceNotFound(id);
  const { consentType } = body;
  const principalId = stringOf(body["principalId"]) ?? null;
  const forEveryone = consentType === "AllPrincipals" && principalId === null;
  const forOne = consentType === "Principal" && principalId !== null && directory.users.has(principalId);
  if (!forEveryone && !forOne) {
    throw directoryBadRequest(
      "The consentType and principalId do not fit: 'AllPrincipals' takes no principalId, 'Principal' a user's.",
    );
  }
  const scope = stringOf(body["scope"]) ?? "";
  return { clientId, resourceId, consentType: forEveryone ? "AllPrincipals" : "Principal", principalId, scope };
}

async function createGrant(call: GraphCall): Promise<Response> {
  const { tenant } = call;
  const wanted = readGrant(tenant.directory, await bodyOf(call));
  const present = [...tenant.directory.oauth2PermissionGrants.values()].some(
    (other) =>
      other.clientId === wanted.clientId &&
      other.resourceId === wanted.resourceId &&
      other.principalId === wanted.principalId,
  );
  if (present)
    throw new GraphFailure(409, "Request_MultipleObjectsWithSameKeyValue", "Permission entry already exists.");
  const grant = { id: tenant.random.text(43), ...wanted };
  tenant.directory.oauth2PermissionGrants.set(grant.id, grant);
  return graphJson({ "@odata.context": contextOf(call.url, `${collection}/$entity`), ...grant }, 201);
}

async function updateGrant(call: GraphCall): Promise<Response> {
  const grant = grantOf(call);
  const scope = stringOf((await bodyOf(call))["scope"]);
  if (scope === undefined) throw directoryBadRequest("Only the property 'scope' of a permission grant can be updated.");
  grant.scope = scope;
  return new Response(null, { status: 204 });
}

function deleteGrant(call: GraphCall): Response {
  call.tenant.directory.oauth2PermissionGrants.delete(grantOf(call).id);
  return new Response(null, { status: 204 });
}

const single = "/oauth2PermissionGrants/{oAuth2PermissionGrantId}";

/** Delegated permissions granted to clients. Source: learn.microsoft.com/graph/api/resources/oauth2permissiongrant. */
export const permissionGrantRoutes: readonly GraphRoute[] = [
  { method: "GET", path: "/oauth2PermissionGrants", handle: listGrants },
  { method: "POST", path: "/oauth2PermissionGrants", handle: createGrant },
  { method: "GET", path: single, handle: (call) => answerEntity(call, grantOf(call), collection) },
  { method: "PATCH", path: single, handle: updateGrant },
  { method: "DELETE", path: single, handle: deleteGrant },
];
