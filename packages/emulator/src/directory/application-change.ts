import { notEmulated } from "../graph/failure.ts";
import { type JsonObject, isObject, listOf, stringOf } from "../json.ts";
import type { Tenant } from "../tenant.ts";
import { replaceKeyCredentials } from "./key-credentials.ts";
import { directoryBadRequest } from "./refusals.ts";
import { readRequiredResourceAccess } from "./required-resource-access.ts";
import type { AppRole, Application, PermissionScope } from "./state.ts";

function invalid(name: string): Error {
  return directoryBadRequest(`Invalid value specified for property '${name}' of resource 'Application'.`);
}

function readString(value: unknown, name: string): string {
  if (typeof value !== "string" || value === "") throw invalid(name);
  return value;
}

function readStrings(value: unknown, name: string): string[] {
  if (!Array.isArray(value)) throw invalid(name);
  return value.map((entry) => readString(entry, name));
}

function readBoolean(value: unknown, name: string): boolean | null {
  if (value !== null && typeof value !== "boolean") throw invalid(name);
  return value;
}

function readAppRole(value: unknown): AppRole {
  if (!isObject(value)) throw invalid("appRoles");
  const allowedMemberTypes = listOf(value["allowedMemberTypes"]).map(String);
  const id = readString(value["id"], "appRoles.id");
  if (allowedMemberTypes.length === 0) {
    throw directoryBadRequest(
      `App role with identifier '${id}' must have at least one value specified for 'allowedMemberTypes'.`,
    );
  }
  return {
    id,
    value: readString(value["value"], "appRoles.value"),
    displayName: readString(value["displayName"], "appRoles.displayName"),
    description: readString(value["description"], "appRoles.description"),
    allowedMemberTypes,
    isEnabled: value["isEnabled"] !== false,
  };
}

function readScope(value: unknown): PermissionScope {
  if (!isObject(value)) throw invalid("api.oauth2PermissionScopes");
  return {
    id: readString(value["id"], "api.oauth2PermissionScopes.id"),
    value: readString(value["value"], "api.oauth2PermissionScopes.value"),
    type: value["type"] === "Admin" ? "Admin" : "User",
    adminConsentDisplayName: readString(
      value["adminConsentDisplayName"],
      "api.oauth2PermissionScopes.adminConsentDisplayName",
    ),
    isEnabled: value["isEnabled"] !== false,
  };
}

function applyApi(application: Application, value: unknown): void {
  if (!isObject(value)) throw invalid("api");
  if ("requestedAccessTokenVersion" in value) {
    const version = value["requestedAccessTokenVersion"];
    if (version !== null && version !== 1 && version !== 2) throw invalid("api.requestedAccessTokenVersion");
    application.requestedAccessTokenVersion = version;
  }
  const scopes = value["oauth2PermissionScopes"];
  if (Array.isArray(scopes)) application.scopes = scopes.map(readScope);
}

function redirectUris(value: unknown, name: string): string[] {
  if (!isObject(value)) throw invalid(name);
  const uris = readStrings(value["redirectUris"] ?? [], `${name}.redirectUris`);
  if (!uris.every((uri) => URL.canParse(uri))) throw invalid(`${name}.redirectUris`);
  return uris;
}

function applyIdentifierUris(tenant: Tenant, application: Application, uris: string[]): void {
  const others = [...tenant.directory.applications.values()].filter((other) => other.id !== application.id);
  const taken = new Set(others.flatMap((other) => other.identifierUris));
  if (uris.some((uri) => taken.has(uri))) {
    throw directoryBadRequest("Another object with the same value for property identifierUris already exists.");
  }
  application.identifierUris = uris;
}

type Apply = (tenant: Tenant, application: Application, value: unknown) => void | Promise<void>;

/** The properties that the tenant keeps, and how each is read. */
const properties: Readonly<Record<string, Apply>> = {
  displayName: (_, application, value) => void (application.displayName = readString(value, "displayName")),
  signInAudience: (_, application, value) => void (application.signInAudience = readString(value, "signInAudience")),
  notes: (_, application, value) => void (application.notes = stringOf(value) ?? null),
  tags: (_, application, value) => void (application.tags = readStrings(value, "tags")),
  isFallbackPublicClient: (_, application, value) =>
    void (application.isFallbackPublicClient = readBoolean(value, "isFallbackPublicClient")),
  identifierUris: (tenant, application, value) =>
    applyIdentifierUris(tenant, application, readStrings(value, "identifierUris")),
  api: (_, application, value) => applyApi(application, value),
  appRoles: (_, application, value) => void (application.appRoles = listOf(value).map(readAppRole)),
  publicClient: (_, application, value) =>
    void (application.publicClientRedirectUris = redirectUris(value, "publicClient")),
  web: (_, application, value) => void (application.webRedirectUris = redirectUris(value, "web")),
  requiredResourceAccess: (tenant, application, value) =>
    void (application.requiredResourceAccess = readRequiredResourceAccess(tenant.directory, value)),
  keyCredentials: async (tenant, application, value) => {
    if (!Array.isArray(value)) throw invalid("keyCredentials");
    application.keyCredentials = await replaceKeyCredentials(application.keyCredentials, value, tenant.clock.now());
  },
  passwordCredentials: (_, application, value) => {
    const kept = listOf(value).map((entry) => (isObject(entry) ? entry["keyId"] : undefined));
    if (!kept.every((keyId) => application.passwordCredentials.some((credential) => credential.keyId === keyId))) {
      throw directoryBadRequest("New password credentials must be generated with service actions.");
    }
    application.passwordCredentials = application.passwordCredentials.filter(({ keyId }) => kept.includes(keyId));
  },
};

/**
 * Changes an application as a body says; collections are replaced as a whole. Nothing is changed when something is wrong.
 *
 * @throws {GraphFailure} 400 for a wrong value, 501 for a property of Graph's that the tenant does not keep.
 */
export async function changeApplication(tenant: Tenant, application: Application, body: JsonObject): Promise<void> {
  const draft = { ...application };
  for (const [name, value] of Object.entries(body)) {
    if (name.startsWith("@odata.") || name === "uniqueName") continue;
    const apply = properties[name];
    if (apply === undefined) throw notEmulated(`the property '${name}' of applications`);
    await apply(tenant, draft, value);
  }
  Object.assign(application, draft);
}
