import { type Expression, ExpressionError, pathsIn } from "../odata/expression.ts";
import { passes } from "../odata/evaluate.ts";
import { parseExpression } from "../odata/parse.ts";
import { invalidExpression, notEmulated } from "./failure.ts";
import type { SearchIndex, StoredDocument } from "./state.ts";

/** `search.in(field, 'a,b', ',')`: whether a value is in a list. Source: learn.microsoft.com/azure/search/search-query-odata-search-in-function. */
function searchIn(operands: readonly unknown[]): boolean {
  const [value, list, delimiters] = operands;
  if (typeof value !== "string" || typeof list !== "string") return false;
  const marks = typeof delimiters === "string" ? delimiters : " ,";
  const members = list.split(new RegExp(`[${marks.replace(/[\\\]^-]/g, "\\$&")}]`));
  return members.some((member) => member.trim() === value);
}

const functions = { "search.in": searchIn };

function unplayed(expression: Expression): string | undefined {
  const text = JSON.stringify(expression);
  return /"name":"(search\.ismatch(?:scoring)?|geo\.\w+)"/i.exec(text)?.[1];
}

function checkPaths(index: SearchIndex, expression: Expression): void {
  for (const names of pathsIn(expression)) {
    const path = names.join("/");
    const field = index.fields.get(path);
    if (field === undefined)
      throw invalidExpression(`Could not find a property named '${path}' on type 'search.document'.`, "$filter");
    if (!field.filterable && field.fields.length === 0) {
      throw invalidExpression(
        `'${path}' is not a filterable field. Only filterable fields can be used in filter expressions.`,
        "$filter",
      );
    }
  }
}

/** Reads a filter for an index: which documents pass. Throws `SearchFailure` 400 as the service words it. */
export function filterOf(index: SearchIndex, filter: string | undefined): (stored: StoredDocument) => boolean {
  if (filter === undefined || filter.trim() === "") return () => true;
  try {
    const expression = parseExpression(filter);
    const missing = unplayed(expression);
    if (missing !== undefined) throw notEmulated(`the filter function ${missing}`);
    checkPaths(index, expression);
    return (stored) => passes(expression, stored.fields, { ignoreCase: false, functions });
  } catch (error) {
    throw error instanceof ExpressionError ? invalidExpression(error.message, "$filter") : error;
  }
}
