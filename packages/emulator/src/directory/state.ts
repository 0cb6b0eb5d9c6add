/** Directory objects that identity needs, in Microsoft Graph's own shapes and spelling. */

/** A person of the tenant. */
export interface User {
  readonly id: string;
  displayName: string;
  givenName: string;
  surname: string;
  userPrincipalName: string;
  mail: string;
  jobTitle: string | null;
  department: string | null;
  accountEnabled: boolean;
}

/** A permission that a resource offers to applications. */
export interface AppRole {
  readonly id: string;
  readonly value: string;
  readonly displayName: string;
  readonly description: string;
  readonly allowedMemberTypes: readonly string[];
  readonly isEnabled: boolean;
}

/** A permission that a resource offers to signed-in users' clients. */
export interface PermissionScope {
  readonly id: string;
  readonly value: string;
  readonly type: "User" | "Admin";
  readonly adminConsentDisplayName: string;
  readonly isEnabled: boolean;
}

/** A certificate's public half on an application. `key` is base64 DER. */
export interface KeyCredential {
  readonly keyId: string;
  readonly type: "AsymmetricX509Cert";
  readonly usage: "Verify" | "Sign";
  readonly key: string;
  readonly displayName: string | null;
  readonly startDateTime: string;
  readonly endDateTime: string;
  /** SHA-1 of the certificate in upper-case hex, unless the client chose another text. */
  readonly customKeyIdentifier: string;
}

/** A client secret on an application. */
export interface PasswordCredential {
  readonly keyId: string;
  readonly displayName: string | null;
  readonly startDateTime: string;
  readonly endDateTime: string;
  readonly hint: string;
  /** The secret itself: shown once, when it is added. */
  readonly secretText: string;
}

/** What an application asks for, as its manifest lists it. */
export interface RequiredResourceAccess {
  readonly resourceAppId: string;
  readonly resourceAccess: readonly { readonly id: string; readonly type: "Role" | "Scope" }[];
}

/** An app registration. */
export interface Application {
  readonly id: string;
  readonly appId: string;
  uniqueName: string | null;
  displayName: string;
  signInAudience: string;
  identifierUris: string[];
  keyCredentials: KeyCredential[];
  passwordCredentials: PasswordCredential[];
  requiredResourceAccess: RequiredResourceAccess[];
  appRoles: AppRole[];
  scopes: PermissionScope[];
  publicClientRedirectUris: string[];
  webRedirectUris: string[];
  isFallbackPublicClient: boolean | null;
  tags: string[];
  notes: string | null;
  /** 2 when the app asks for v2 access tokens. */
  requestedAccessTokenVersion: 1 | 2 | null;
  readonly createdDateTime: string;
}

/** An application's presence in the tenant; Microsoft's own APIs have one too. */
export interface ServicePrincipal {
  readonly id: string;
  readonly appId: string;
  displayName: string;
  accountEnabled: boolean;
  appRoleAssignmentRequired: boolean;
  tags: string[];
  /** Tenant that owns the application: Microsoft's for its own APIs. */
  readonly appOwnerOrganizationId: string;
  /** The application's id and the identifiers that tokens may be asked for. */
  servicePrincipalNames: string[];
  appRoles: AppRole[];
  oauth2PermissionScopes: PermissionScope[];
}

/** An application permission granted to a client (admin consent). */
export interface AppRoleAssignment {
  readonly id: string;
  readonly principalId: string;
  readonly resourceId: string;
  readonly appRoleId: string;
  readonly createdDateTime: string;
}

/** Delegated permissions granted to a client, for everyone or for one user. */
export interface OAuth2PermissionGrant {
  readonly id: string;
  readonly clientId: string;
  readonly consentType: "AllPrincipals" | "Principal";
  readonly principalId: string | null;
  readonly resourceId: string;
  scope: string;
}

/** A group and its members (object ids of users). */
export interface Group {
  readonly id: string;
  displayName: string;
  description: string | null;
  mail: string | null;
  readonly members: Set<string>;
}

/** The company itself. */
export interface Organization {
  displayName: string;
  /** The initial domain, `<name>.onmicrosoft.com`; every user's name ends with it. */
  domain: string;
  countryLetterCode: string;
  createdDateTime: string;
}

/** Everything the directory holds. Maps are keyed by object id. */
export interface Directory {
  readonly organization: Organization;
  /** Users who may consent for the whole company. */
  readonly administrators: Set<string>;
  readonly users: Map<string, User>;
  readonly groups: Map<string, Group>;
  readonly applications: Map<string, Application>;
  readonly servicePrincipals: Map<string, ServicePrincipal>;
  readonly appRoleAssignments: Map<string, AppRoleAssignment>;
  readonly oauth2PermissionGrants: Map<string, OAuth2PermissionGrant>;
}

/** A directory with nothing in it. */
export function createDirectory(): Directory {
  return {
    organization: { displayName: "", domain: "", countryLetterCode: "", createdDateTime: "" },
    administrators: new Set(),
    users: new Map(),
    groups: new Map(),
    applications: new Map(),
    servicePrincipals: new Map(),
    appRoleAssignments: new Map(),
    oauth2PermissionGrants: new Map(),
  };
}
