import type { Clock } from "../clock.ts";
import type { Random } from "../random.ts";
import type { Application, ServicePrincipal } from "./state.ts";

/** An app registration with Graph's defaults. */
export function newApplication(
  source: { readonly random: Random; readonly clock: Clock },
  displayName: string,
): Application {
  return {
    id: source.random.uuid(),
    appId: source.random.uuid(),
    uniqueName: null,
    displayName,
    signInAudience: "AzureADMyOrg",
    identifierUris: [],
    keyCredentials: [],
    passwordCredentials: [],
    requiredResourceAccess: [],
    appRoles: [],
    scopes: [],
    publicClientRedirectUris: [],
    webRedirectUris: [],
    isFallbackPublicClient: null,
    tags: [],
    notes: null,
    requestedAccessTokenVersion: null,
    createdDateTime: new Date(source.clock.now()).toISOString(),
  };
}

/** Gives a service principal what its application says of itself; Entra does so whenever the application changes. */
export function mirrorApplication(application: Application, principal: ServicePrincipal): void {
  principal.displayName = application.displayName;
  principal.servicePrincipalNames = [application.appId, ...application.identifierUris];
  principal.appRoles = [...application.appRoles];
  principal.oauth2PermissionScopes = [...application.scopes];
}

/** The service principal of an application of the tenant itself. */
export function servicePrincipalOf(application: Application, id: string, tenantId: string): ServicePrincipal {
  const principal: ServicePrincipal = {
    id,
    appId: application.appId,
    displayName: application.displayName,
    accountEnabled: true,
    appRoleAssignmentRequired: false,
    tags: [],
    appOwnerOrganizationId: tenantId,
    servicePrincipalNames: [],
    appRoles: [],
    oauth2PermissionScopes: [],
  };
  mirrorApplication(application, principal);
  return principal;
}
