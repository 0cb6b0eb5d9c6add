export type { GraphDelete, GraphGet, GraphPatch, GraphPost, GraphPut } from "./graph-routes.gen.ts";
export { findRoute, leastPrivilege } from "./least-privilege.ts";
export type { GraphRoute, RoutePermissions } from "./least-privilege.ts";
export { PermissionError } from "./permission-error.ts";
export type { PermissionErrorCode, PermissionErrorDetails } from "./permission-error.ts";
export type { GraphMethod, GraphPath, GraphRouteTable } from "./route.ts";
