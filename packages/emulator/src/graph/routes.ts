import { directoryRoutes } from "../directory/routes.ts";
import { calendarRoutes } from "./calendar.ts";
import { driveRoutes } from "./drives.ts";
import { mailRoutes } from "./mail.ts";
import type { GraphRoute } from "./route.ts";
import { siteRoutes } from "./sites.ts";
import { teamsRoutes } from "./teams.ts";

/** Everything that the tenant answers for at `graph.microsoft.com`. */
export const graphRoutes: readonly GraphRoute[] = [
  ...directoryRoutes,
  ...mailRoutes,
  ...calendarRoutes,
  ...teamsRoutes,
  ...siteRoutes,
  ...driveRoutes,
];
