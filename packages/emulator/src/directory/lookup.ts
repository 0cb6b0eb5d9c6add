import type { Application, Directory, PermissionScope, ServicePrincipal } from "./state.ts";

/** The application with an application id (`appId`, not the object's id). */
export function applicationByAppId(directory: Directory, appId: string): Application | undefined {
  const wanted = appId.toLowerCase();
  return [...directory.applications.values()].find((application) => application.appId === wanted);
}

/** The service principal of an application id. */
export function servicePrincipalByAppId(directory: Directory, appId: string): ServicePrincipal | undefined {
  const wanted = appId.toLowerCase();
  return [...directory.servicePrincipals.values()].find((principal) => principal.appId === wanted);
}

/** The API that a token is asked for, by its id or one of its identifiers (compared exactly, the slash at the end included). */
export function servicePrincipalByName(directory: Directory, name: string): ServicePrincipal | undefined {
  return [...directory.servicePrincipals.values()].find(
    (principal) => principal.servicePrincipalNames.includes(name) || principal.appId === name.toLowerCase(),
  );
}

/** Values of the application permissions that a client was granted on an API, sorted. */
export function grantedRoles(directory: Directory, clientId: string, resource: ServicePrincipal): string[] {
  const values = [...directory.appRoleAssignments.values()]
    .filter((assignment) => assignment.principalId === clientId && assignment.resourceId === resource.id)
    .map((assignment) => resource.appRoles.find((role) => role.id === assignment.appRoleId)?.value)
    .filter((value) => value !== undefined);
  return [...new Set(values)].toSorted();
}

/** Values of the delegated permissions that a client has on an API for a user, by an administrator's consent or the user's own, sorted. */
export function grantedScopes(
  directory: Directory,
  clientId: string,
  resource: ServicePrincipal,
  userId: string,
): string[] {
  const values = [...directory.oauth2PermissionGrants.values()]
    .filter((grant) => grant.clientId === clientId && grant.resourceId === resource.id)
    .filter((grant) => grant.consentType === "AllPrincipals" || grant.principalId === userId)
    .flatMap((grant) => grant.scope.split(" "))
    .filter((value) => value !== "");
  return [...new Set(values)].toSorted();
}

/** The delegated permission of a name; names are compared without regard to case, as Entra does. */
export function scopeByName(resource: ServicePrincipal, name: string): PermissionScope | undefined {
  const wanted = name.toLowerCase();
  return resource.oauth2PermissionScopes.find((scope) => scope.value.toLowerCase() === wanted);
}
