import type { Tenant } from "../tenant.ts";
import { assignmentsOf, isWithin } from "./allows.ts";
import { ArmError, armJson } from "./answer.ts";
import { type ArmCall, demand, demandExistence } from "./call.ts";
import type { ArmResource, ResourceGroup, Subscription } from "./state.ts";

function renderSubscription(tenant: Tenant, subscription: Subscription): object {
  return {
    id: `/subscriptions/${subscription.subscriptionId}`,
    authorizationSource: "RoleBased",
    managedByTenants: [],
    subscriptionId: subscription.subscriptionId,
    tenantId: tenant.tenantId,
    displayName: subscription.displayName,
    state: "Enabled",
    subscriptionPolicies: {
      locationPlacementId: "Public_2014-09-01",
      quotaId: "PayAsYouGo_2014-09-01",
      spendingLimit: "Off",
    },
  };
}

/** GET /subscriptions: those in which the caller holds any role. */
export function listSubscriptions(call: ArmCall): Response {
  const scopes = assignmentsOf(call.tenant, call.claims.oid).map((assignment) => assignment.scope);
  const value = [...call.tenant.arm.subscriptions.values()].filter(({ subscriptionId }) =>
    scopes.some((scope) => scope === "/" || isWithin(scope, `/subscriptions/${subscriptionId}`)),
  );
  return armJson(200, {
    value: value.map((subscription) => renderSubscription(call.tenant, subscription)),
    count: { type: "Total", value: value.length },
  });
}

/** GET /subscriptions/{id}. */
export function getSubscription(call: ArmCall, subscriptionId: string): Response {
  demandExistence(call.tenant, call.scope);
  demand(call, "Microsoft.Resources/subscriptions/read", call.scope);
  for (const subscription of call.tenant.arm.subscriptions.values()) {
    if (subscription.subscriptionId.toLowerCase() === subscriptionId.toLowerCase()) {
      return armJson(200, renderSubscription(call.tenant, subscription));
    }
  }
  throw new ArmError(404, "SubscriptionNotFound", `The subscription '${subscriptionId}' could not be found.`);
}

function renderGroup(group: ResourceGroup): object {
  return {
    id: group.id,
    name: group.name,
    type: "Microsoft.Resources/resourceGroups",
    location: group.location,
    properties: { provisioningState: "Succeeded" },
  };
}

/** GET …/resourceGroups, or of one by its name. */
export function getResourceGroups(call: ArmCall, name: string | undefined): Response {
  demandExistence(call.tenant, call.scope);
  demand(call, "Microsoft.Resources/subscriptions/resourceGroups/read", call.scope);
  const groups = [...call.tenant.arm.resourceGroups.values()];
  if (name === undefined)
    return armJson(200, { value: groups.filter((group) => isWithin(group.id, call.scope)).map(renderGroup) });
  const group = groups.find((candidate) => candidate.id.toLowerCase() === call.scope.toLowerCase());
  if (group === undefined)
    throw new ArmError(404, "ResourceGroupNotFound", `Resource group '${name}' could not be found.`);
  return armJson(200, renderGroup(group));
}

/** The generic list shows a resource without its properties. */
function renderGeneric({ properties: _properties, ...rest }: ArmResource): object {
  return rest;
}

/** GET …/resources with `$filter=resourceType eq '…'` (and `name eq '…'`). */
export function listGenericResources(call: ArmCall): Response {
  demandExistence(call.tenant, call.scope);
  demand(call, "Microsoft.Resources/subscriptions/resources/read", call.scope);
  const filter = call.url.searchParams.get("$filter") ?? "";
  const type = /resourceType\s+eq\s+'([^']*)'/i.exec(filter)?.[1]?.toLowerCase();
  const name = /(?:^|[\s(])name\s+eq\s+'([^']*)'/i.exec(filter)?.[1]?.toLowerCase();
  if (filter.trim() !== "" && type === undefined && name === undefined) {
    throw new ArmError(400, "InvalidFilterInQueryString", `Invalid $filter '${filter}' specified in the query string.`);
  }
  const value = [...call.tenant.arm.resources.values()].filter(
    (resource) =>
      isWithin(resource.id, call.scope) &&
      (type === undefined || resource.type.toLowerCase() === type) &&
      (name === undefined || resource.name.toLowerCase() === name),
  );
  return armJson(200, { value: value.map(renderGeneric) });
}

/** GET of a provider's resources of one type under a subscription or resource group. */
export function listResources(call: ArmCall, type: string, under: string): Response {
  demandExistence(call.tenant, under);
  demand(call, `${type}/read`, under);
  const value = [...call.tenant.arm.resources.values()].filter(
    (resource) => isWithin(resource.id, under) && resource.type.toLowerCase() === type.toLowerCase(),
  );
  return armJson(200, { value });
}

/** GET of one resource. */
export function getResource(call: ArmCall): Response {
  demandExistence(call.tenant, call.scope);
  const resource = call.tenant.arm.resources.get(call.scope.toLowerCase());
  if (resource === undefined) {
    throw new ArmError(404, "ResourceNotFound", `The resource '${call.scope}' could not be found.`);
  }
  demand(call, `${resource.type}/read`, resource.id);
  return armJson(200, resource);
}
