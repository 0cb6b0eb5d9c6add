import { type RegisteredServicePrincipal, readServicePrincipal, upsertServicePrincipal } from "../directory.ts";
import { CliError } from "../errors.ts";
import { orUndefined } from "../service.ts";
import type { NamedPermission, ResourcePermissions } from "../target.ts";
import { type Step, inSync } from "./step.ts";

/** Finds each API in the tenant, adds the ones that are not there yet, and checks every permission's GUID against the tenant's own list. */
export const resolvePermissions: Step = async ({ graph, target, facts, retry }) => {
  const absent: ResourcePermissions[] = [];
  for (const wanted of target.permissions) {
    const found = await orUndefined(readServicePrincipal(graph, wanted.resourceAppId));
    if (found === undefined) absent.push(wanted);
    else facts.resources.set(wanted.resourceAppId, checked(wanted, found));
  }
  const count = target.permissions.reduce(
    (sum, { application, delegated }) => sum + application.length + delegated.length,
    0,
  );
  if (absent.length === 0) return inSync(`${count} permissions found in the tenant`);
  const names = absent.map(({ resource }) => resource).join(", ");
  return {
    changed: true,
    detail: `add ${names} to the tenant`,
    async apply() {
      for (const wanted of absent) {
        await upsertServicePrincipal(graph, wanted.resourceAppId, {});
        const added = await retry(() => readServicePrincipal(graph, wanted.resourceAppId));
        facts.resources.set(wanted.resourceAppId, checked(wanted, added));
      }
      return { changed: true, detail: `${count} permissions found; added ${names} to the tenant` };
    },
  };
};

function checked(wanted: ResourcePermissions, found: RegisteredServicePrincipal): RegisteredServicePrincipal {
  for (const permission of wanted.application) check(wanted.resource, "application", permission, found.appRoles);
  for (const permission of wanted.delegated) check(wanted.resource, "delegated", permission, found.scopes);
  return found;
}

function check(
  resource: string,
  kind: string,
  wanted: NamedPermission,
  offered: readonly { id: string; value: string }[],
): void {
  const byId = offered.find(({ id }) => id.toLowerCase() === wanted.id);
  if (byId?.value === wanted.name) return;
  const byName = offered.find(({ value }) => value === wanted.name);
  const why =
    byName !== undefined
      ? `The tenant gives it the id ${byName.id}; the registry has ${wanted.id}${byId === undefined ? "" : `, which is ${byId.value} there`}.`
      : `${resource} in this tenant offers no ${kind} permission of that name.`;
  throw new CliError({
    code: "permission_unavailable",
    message: `The ${kind} permission ${wanted.name} of ${resource} cannot be asked for in this tenant.`,
    why,
    remedy: "Update @entrakit/scopes; if that does not help, check that the API is offered in this cloud.",
  });
}
