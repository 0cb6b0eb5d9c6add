import { type JsonObject, isObject } from "../json.ts";
import { SearchFailure, invalidExpression } from "./failure.ts";
import type { SearchIndex } from "./state.ts";

/** The paths that `$select` names; undefined for all that may be shown. Throws `SearchFailure` 400 for one that may not. */
export function selectedPaths(index: SearchIndex, select: string | undefined): readonly string[] | undefined {
  const names = (select ?? "")
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
  if (names.length === 0 || names.includes("*")) return undefined;
  for (const name of names) {
    const field = index.fields.get(name);
    if (field === undefined)
      throw invalidExpression(`Could not find a property named '${name}' on type 'search.document'.`, "$select");
    if (!field.retrievable) {
      const message = `The field '${name}' in the list of selected fields is not retrievable. Please use only the fields marked as retrievable in the index.`;
      throw new SearchFailure(400, `${message}\r\nParameter name: $select`);
    }
  }
  return names;
}

function project(index: SearchIndex, value: unknown, prefix: string, isShown: (path: string) => boolean): unknown {
  if (Array.isArray(value)) return value.map((member: unknown) => project(index, member, prefix, isShown));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, part]) => {
      const path = `${prefix}${name}`;
      const field = index.fields.get(path);
      if (field === undefined || !field.retrievable || !isShown(path)) return [];
      return [[name, field.fields.length > 0 ? project(index, part, `${path}/`, isShown) : part]];
    }),
  );
}

/** What is shown of a document. */
export function shownFields(index: SearchIndex, fields: JsonObject, paths: readonly string[] | undefined): JsonObject {
  const isShown = (path: string): boolean =>
    paths === undefined ||
    paths.some((wanted) => wanted === path || wanted.startsWith(`${path}/`) || path.startsWith(`${wanted}/`));
  const shown = project(index, fields, "", isShown);
  return isObject(shown) ? shown : {};
}
