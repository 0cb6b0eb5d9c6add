export { clouds, defaultScope } from "./clouds.ts";
export type { Cloud, CloudName, DefaultScope, ResourceName } from "./clouds.ts";
export type { GraphPermission, PermissionKind } from "./permission.ts";
export type { ApplicationPermission, DelegatedPermission } from "./permissions.gen.ts";
