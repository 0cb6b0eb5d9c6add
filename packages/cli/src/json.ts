import { CliError } from "./errors.ts";

/** A JSON object whose fields are not yet known. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Whether a value is a JSON object (no array, not null). */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function unexpected(what: string): CliError {
  return new CliError({
    code: "unexpected_response",
    message: `An answer did not have the documented shape: ${what}.`,
    remedy: "Check that nothing between this machine and Microsoft rewrites answers, then try again.",
  });
}

/** A field that must be a text. */
export function text(value: JsonObject, field: string): string {
  const found = value[field];
  if (typeof found !== "string") throw unexpected(`"${field}" is not a text`);
  return found;
}

/** A field that may be a text; anything else counts as absent. */
export function optionalText(value: JsonObject, field: string): string | undefined {
  const found = value[field];
  return typeof found === "string" ? found : undefined;
}

/** A field that holds a list of objects; absent or null counts as empty. */
export function objects(value: JsonObject, field: string): readonly JsonObject[] {
  const found = value[field];
  return Array.isArray(found) ? found.filter(isObject) : [];
}

/** A field that holds a list of texts; absent or null counts as empty. */
export function texts(value: JsonObject, field: string): readonly string[] {
  const found = value[field];
  return Array.isArray(found) ? found.filter((member) => typeof member === "string") : [];
}

/** A field that holds an object; absent or null counts as empty. */
export function child(value: JsonObject, field: string): JsonObject {
  const found = value[field];
  return isObject(found) ? found : {};
}
