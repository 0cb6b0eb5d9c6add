import type { AccessTokenClaims } from "../entra/claims.ts";
import type { Tenant } from "../tenant.ts";
import { allows, isWithin } from "./allows.ts";
import { ArmError } from "./answer.ts";

/** One authenticated call to Resource Manager. */
export interface ArmCall {
  readonly tenant: Tenant;
  readonly claims: AccessTokenClaims;
  readonly request: Request;
  readonly url: URL;
  /** The scope that the path names: everything before the last `/providers/Microsoft.Authorization/…`, or the whole path. */
  readonly scope: string;
}

/** Throws 403 AuthorizationFailed unless the caller's roles allow the action. */
export function demand(call: ArmCall, action: string, resourceId: string): void {
  const { oid, upn, appid, azp } = call.claims;
  if (allows(call.tenant, oid, resourceId, action, "actions")) return;
  const client = upn ?? appid ?? azp ?? oid;
  throw new ArmError(
    403,
    "AuthorizationFailed",
    `The client '${client}' with object id '${oid}' does not have authorization to perform action '${action}' over scope '${resourceId}' or the scope is invalid. If access was recently granted, please refresh your credentials.`,
  );
}

function resourceType(scope: string): string {
  return scope.match(/\/providers\/([^/]+\/[^/]+)\/[^/]+/i)?.[1] ?? "";
}

/** Throws 404 unless the subscription, the resource group and the resource of a scope exist. */
export function demandExistence(tenant: Tenant, scope: string): void {
  const [, subscriptionId, , group] = scope.replace(/^\//, "").split("/");
  if (subscriptionId === undefined) return;
  const { subscriptions, resourceGroups, resources } = tenant.arm;
  if (![...subscriptions.keys()].some((id) => id.toLowerCase() === subscriptionId.toLowerCase())) {
    throw new ArmError(404, "SubscriptionNotFound", `The subscription '${subscriptionId}' could not be found.`);
  }
  if (group === undefined) return;
  const groupId = scope.toLowerCase().split("/").slice(0, 5).join("/");
  if (!resourceGroups.has(groupId)) {
    throw new ArmError(404, "ResourceGroupNotFound", `Resource group '${group}' could not be found.`);
  }
  if (scope.toLowerCase() === groupId) return;
  if ([...resources.values()].some((resource) => isWithin(scope, resource.id))) return;
  const name = scope.split("/")[8] ?? "";
  throw new ArmError(
    404,
    "ResourceNotFound",
    `The Resource '${resourceType(scope)}/${name}' under resource group '${group}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix`,
  );
}
