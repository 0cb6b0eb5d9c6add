import type { Directory, ServicePrincipal } from "./state.ts";

/** Takes a service principal away with every consent that it gave or was given. */
export function removeServicePrincipal(directory: Directory, principal: ServicePrincipal): void {
  directory.servicePrincipals.delete(principal.id);
  for (const assignment of directory.appRoleAssignments.values()) {
    if (assignment.principalId === principal.id || assignment.resourceId === principal.id) {
      directory.appRoleAssignments.delete(assignment.id);
    }
  }
  for (const grant of directory.oauth2PermissionGrants.values()) {
    if (grant.clientId === principal.id || grant.resourceId === principal.id) {
      directory.oauth2PermissionGrants.delete(grant.id);
    }
  }
}
