import type { Generator } from "./file.ts";
import { readPermissionMap } from "./scopes-permission-map.ts";
import { permissionTable, permissionTypes, readGraphPermissions } from "./scopes-permissions.ts";
import { resourceTable } from "./scopes-resources.ts";
import { joinRoutes, routeTable, routeTypes } from "./scopes-routes.ts";

/** The typed registries of the package `scopes`. */
export const generate: Generator = async (directory) => {
  const permissions = await readGraphPermissions(directory);
  const routes = joinRoutes(await readPermissionMap(directory), permissions);
  return [
    permissionTypes(permissions),
    permissionTable(permissions),
    await resourceTable(directory),
    routeTypes(routes),
    routeTable(routes),
  ];
};
