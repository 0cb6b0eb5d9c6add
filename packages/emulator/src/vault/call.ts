import { allowingAssignment } from "../arm/allows.ts";
import type { AccessTokenClaims } from "../entra/claims.ts";
import { type JsonObject, isObject } from "../json.ts";
import type { Tenant } from "../tenant.ts";
import { type AnswerContext, VaultError, badParameter } from "./answer.ts";
import type { Vault } from "./state.ts";

/** One authenticated call to a vault. */
export interface VaultCall {
  readonly tenant: Tenant;
  readonly vault: Vault;
  readonly claims: AccessTokenClaims;
  readonly request: Request;
  readonly url: URL;
  readonly apiVersion: string;
  /** `https://{vault}.vault.azure.net`, no slash at the end. */
  readonly baseUrl: string;
  readonly context: AnswerContext;
  /** The path's placeholders. */
  readonly params: Readonly<Record<string, string>>;
}

/** Seconds since the epoch, by the tenant's clock. */
export function seconds(call: VaultCall): number {
  return Math.floor(call.tenant.clock.now() / 1000);
}

function denial(call: VaultCall, action: string, resource: string): VaultError {
  const { appid, azp, oid, tid } = call.claims;
  const lines = [
    "Caller is not authorized to perform action on resource.",
    "If role assignments, deny assignments or role definitions were changed recently, please observe propagation time.",
    `Caller: appid=${appid ?? azp ?? ""};oid=${oid};iss=https://sts.windows.net/${tid}/`,
    `Action: '${action}'`,
    `Resource: '${resource.toLowerCase()}'`,
    "Assignment: (not found)",
    "DenyAssignmentId: null",
    "DecisionReason: null ",
    `Vault: ${call.vault.name};location=${call.vault.location}`,
    "",
  ];
  return new VaultError(403, "Forbidden", lines.join("\r\n"), { inner: "ForbiddenByRbac" });
}

/**
 * Throws 403 ForbiddenByRbac unless one of the data actions is allowed to the caller.
 *
 * @param actions Without `Microsoft.KeyVault/vaults/` in front; the denial names the first.
 * @param object `secrets/{name}`, or a kind alone for lists.
 */
export function demand(call: VaultCall, actions: readonly [string, ...string[]], object: string): void {
  const resource = `${call.vault.resourceId}/${object}`;
  for (const action of actions) {
    const name = `Microsoft.KeyVault/vaults/${action}`;
    const assignment = allowingAssignment(call.tenant, call.claims.oid, resource, name, "dataActions");
    if (assignment !== undefined) {
      call.context.rbacAssignmentId = assignment.name;
      return;
    }
  }
  throw denial(call, `Microsoft.KeyVault/vaults/${actions[0]}`, resource);
}

/** The object's name in the path; throws 400 where the vault takes no such name. */
export function nameOf(call: VaultCall): string {
  const name = call.params["name"] ?? "";
  if (!/^[0-9a-zA-Z-]{1,127}$/.test(name)) throw badParameter(`The request URI contains an invalid name: ${name}`);
  return name;
}

/** A member that must be text where it is given. Throws 400 otherwise. */
export function optionalText(json: JsonObject, member: string): string | undefined {
  const value = json[member];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "string") throw badParameter(`Property ${member} has invalid value`);
  return value;
}

/** A member that must be a whole number where it is given. Throws 400 otherwise. */
export function optionalInteger(json: JsonObject, member: string): number | undefined {
  const value = json[member];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "number" || !Number.isInteger(value)) throw badParameter(`Property ${member} has invalid value`);
  return value;
}

/** A member that must be true or false where it is given. Throws 400 otherwise. */
export function optionalBoolean(json: JsonObject, member: string): boolean | undefined {
  const value = json[member];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "boolean") throw badParameter(`Property ${member} has invalid value`);
  return value;
}

/** A member that must be a list of texts where it is given. Throws 400 otherwise. */
export function optionalTexts(json: JsonObject, member: string): readonly string[] | undefined {
  const value = json[member];
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value)) throw badParameter(`Property ${member} has invalid value`);
  return value.map((item: unknown) => {
    if (typeof item !== "string") throw badParameter(`Property ${member} has invalid value`);
    return item;
  });
}

/** The request's body as a JSON object, empty where there is no body; throws 400 for anything else. */
export async function readBody(call: VaultCall): Promise<JsonObject> {
  const text = await call.request.text();
  if (text === "") return {};
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value)) return value;
  } catch {
    // The same answer as for JSON that is no object.
  }
  throw badParameter("The request body is not a JSON object.");
}
