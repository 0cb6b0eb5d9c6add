import type { ApplicationPermission, DelegatedPermission } from "./permissions.gen.ts";

/** The names of Microsoft Graph's permissions, by how an app holds them. */
interface GraphPermissions {
  readonly application: ApplicationPermission;
  readonly delegated: DelegatedPermission;
}

/** How an app holds a permission: by itself, or on behalf of a signed-in user. */
export type PermissionKind = keyof GraphPermissions;

/** A permission of Microsoft Graph in one kind, or in either. */
export type GraphPermission<Kind extends PermissionKind = PermissionKind> = GraphPermissions[Kind];

/** The GUIDs of a permission, one for each kind in which it exists. */
export interface PermissionIds {
  /** `appRole` id, for `type: "Role"`. */
  readonly application?: string;
  /** `oauth2PermissionScope` id, for `type: "Scope"`. */
  readonly delegated?: string;
  /** Present where the delegated form needs an administrator's consent; the application form always does. */
  readonly adminConsent?: true;
}
