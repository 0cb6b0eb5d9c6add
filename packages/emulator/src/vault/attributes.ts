import { type JsonObject, objectOf } from "../json.ts";
import { type VaultCall, optionalBoolean, optionalInteger, seconds } from "./call.ts";
import { badParameter } from "./answer.ts";
import type { Attributes, ObjectVersion, Tags } from "./state.ts";

/** Days that a deleted object can be recovered; fixed for every vault of the emulator. */
const recoverableDays = 90;

/** Attributes as the vault shows them. */
export function renderAttributes(attributes: Attributes): object {
  return { ...attributes, recoveryLevel: "Recoverable+Purgeable", recoverableDays };
}

/** `{ tags }`, or nothing where none were given. */
export function renderTags({ tags }: Pick<ObjectVersion, "tags">): { readonly tags?: Tags } {
  return tags === undefined ? {} : { tags };
}

/** Attributes of a new object: enabled unless the body says otherwise. */
export function newAttributes(call: VaultCall, body: JsonObject): Attributes {
  const now = seconds(call);
  const attributes: Attributes = { enabled: true, created: now, updated: now };
  applyAttributes(attributes, body);
  return attributes;
}

function applyAttributes(attributes: Attributes, body: JsonObject): void {
  const given = objectOf(body["attributes"]);
  const enabled = optionalBoolean(given, "enabled");
  const nbf = optionalInteger(given, "nbf");
  const exp = optionalInteger(given, "exp");
  if (enabled !== undefined) attributes.enabled = enabled;
  if (nbf !== undefined) attributes.nbf = nbf;
  if (exp !== undefined) attributes.exp = exp;
}

/** The body's tags; undefined where it has none. Throws 400 when a value is not text. */
export function tagsOf(body: JsonObject): Tags | undefined {
  if (body["tags"] === undefined || body["tags"] === null) return undefined;
  const entries = Object.entries(objectOf(body["tags"])).map(([name, value]): [string, string] => {
    if (typeof value !== "string") throw badParameter("Property tags has invalid value");
    return [name, value];
  });
  return Object.fromEntries(entries);
}

/** PATCH of a version: what the body names is replaced, the rest stays. */
export function updateVersion(call: VaultCall, version: ObjectVersion, body: JsonObject): void {
  applyAttributes(version.attributes, body);
  version.tags = tagsOf(body) ?? version.tags;
  version.attributes.updated = seconds(call);
}

/** When a deleted object is gone for good, in seconds since the epoch. */
export function purgeDate(deletedDate: number): number {
  return deletedDate + recoverableDays * 86_400;
}
