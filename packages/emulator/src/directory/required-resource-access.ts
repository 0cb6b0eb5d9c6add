import { isObject, listOf, stringOf } from "../json.ts";
import { firstPartyServicePrincipal, knownApis } from "./first-party.ts";
import { servicePrincipalByAppId } from "./lookup.ts";
import { directoryBadRequest } from "./refusals.ts";
import type { Directory, RequiredResourceAccess } from "./state.ts";

/** Limits on an application's list. Source: learn.microsoft.com/graph/api/resources/application. */
const maxResources = 50;
const maxPermissions = 400;

type Access = RequiredResourceAccess["resourceAccess"][number];

interface Offered {
  readonly roles: ReadonlySet<string>;
  readonly scopes: ReadonlySet<string>;
}

function offeredBy(directory: Directory, appId: string): Offered {
  const api = knownApis.get(appId);
  const principal = servicePrincipalByAppId(directory, appId) ?? (api && firstPartyServicePrincipal(api, ""));
  if (principal === undefined) {
    throw directoryBadRequest(
      `Property requiredResourceAccess.resourceAppId names an application that cannot be found: '${appId}'.`,
    );
  }
  return {
    roles: new Set(principal.appRoles.map((role) => role.id)),
    scopes: new Set(principal.oauth2PermissionScopes.map((scope) => scope.id)),
  };
}

function readAccess(value: unknown, offered: Offered, appId: string): Access {
  const { id, type } = isObject(value) ? value : {};
  if (typeof id !== "string" || (type !== "Role" && type !== "Scope")) {
    throw directoryBadRequest(
      "Invalid value specified for property 'resourceAccess' of resource 'RequiredResourceAccess'.",
    );
  }
  const known = type === "Role" ? offered.roles : offered.scopes;
  if (!known.has(id)) {
    throw directoryBadRequest(
      `Property requiredResourceAccess.resourceAccess has a permission id that cannot be found in the AppPermissions sets: '${id}' of type '${type}' on the resource '${appId}'.`,
    );
  }
  return { id, type };
}

/**
 * Reads what an application asks for.
 *
 * @throws {GraphFailure} 400 when an API is unknown, or a permission is not one of the API's, or is one of the other type.
 */
export function readRequiredResourceAccess(directory: Directory, value: unknown): RequiredResourceAccess[] {
  const resources = listOf(value).map((entry) => {
    const { resourceAppId, resourceAccess } = isObject(entry) ? entry : {};
    const appId = stringOf(resourceAppId);
    if (appId === undefined || !Array.isArray(resourceAccess)) {
      throw directoryBadRequest(
        "Invalid value specified for property 'requiredResourceAccess' of resource 'Application'.",
      );
    }
    const offered = offeredBy(directory, appId);
    return { resourceAppId: appId, resourceAccess: resourceAccess.map((access) => readAccess(access, offered, appId)) };
  });
  const permissions = resources.reduce((sum, { resourceAccess }) => sum + resourceAccess.length, 0);
  if (resources.length > maxResources || permissions > maxPermissions) {
    throw directoryBadRequest(
      "The size of the object has exceeded its limit: at most 50 resources and 400 permissions are allowed.",
    );
  }
  return resources;
}
