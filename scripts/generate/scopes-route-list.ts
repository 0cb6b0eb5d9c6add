/** One call of Microsoft Graph v1.0 that the registry knows. */
export interface ListedRoute {
  readonly method: "GET" | "POST" | "PATCH" | "PUT" | "DELETE";
  /** Model casing, one name per placeholder. */
  readonly path: string;
  /** The model's name of the entity that the call answers with; absent where it answers with no entity. */
  readonly result?: string;
  /** Whether the answer is a collection of them. */
  readonly collection?: boolean;
}

const get = (path: string, result: string): ListedRoute => ({ method: "GET", path, result });
const list = (path: string, result: string): ListedRoute => ({ method: "GET", path, result, collection: true });
const post = (path: string, result: string): ListedRoute => ({ method: "POST", path, result });
const act = (path: string): ListedRoute => ({ method: "POST", path });
const patch = (path: string): ListedRoute => ({ method: "PATCH", path });
const remove = (path: string): ListedRoute => ({ method: "DELETE", path });

/** What the signed-in user and any other user have alike, below `/me` and `/users/{userId}`. */
const ofUser = (root: string): readonly ListedRoute[] => [
  get(root, "user"),
  list(`${root}/messages`, "message"),
  get(`${root}/messages/{messageId}`, "message"),
  act(`${root}/sendMail`),
  list(`${root}/events`, "event"),
  list(`${root}/calendarView`, "event"),
  get(`${root}/drive`, "drive"),
  get(`${root}/drive/root`, "driveItem"),
  list(`${root}/drive/root/children`, "driveItem"),
  list(`${root}/joinedTeams`, "team"),
];

/** The calls of Microsoft Graph v1.0 that are typed. */
export const listedRoutes: readonly ListedRoute[] = [
  list("/users", "user"),
  ...ofUser("/users/{userId}"),
  ...ofUser("/me"),
  get("/drives/{driveId}", "drive"),
  get("/drives/{driveId}/root", "driveItem"),
  list("/drives/{driveId}/root/children", "driveItem"),
  get("/drives/{driveId}/items/{driveItemId}", "driveItem"),
  list("/drives/{driveId}/items/{driveItemId}/children", "driveItem"),
  { method: "GET", path: "/drives/{driveId}/items/{driveItemId}/content" },
  { method: "PUT", path: "/drives/{driveId}/items/{driveItemId}/content", result: "driveItem" },
  get("/teams/{teamId}", "team"),
  list("/teams/{teamId}/channels", "channel"),
  list("/teams/{teamId}/channels/{channelId}/messages", "chatMessage"),
  list("/sites", "site"),
  get("/sites/{siteId}", "site"),
  list("/sites/{siteId}/lists", "list"),
  list("/sites/{siteId}/lists/{listId}/items", "listItem"),
  list("/sites/{siteId}/drives", "drive"),
  list("/groups", "group"),
  get("/groups/{groupId}", "group"),
  list("/groups/{groupId}/members", "directoryObject"),
  list("/applications", "application"),
  post("/applications", "application"),
  get("/applications/{applicationId}", "application"),
  patch("/applications/{applicationId}"),
  remove("/applications/{applicationId}"),
  list("/servicePrincipals", "servicePrincipal"),
  post("/servicePrincipals", "servicePrincipal"),
  get("/servicePrincipals/{servicePrincipalId}", "servicePrincipal"),
  remove("/servicePrincipals/{servicePrincipalId}"),
  list("/servicePrincipals/{servicePrincipalId}/appRoleAssignments", "appRoleAssignment"),
  post("/servicePrincipals/{servicePrincipalId}/appRoleAssignments", "appRoleAssignment"),
  list("/oauth2PermissionGrants", "oAuth2PermissionGrant"),
  post("/oauth2PermissionGrants", "oAuth2PermissionGrant"),
  patch("/oauth2PermissionGrants/{oAuth2PermissionGrantId}"),
  list("/organization", "organization"),
];

/** Paths whose permissions the map states under another name of the same thing. */
export const samePlace: readonly (readonly [path: string, as: string, why: string])[] = [
  ["/drives/{}/root", "/drives/{}/items/{}", "a drive's root is one of its items"],
  ["/drives/{}/root/children", "/drives/{}/items/{}/children", "a drive's root is one of its items"],
  ["/users/{}/drive/root/children", "/drives/{}/items/{}/children", "a drive's root is one of its items"],
];

/**
 * Permissions that the map lists for a call as if each sufficed alone, and that do not.
 *
 * The texts of Application.ReadWrite.All say "does not allow management of consent grants"; Directory.Read.All reads.
 * Source: learn.microsoft.com/graph/api/serviceprincipal-post-approleassignments.
 */
export const notEnough: readonly { readonly route: string; readonly permissions: readonly string[] }[] = [
  {
    route: "POST /serviceprincipals/{}/approleassignments",
    permissions: ["Application.ReadWrite.All", "Directory.Read.All"],
  },
];
