/** One call of Microsoft Graph that the emulator answers, and where its permissions are written down. */
export interface EmulatedRoute {
  readonly method: "GET" | "POST" | "PATCH" | "PUT" | "DELETE";
  /** As the emulator's route is written. */
  readonly path: string;
  /** The path under which the sources hold the same call, where it is not the route's own. */
  readonly as?: string;
  /** False where the documentation's row is about another resource at the same path: then the map alone speaks. */
  readonly documented?: false;
}

const route = (
  method: EmulatedRoute["method"],
  path: string,
  more: Omit<EmulatedRoute, "method" | "path"> = {},
): EmulatedRoute => ({
  method,
  path,
  ...more,
});

const directory: readonly EmulatedRoute[] = [
  route("GET", "/users"),
  route("GET", "/users/{userId}"),
  route("GET", "/groups"),
  route("GET", "/groups/{groupId}"),
  route("GET", "/groups/{groupId}/members"),
  route("GET", "/organization"),
  route("GET", "/applications"),
  route("POST", "/applications"),
  ...[
    "/applications/{applicationId}",
    "/applications(appId='{appId}')",
    "/applications(uniqueName='{uniqueName}')",
  ].flatMap((path) =>
    (["GET", "PATCH", "DELETE"] as const).map((method) => route(method, path, { as: "/applications/{id}" })),
  ),
  route("POST", "/applications/{applicationId}/addPassword"),
  route("POST", "/applications/{applicationId}/removePassword"),
  route("GET", "/servicePrincipals"),
  route("POST", "/servicePrincipals"),
  ...["/servicePrincipals/{servicePrincipalId}", "/servicePrincipals(appId='{appId}')"].flatMap((path) =>
    (["GET", "PATCH", "DELETE"] as const).map((method) => route(method, path, { as: "/servicePrincipals/{id}" })),
  ),
  route("GET", "/servicePrincipals/{servicePrincipalId}/appRoleAssignments"),
  route("POST", "/servicePrincipals/{servicePrincipalId}/appRoleAssignments"),
  route("DELETE", "/servicePrincipals/{servicePrincipalId}/appRoleAssignments/{appRoleAssignmentId}"),
  route("GET", "/servicePrincipals/{servicePrincipalId}/appRoleAssignedTo"),
  // The table of appRoleAssignedTo lists pairs as if each name were enough; the one of appRoleAssignments does not.
  route("POST", "/servicePrincipals/{servicePrincipalId}/appRoleAssignedTo", {
    as: "/servicePrincipals/{id}/appRoleAssignments",
  }),
  route("GET", "/oauth2PermissionGrants"),
  route("POST", "/oauth2PermissionGrants"),
  route("GET", "/oauth2PermissionGrants/{oAuth2PermissionGrantId}"),
  route("PATCH", "/oauth2PermissionGrants/{oAuth2PermissionGrantId}"),
  route("DELETE", "/oauth2PermissionGrants/{oAuth2PermissionGrantId}"),
];

const outlook: readonly EmulatedRoute[] = [
  route("GET", "/users/{userId}/messages"),
  // The row at this path is eventMessage's.
  route("GET", "/users/{userId}/messages/{messageId}", { documented: false }),
  route("POST", "/users/{userId}/sendMail"),
  route("GET", "/users/{userId}/mailFolders"),
  route("GET", "/users/{userId}/mailFolders/{mailFolderId}"),
  route("GET", "/users/{userId}/mailFolders/{mailFolderId}/messages"),
  route("GET", "/users/{userId}/events"),
  route("GET", "/users/{userId}/events/{eventId}"),
  route("POST", "/users/{userId}/events"),
  route("GET", "/users/{userId}/calendarView"),
];

const teams: readonly EmulatedRoute[] = [
  route("GET", "/users/{userId}/joinedTeams"),
  route("GET", "/teams/{teamId}"),
  route("GET", "/teams/{teamId}/channels"),
  route("GET", "/teams/{teamId}/channels/{channelId}"),
  route("GET", "/teams/{teamId}/channels/{channelId}/messages"),
  route("GET", "/teams/{teamId}/channels/{channelId}/messages/{chatMessageId}"),
  // A second row at this path is about chats.
  route("POST", "/teams/{teamId}/channels/{channelId}/messages", { documented: false }),
];

const sites: readonly EmulatedRoute[] = [
  route("GET", "/sites"),
  route("GET", "/sites/root"),
  route("GET", "/sites/{siteId}"),
  route("GET", "/sites/{siteId}/drives"),
  route("GET", "/sites/{siteId}/lists"),
  route("GET", "/sites/{siteId}/lists/{listId}"),
  route("GET", "/sites/{siteId}/lists/{listId}/items"),
  route("POST", "/sites/{siteId}/lists/{listId}/items"),
  route("GET", "/sites/{siteId}/lists/{listId}/items/{listItemId}"),
];

/** What stands below a drive, and which call on an item it is: a root, and an item found by its path, are items. */
const belowDrive: readonly (readonly [method: EmulatedRoute["method"], below: string, as: string])[] = [
  ["GET", "", ""],
  ["GET", "/root", "/items/{id}"],
  ["GET", "/root/children", "/items/{id}/children"],
  ["POST", "/root/children", "/items/{id}/children"],
  ["GET", "/root:/{path}", "/items/{id}"],
  ["GET", "/root:/{path}:/children", "/items/{id}/children"],
  ["GET", "/root:/{path}:/content", "/items/{id}/content"],
  ["PUT", "/root:/{path}:/content", "/items/{id}:/{path}:/content"],
  ["GET", "/items/{driveItemId}", "/items/{id}"],
  ["DELETE", "/items/{driveItemId}", "/items/{id}"],
  ["GET", "/items/{driveItemId}/children", "/items/{id}/children"],
  ["POST", "/items/{driveItemId}/children", "/items/{id}/children"],
  ["GET", "/items/{driveItemId}/content", "/items/{id}/content"],
  ["PUT", "/items/{driveItemId}/content", "/items/{id}/content"],
  ["GET", "/items/{driveItemId}:/{path}", "/items/{id}"],
  ["PUT", "/items/{driveItemId}:/{path}:/content", "/items/{id}:/{path}:/content"],
];

const drives: readonly EmulatedRoute[] = [
  "/drives/{driveId}",
  "/users/{userId}/drive",
  "/sites/{siteId}/drive",
].flatMap((place) =>
  belowDrive.map(([method, below, as]) => route(method, `${place}${below}`, { as: `/drives/{id}${as}` })),
);

/** Every call of Microsoft Graph that the emulator answers. */
export const emulatedRoutes: readonly EmulatedRoute[] = [...directory, ...outlook, ...teams, ...sites, ...drives];
