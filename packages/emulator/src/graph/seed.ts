import type { Tenant } from "../tenant.ts";
import { userDrive } from "./drive-store.ts";
import { addSite } from "./sites.ts";
import { addTeam } from "./teams.ts";
import { nickname } from "./words.ts";

const day = 86_400_000;

/** The tenant's name in SharePoint's host names: the first label of its domain. */
function nameOf(tenant: Tenant): string {
  const label = tenant.directory.organization.domain.split(".")[0] ?? "";
  return label === "" ? tenant.random.fork("sharepoint").text(10).toLowerCase() : label;
}

/**
 * Fills Microsoft 365: a root site, a team and a site for each group, a OneDrive for everybody. Mail and calendars
 * follow when they are first opened. The directory must be there before.
 */
export function seedGraphContent(tenant: Tenant): void {
  tenant.content.sharePointName = nameOf(tenant);
  tenant.content.anchor = Math.floor(tenant.clock.now() / day) * day;
  addSite(tenant, "", "Communication site");
  for (const group of tenant.directory.groups.values()) {
    addTeam(tenant, group);
    addSite(tenant, `/sites/${nickname(group.displayName)}`, group.displayName);
  }
  for (const user of tenant.directory.users.values()) userDrive(tenant, user);
}
