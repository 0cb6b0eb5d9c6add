import type { GraphRoute } from "../graph/route.ts";
import { appRoleAssignmentRoutes } from "./app-role-assignments.ts";
import { applicationRoutes } from "./applications.ts";
import { groupRoutes } from "./groups.ts";
import { organizationRoutes } from "./organization.ts";
import { permissionGrantRoutes } from "./permission-grants.ts";
import { servicePrincipalRoutes } from "./service-principals.ts";
import { userRoutes } from "./users.ts";

/** The directory's part of Microsoft Graph. */
export const directoryRoutes: readonly GraphRoute[] = [
  ...userRoutes,
  ...groupRoutes,
  ...organizationRoutes,
  ...applicationRoutes,
  ...servicePrincipalRoutes,
  ...appRoleAssignmentRoutes,
  ...permissionGrantRoutes,
];
