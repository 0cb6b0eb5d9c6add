import type { RouteRow } from "../route.ts";
import { routeTable } from "../route-table.gen.ts";

/** The part of a path or URL that names a thing of Graph v1.0, in segments; `undefined` for another version. */
function segmentsOf(path: string): readonly string[] | undefined {
  const bare = path
    .replace(/^https?:\/\/[^/]+/i, "")
    .replace(/[?#].*$/s, "")
    .replace(/\/+$/, "");
  const segments = bare.split("/").filter((segment) => segment !== "");
  const [first = ""] = segments;
  if (/^beta$/i.test(first)) return undefined;
  return /^v1\.0$/i.test(first) ? segments.slice(1) : segments;
}

/** A placeholder takes an id, not a function, a system segment or a cast. */
function canBeId(segment: string): boolean {
  return !/^(\$|delta$|microsoft\.graph\.)|\(/i.test(segment);
}

/** How many segments are matched by name; `undefined` where the row is another route. */
function likeness(row: RouteRow, segments: readonly string[]): number | undefined {
  const template = row[1].split("/").slice(1);
  if (template.length !== segments.length) return undefined;
  let named = 0;
  for (const [index, part] of template.entries()) {
    const segment = segments[index] ?? "";
    if (part.startsWith("{")) {
      if (!canBeId(segment)) return undefined;
    } else if (part.toLowerCase() === segment.toLowerCase()) named += 1;
    else return undefined;
  }
  return named;
}

/** The row that a method and a path, template or URL mean. */
export function matchRoute(method: string, path: string): RouteRow | undefined {
  const segments = segmentsOf(path);
  if (segments === undefined) return undefined;
  let best: { readonly row: RouteRow; readonly named: number } | undefined;
  for (const row of routeTable) {
    if (row[0] !== method.toUpperCase()) continue;
    const named = likeness(row, segments);
    if (named !== undefined && named > (best?.named ?? -1)) best = { row, named };
  }
  return best?.row;
}
