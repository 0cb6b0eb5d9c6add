import type { Tenant } from "../tenant.ts";
import type { Site } from "./state.ts";

/** The site at a host and server-relative path: `/sites/marketing`; `/` is the root site. */
export function siteAt(tenant: Tenant, hostname: string, path: string): Site | undefined {
  const wanted = `https://${hostname}${path.replace(/\/+$/, "")}`.toLowerCase();
  return [...tenant.content.sites.values()].find((site) => site.webUrl.toLowerCase() === wanted);
}
