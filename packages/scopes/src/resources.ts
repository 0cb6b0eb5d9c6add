import type { ResourceTable } from "./resource.ts";
import { resourceTable } from "./resource-table.gen.ts";

export type { PermissionIds } from "./permission.ts";
export type { Resource, ResourceTable } from "./resource.ts";

/**
 * Application ids, audiences and permission GUIDs of the Microsoft APIs that the registry names, Graph apart.
 *
 * Pass it to `requiredResourceAccess` or `parsePermissionsManifest` when a manifest names more than Graph.
 * `powerBi` and `fabric` are one application with two audiences.
 */
export const resources: ResourceTable = resourceTable;
