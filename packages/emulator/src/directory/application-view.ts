import type { Application, KeyCredential, PasswordCredential, PermissionScope } from "./state.ts";

function keyView(credential: KeyCredential, withKey: boolean): object {
  return { ...credential, key: withKey ? credential.key : null };
}

function passwordView(credential: PasswordCredential): object {
  return { ...credential, customKeyIdentifier: null, secretText: null };
}

function scopeView(scope: PermissionScope): object {
  return {
    ...scope,
    adminConsentDescription: scope.adminConsentDisplayName,
    userConsentDisplayName: null,
    userConsentDescription: null,
  };
}

/**
 * An application as Graph shows it. Secrets are never in it, and public keys only where the client selected
 * `keyCredentials` of a single application. Source: learn.microsoft.com/graph/api/resources/application.
 */
export function applicationView(application: Application, domain: string, withKeys = false): object {
  return {
    id: application.id,
    deletedDateTime: null,
    appId: application.appId,
    uniqueName: application.uniqueName,
    createdDateTime: application.createdDateTime,
    displayName: application.displayName,
    identifierUris: application.identifierUris,
    isFallbackPublicClient: application.isFallbackPublicClient,
    notes: application.notes,
    publisherDomain: domain,
    signInAudience: application.signInAudience,
    tags: application.tags,
    api: {
      acceptMappedClaims: null,
      knownClientApplications: [],
      requestedAccessTokenVersion: application.requestedAccessTokenVersion,
      oauth2PermissionScopes: application.scopes.map(scopeView),
      preAuthorizedApplications: [],
    },
    appRoles: application.appRoles,
    keyCredentials: application.keyCredentials.map((credential) => keyView(credential, withKeys)),
    passwordCredentials: application.passwordCredentials.map(passwordView),
    publicClient: { redirectUris: application.publicClientRedirectUris },
    requiredResourceAccess: application.requiredResourceAccess,
    spa: { redirectUris: [] },
    web: {
      homePageUrl: null,
      logoutUrl: null,
      redirectUris: application.webRedirectUris,
      implicitGrantSettings: { enableAccessTokenIssuance: false, enableIdTokenIssuance: false },
    },
  };
}
