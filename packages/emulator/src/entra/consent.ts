import { grantedScopes, scopeByName } from "../directory/lookup.ts";
import type { PermissionScope, User } from "../directory/state.ts";
import type { Tenant } from "../tenant.ts";
import type { Client } from "./client.ts";
import { scopeUnknown } from "./refusals.ts";
import type { WantedScopes } from "./scopes.ts";

/** Permissions that the manifest lists for an API: what `.default` asks a user to consent to. */
function manifestScopes(client: Client, wanted: WantedScopes): PermissionScope[] {
  const { resource } = wanted;
  const access = client.application.requiredResourceAccess.find(
    ({ resourceAppId }) => resourceAppId === resource.appId,
  );
  const ids = new Set(access?.resourceAccess.filter(({ type }) => type === "Scope").map(({ id }) => id));
  return resource.oauth2PermissionScopes.filter((scope) => ids.has(scope.id));
}

function namedScopes(client: Client, wanted: WantedScopes): PermissionScope[] {
  return wanted.names.map((name) => {
    const scope = scopeByName(wanted.resource, name);
    if (scope === undefined) throw scopeUnknown(name, client.application.displayName, wanted.resource.displayName);
    return scope;
  });
}

/**
 * The permissions that a request wants and that nobody consented to yet.
 *
 * @throws {Refusal} AADSTS650053 for a permission that the API does not have.
 */
export function missingConsent(tenant: Tenant, client: Client, wanted: WantedScopes, user: User): PermissionScope[] {
  const granted = new Set(grantedScopes(tenant.directory, client.principal.id, wanted.resource, user.id));
  const asked = namedScopes(client, wanted);
  const implied = wanted.everything && granted.size === 0 ? manifestScopes(client, wanted) : [];
  return [...asked, ...implied].filter((scope) => !granted.has(scope.value));
}

/** Writes a user's own consent to the directory, next to what they consented to before. */
export function recordConsent(
  tenant: Tenant,
  client: Client,
  wanted: WantedScopes,
  user: User,
  scopes: readonly PermissionScope[],
): void {
  const { oauth2PermissionGrants } = tenant.directory;
  const own = [...oauth2PermissionGrants.values()].find(
    (grant) =>
      grant.clientId === client.principal.id &&
      grant.resourceId === wanted.resource.id &&
      grant.principalId === user.id,
  );
  const values = new Set([...(own?.scope.split(" ") ?? []), ...scopes.map(({ value }) => value)]);
  const scope = [...values].filter((value) => value !== "").join(" ");
  if (own !== undefined) own.scope = scope;
  else {
    const id = tenant.random.text(43);
    oauth2PermissionGrants.set(id, {
      id,
      clientId: client.principal.id,
      consentType: "Principal",
      principalId: user.id,
      resourceId: wanted.resource.id,
      scope,
    });
  }
}
