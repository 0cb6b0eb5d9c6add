import { answerCollection, answerEntity, contextOf, graphJson, queryOption } from "../graph/collection.ts";
import type { GraphCall, GraphRoute } from "../graph/route.ts";
import { type JsonObject, isObject, stringOf } from "../json.ts";
import { changeApplication } from "./application-change.ts";
import { applicationView } from "./application-view.ts";
import { bodyOf, createsIfMissing } from "./body.ts";
import { applicationByAppId, servicePrincipalByAppId } from "./lookup.ts";
import { mirrorApplication, newApplication } from "./objects.ts";
import { newPasswordCredential } from "./password-credentials.ts";
import { directoryBadRequest, resourceNotFound } from "./refusals.ts";
import { removeServicePrincipal } from "./remove.ts";
import type { Application } from "./state.ts";

function findApplication(call: GraphCall): Application | undefined {
  const { applicationId, appId, uniqueName } = call.params;
  const { directory } = call.tenant;
  if (applicationId !== undefined) return directory.applications.get(applicationId.toLowerCase());
  if (appId !== undefined) return applicationByAppId(directory, appId);
  return [...directory.applications.values()].find((application) => application.uniqueName === uniqueName);
}

function applicationOf(call: GraphCall): Application {
  const application = findApplication(call);
  if (application === undefined) throw resourceNotFound(Object.values(call.params)[0] ?? "");
  return application;
}

function domainOf(call: GraphCall): string {
  return call.tenant.directory.organization.domain;
}

function listApplications(call: GraphCall): Response {
  const views = [...call.tenant.directory.applications.values()].map((application) =>
    applicationView(application, domainOf(call)),
  );
  return answerCollection(call, views, {
    context: "applications",
    pageSize: 100,
    maxPageSize: 999,
    paging: "skiptoken",
  });
}

function getApplication(call: GraphCall): Response {
  const selected = queryOption(call.url, "select")?.toLowerCase().split(",") ?? [];
  const withKeys = selected.some((name) => name.trim() === "keycredentials");
  return answerEntity(call, applicationView(applicationOf(call), domainOf(call), withKeys), "applications");
}

async function create(call: GraphCall, body: JsonObject, uniqueName: string | null): Promise<Response> {
  const displayName = stringOf(body["displayName"]);
  if (displayName === undefined)
    throw directoryBadRequest("A value is required for property 'displayName' of resource 'Application'.");
  const { tenant } = call;
  const application = newApplication(tenant, displayName);
  application.uniqueName = uniqueName;
  await changeApplication(tenant, application, body);
  tenant.directory.applications.set(application.id, application);
  const location = { location: `${call.url.origin}/v1.0/applications/${application.id}` };
  const context = contextOf(call.url, "applications/$entity");
  return graphJson({ "@odata.context": context, ...applicationView(application, domainOf(call)) }, 201, location);
}

async function createApplication(call: GraphCall): Promise<Response> {
  const body = await bodyOf(call);
  const uniqueName = stringOf(body["uniqueName"]) ?? null;
  const taken = [...call.tenant.directory.applications.values()].some((other) => other.uniqueName === uniqueName);
  if (uniqueName !== null && taken) {
    throw directoryBadRequest("Another object with the same value for property uniqueName already exists.");
  }
  return create(call, body, uniqueName);
}

async function updateApplication(call: GraphCall): Promise<Response> {
  const { uniqueName } = call.params;
  const application = findApplication(call);
  const body = await bodyOf(call);
  if (application === undefined && uniqueName !== undefined && createsIfMissing(call))
    return create(call, body, uniqueName);
  if (application === undefined) throw resourceNotFound(Object.values(call.params)[0] ?? "");
  await changeApplication(call.tenant, application, body);
  const principal = servicePrincipalByAppId(call.tenant.directory, application.appId);
  if (principal !== undefined) mirrorApplication(application, principal);
  return new Response(null, { status: 204 });
}

function deleteApplication(call: GraphCall): Response {
  const application = applicationOf(call);
  const { directory } = call.tenant;
  const principal = servicePrincipalByAppId(directory, application.appId);
  directory.applications.delete(application.id);
  if (principal !== undefined) removeServicePrincipal(directory, principal);
  return new Response(null, { status: 204 });
}

async function addPassword(call: GraphCall): Promise<Response> {
  const application = applicationOf(call);
  const { passwordCredential } = await bodyOf(call);
  const wish = isObject(passwordCredential) ? passwordCredential : {};
  const credential = newPasswordCredential(call.tenant, {
    displayName: stringOf(wish["displayName"]),
    startDateTime: stringOf(wish["startDateTime"]),
    endDateTime: stringOf(wish["endDateTime"]),
  });
  application.passwordCredentials = [...application.passwordCredentials, credential];
  const context = contextOf(call.url, "microsoft.graph.passwordCredential");
  return graphJson({ "@odata.context": context, customKeyIdentifier: null, ...credential });
}

async function removePassword(call: GraphCall): Promise<Response> {
  const application = applicationOf(call);
  const { keyId } = await bodyOf(call);
  const kept = application.passwordCredentials.filter((credential) => credential.keyId !== keyId);
  if (kept.length === application.passwordCredentials.length) {
    throw directoryBadRequest(`No password credential found with keyId ${String(keyId)}.`);
  }
  application.passwordCredentials = kept;
  return new Response(null, { status: 204 });
}

const single = [
  "/applications/{applicationId}",
  "/applications(appId='{appId}')",
  "/applications(uniqueName='{uniqueName}')",
] as const;

/** App registrations. Source: learn.microsoft.com/graph/api/resources/application. */
export const applicationRoutes: readonly GraphRoute[] = [
  { method: "GET", path: "/applications", handle: listApplications },
  { method: "POST", path: "/applications", handle: createApplication },
  ...single.flatMap((path): GraphRoute[] => [
    { method: "GET", path, handle: getApplication },
    { method: "PATCH", path, handle: updateApplication },
    { method: "DELETE", path, handle: deleteApplication },
  ]),
  { method: "POST", path: "/applications/{applicationId}/addPassword", handle: addPassword },
  { method: "POST", path: "/applications/{applicationId}/removePassword", handle: removePassword },
];
