import { answerCollection, contextOf, graphJson } from "../graph/collection.ts";
import type { GraphCall, GraphRoute } from "../graph/route.ts";
import { stringOf } from "../json.ts";
import { bodyOf } from "./body.ts";
import { directoryBadRequest, resourceNotFound } from "./refusals.ts";
import { principalOf } from "./service-principals.ts";
import type { AppRoleAssignment, Directory, ServicePrincipal } from "./state.ts";

function assignmentView(directory: Directory, assignment: AppRoleAssignment): object {
  return {
    ...assignment,
    deletedDateTime: null,
    principalDisplayName: directory.servicePrincipals.get(assignment.principalId)?.displayName ?? null,
    principalType: "ServicePrincipal",
    resourceDisplayName: directory.servicePrincipals.get(assignment.resourceId)?.displayName ?? null,
  };
}

function list(call: GraphCall, side: "principalId" | "resourceId", segment: string): Response {
  const principal = principalOf(call);
  const { directory } = call.tenant;
  const views = [...directory.appRoleAssignments.values()]
    .filter((assignment) => assignment[side] === principal.id)
    .map((assignment) => assignmentView(directory, assignment));
  const context = `servicePrincipals('${principal.id}')/${segment}`;
  return answerCollection(call, views, { context, pageSize: 100, maxPageSize: 999, paging: "skiptoken" });
}

interface Wanted {
  readonly principal: ServicePrincipal;
  readonly resource: ServicePrincipal;
  readonly appRoleId: string;
}

async function readWanted(call: GraphCall, side: "principalId" | "resourceId"): Promise<Wanted> {
  const body = await bodyOf(call);
  const { directory } = call.tenant;
  const principal = directory.servicePrincipals.get(stringOf(body["principalId"]) ?? "");
  const resource = directory.servicePrincipals.get(stringOf(body["resourceId"]) ?? "");
  if (principal === undefined || resource === undefined) {
    throw resourceNotFound(String(body[principal === undefined ? "principalId" : "resourceId"]));
  }
  const named = side === "principalId" ? principal : resource;
  if (named !== principalOf(call))
    throw directoryBadRequest(`The ${side} in the body does not match the one in the path.`);
  return { principal, resource, appRoleId: stringOf(body["appRoleId"]) ?? "" };
}

function checkRole(directory: Directory, { principal, resource, appRoleId }: Wanted): void {
  const role = resource.appRoles.find(({ id, isEnabled }) => id === appRoleId && isEnabled);
  if (role === undefined || !role.allowedMemberTypes.includes("Application")) {
    throw directoryBadRequest(`Permission being assigned was not found on application '${resource.appId}'.`);
  }
  const present = [...directory.appRoleAssignments.values()].some(
    (other) => other.principalId === principal.id && other.resourceId === resource.id && other.appRoleId === appRoleId,
  );
  if (present) throw directoryBadRequest("Permission being assigned already exists on the object");
}

async function assign(call: GraphCall, side: "principalId" | "resourceId", segment: string): Promise<Response> {
  const { tenant } = call;
  const wanted = await readWanted(call, side);
  checkRole(tenant.directory, wanted);
  const assignment: AppRoleAssignment = {
    id: tenant.random.text(43),
    principalId: wanted.principal.id,
    resourceId: wanted.resource.id,
    appRoleId: wanted.appRoleId,
    createdDateTime: new Date(tenant.clock.now()).toISOString(),
  };
  tenant.directory.appRoleAssignments.set(assignment.id, assignment);
  const context = contextOf(call.url, `servicePrincipals('${principalOf(call).id}')/${segment}/$entity`);
  return graphJson({ "@odata.context": context, ...assignmentView(tenant.directory, assignment) }, 201);
}

function revoke(call: GraphCall): Response {
  const id = call.params["appRoleAssignmentId"] ?? "";
  const { appRoleAssignments } = call.tenant.directory;
  if (appRoleAssignments.get(id)?.principalId !== principalOf(call).id) throw resourceNotFound(id);
  appRoleAssignments.delete(id);
  return new Response(null, { status: 204 });
}

const given = "/servicePrincipals/{servicePrincipalId}/appRoleAssignments";
const taken = "/servicePrincipals/{servicePrincipalId}/appRoleAssignedTo";

/** Application permissions granted to clients. Source: learn.microsoft.com/graph/api/resources/approleassignment. */
export const appRoleAssignmentRoutes: readonly GraphRoute[] = [
  { method: "GET", path: given, handle: (call) => list(call, "principalId", "appRoleAssignments") },
  { method: "POST", path: given, handle: (call) => assign(call, "principalId", "appRoleAssignments") },
  { method: "DELETE", path: `${given}/{appRoleAssignmentId}`, handle: revoke },
  { method: "GET", path: taken, handle: (call) => list(call, "resourceId", "appRoleAssignedTo") },
  { method: "POST", path: taken, handle: (call) => assign(call, "resourceId", "appRoleAssignedTo") },
];
