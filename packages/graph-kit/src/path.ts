import { GraphError } from "./error.ts";

/** The names of a path's placeholders: `"userId" | "messageId"` of `/users/{userId}/messages/{messageId}`. */
export type ParameterName<Path> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | ParameterName<Rest>
  : never;

/** A value for each placeholder of a path, unencoded. */
export type PathParameters<Path> = [ParameterName<Path>] extends [never]
  ? { readonly params?: never }
  : { readonly params: { readonly [Name in ParameterName<Path>]: string | number } };

/** What a call lacks whose path has placeholders and which brings no `params`. Stands in compiler messages only. */
export interface MissingParameters<Names> {
  readonly passInParams: Names;
}

/** Lets a path through that has no placeholder. */
export type WithoutParameters<Path> = [ParameterName<Path>] extends [never]
  ? unknown
  : MissingParameters<ParameterName<Path>>;

const placeholder = /\{([^{}]+)\}/g;

/**
 * A canonical path with its placeholders replaced by percent-encoded values.
 *
 * A value between quotes is an OData string literal: its quotes are doubled (OData 4.01 part 2, §5.1.1.6.1). A value
 * after `:/` is a file path and keeps its slashes. A value that the URL parser would take for a step (`.`, `..`), an
 * empty one and one that is missing are refused, since each would address something else; half a surrogate pair as well.
 *
 * @throws {GraphError} kind `invalid_parameter`
 */
export function fillPath(path: string, params: Readonly<Record<string, string | number>> = {}): string {
  return path.replaceAll(placeholder, (whole: string, name: string, at: number) => {
    const value = Object.hasOwn(params, name) ? String(params[name]) : "";
    if (/\p{Surrogate}/u.test(value)) throw invalidParameter(path, name);
    const before = path.slice(0, at);
    if (before.endsWith("'") && path.startsWith("'", at + whole.length)) return encode(value.replaceAll("'", "''"));
    const segments = before.endsWith(":/") ? value.split("/") : [value];
    if (segments.some(changesPath)) throw invalidParameter(path, name);
    return segments.map(encode).join("/");
  });
}

function changesPath(segment: string): boolean {
  return segment === "" || segment === "." || segment === "..";
}

/** Quotes and parentheses mean something in an OData path, so they are encoded as well; `!` and `,` are parts of ids. */
function encode(value: string): string {
  return encodeURIComponent(value)
    .replaceAll(/['()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll("%2C", ",");
}

function invalidParameter(path: string, name: string): GraphError {
  return new GraphError(`The parameter "${name}" of ${path} cannot stand in a path.`, {
    kind: "invalid_parameter",
    code: "invalid_parameter",
    remedy: `Pass the plain, unencoded value of "${name}" in params; an empty value, "." and ".." address another path.`,
  });
}
