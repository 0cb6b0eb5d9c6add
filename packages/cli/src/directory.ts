import { type JsonObject, child, objects, optionalText, text, texts } from "./json.ts";
import type { Service } from "./service.ts";
import type { ResourceAccess } from "./target.ts";

/** An app registration, as far as provisioning reads it. */
export interface RegisteredApplication {
  readonly id: string;
  readonly appId: string;
  readonly displayName: string;
  readonly identifierUris: readonly string[];
  readonly redirectUris: readonly string[];
  readonly requestedAccessTokenVersion: number | null;
  /** As Graph gave them: a PATCH sends them back unchanged. */
  readonly appRoles: readonly JsonObject[];
  readonly requiredResourceAccess: readonly ResourceAccess[];
}

/** An application's presence in the tenant, with the permissions it offers. */
export interface RegisteredServicePrincipal {
  readonly id: string;
  readonly appId: string;
  readonly displayName: string;
  readonly appRoles: readonly { readonly id: string; readonly value: string }[];
  readonly scopes: readonly { readonly id: string; readonly value: string }[];
}

/** An `oauth2PermissionGrant` for everybody. */
export interface DelegatedGrant {
  readonly id: string;
  /** The names granted. */
  readonly scopes: readonly string[];
}

/** The application's keys, each as Graph gave it, with `key` filled in. */
export type KeyCredentials = readonly JsonObject[];

const applicationFields = "id,appId,displayName,identifierUris,publicClient,appRoles,requiredResourceAccess,api";
const principalFields = "id,appId,displayName,appRoles,oauth2PermissionScopes";

/** A literal inside an OData key or filter: quotes doubled, then percent-encoded. */
function literal(value: string): string {
  return encodeURIComponent(value.replaceAll("'", "''"));
}

/** The registration with a unique name; throws `not_found`. Source: learn.microsoft.com/graph/api/application-get. */
export async function readApplication(graph: Service, uniqueName: string): Promise<RegisteredApplication> {
  const path = `/applications(uniqueName='${literal(uniqueName)}')?$select=${applicationFields}`;
  return toApplication(await graph({ method: "GET", path }));
}

/** Creates the registration or updates it. Source: learn.microsoft.com/graph/api/application-upsert. */
export async function upsertApplication(graph: Service, uniqueName: string, body: JsonObject): Promise<void> {
  const headers = { prefer: "create-if-missing" };
  await graph({ method: "PATCH", path: `/applications(uniqueName='${literal(uniqueName)}')`, headers, body });
}

/** Changes some of the registration's properties; a list is replaced as a whole. Source: learn.microsoft.com/graph/api/application-update. */
export async function updateApplication(graph: Service, id: string, body: JsonObject): Promise<void> {
  await graph({ method: "PATCH", path: `/applications/${id}`, body });
}

/** The registration's keys; `key` comes only because it is selected on a single object. */
export async function readKeyCredentials(graph: Service, id: string): Promise<KeyCredentials> {
  return objects(
    await graph({ method: "GET", path: `/applications/${id}?$select=id,keyCredentials` }),
    "keyCredentials",
  );
}

/** The service principal of an application; throws `not_found`. Source: learn.microsoft.com/graph/api/serviceprincipal-get. */
export async function readServicePrincipal(graph: Service, appId: string): Promise<RegisteredServicePrincipal> {
  const path = `/servicePrincipals(appId='${literal(appId)}')?$select=${principalFields}`;
  return toServicePrincipal(await graph({ method: "GET", path }));
}

/** Creates an application's service principal. Source: learn.microsoft.com/graph/api/serviceprincipal-upsert. */
export async function upsertServicePrincipal(graph: Service, appId: string, body: JsonObject): Promise<void> {
  const headers = { prefer: "create-if-missing" };
  await graph({ method: "PATCH", path: `/servicePrincipals(appId='${literal(appId)}')`, headers, body });
}

/** Ids of the application permissions that a client already has on a resource. */
export async function readAppRoleAssignments(
  graph: Service,
  clientId: string,
): Promise<readonly { readonly resourceId: string; readonly appRoleId: string }[]> {
  const pages = await readPages(
    graph,
    `/servicePrincipals/${clientId}/appRoleAssignments?$select=resourceId,appRoleId`,
  );
  return pages.map((entry) => ({ resourceId: text(entry, "resourceId"), appRoleId: text(entry, "appRoleId") }));
}

/** Grants one application permission. Source: learn.microsoft.com/graph/api/serviceprincipal-post-approleassignments. */
export async function assignAppRole(
  graph: Service,
  assignment: { readonly principalId: string; readonly resourceId: string; readonly appRoleId: string },
): Promise<void> {
  const path = `/servicePrincipals/${assignment.principalId}/appRoleAssignments`;
  await graph({ method: "POST", path, body: assignment });
}

/** The delegated permissions that a client has on a resource for everybody, if any. */
export async function findDelegatedGrant(
  graph: Service,
  clientId: string,
  resourceId: string,
): Promise<DelegatedGrant | undefined> {
  const filter = encodeURIComponent(`clientId eq '${clientId}' and resourceId eq '${resourceId}'`);
  const pages = await readPages(graph, `/oauth2PermissionGrants?$filter=${filter}`);
  const found = pages.find((entry) => entry["consentType"] === "AllPrincipals");
  return found && { id: text(found, "id"), scopes: (optionalText(found, "scope") ?? "").split(" ").filter(Boolean) };
}

/** Grants delegated permissions for everybody. Source: learn.microsoft.com/graph/api/oauth2permissiongrant-post. */
export async function createDelegatedGrant(
  graph: Service,
  grant: { readonly clientId: string; readonly resourceId: string; readonly scope: string },
): Promise<void> {
  await graph({ method: "POST", path: "/oauth2PermissionGrants", body: { ...grant, consentType: "AllPrincipals" } });
}

/** Replaces the permissions of a grant. Source: learn.microsoft.com/graph/api/oauth2permissiongrant-update. */
export async function updateDelegatedGrant(graph: Service, id: string, scope: string): Promise<void> {
  await graph({ method: "PATCH", path: `/oauth2PermissionGrants/${encodeURIComponent(id)}`, body: { scope } });
}

/** All entries of a list; follows `@odata.nextLink` by its path and query, so that no other host is called. */
async function readPages(graph: Service, path: string): Promise<readonly JsonObject[]> {
  const entries: JsonObject[] = [];
  for (let next: string | undefined = path; next !== undefined;) {
    const page: JsonObject = await graph({ method: "GET", path: next });
    entries.push(...objects(page, "value"));
    const link = optionalText(page, "@odata.nextLink");
    next = link === undefined ? undefined : belowVersion(new URL(link));
  }
  return entries;
}

function belowVersion(url: URL): string {
  return url.pathname.replace(/^\/[^/]+/, "") + url.search;
}

function toApplication(value: JsonObject): RegisteredApplication {
  const version = child(value, "api")["requestedAccessTokenVersion"];
  return {
    id: text(value, "id"),
    appId: text(value, "appId"),
    displayName: text(value, "displayName"),
    identifierUris: texts(value, "identifierUris"),
    redirectUris: texts(child(value, "publicClient"), "redirectUris"),
    requestedAccessTokenVersion: typeof version === "number" ? version : null,
    appRoles: objects(value, "appRoles"),
    requiredResourceAccess: objects(value, "requiredResourceAccess").map((entry) => ({
      resourceAppId: text(entry, "resourceAppId"),
      resourceAccess: objects(entry, "resourceAccess").map((access) => ({
        id: text(access, "id"),
        type: access["type"] === "Role" ? "Role" : "Scope",
      })),
    })),
  };
}

function toServicePrincipal(value: JsonObject): RegisteredServicePrincipal {
  const offered = (field: string): { id: string; value: string }[] =>
    objects(value, field).map((entry) => ({ id: text(entry, "id"), value: optionalText(entry, "value") ?? "" }));
  return {
    id: text(value, "id"),
    appId: text(value, "appId"),
    displayName: text(value, "displayName"),
    appRoles: offered("appRoles"),
    scopes: offered("oauth2PermissionScopes"),
  };
}
