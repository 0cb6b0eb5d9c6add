import { type Expression, ExpressionError, pathsIn } from "../odata/expression.ts";
import { byValue, passes, valueAt } from "../odata/evaluate.ts";
import { parseExpression } from "../odata/parse.ts";
import { GraphFailure, badRequest } from "./failure.ts";
import type { GraphCall } from "./route.ts";

/** How a collection answers OData's query options. */
export interface CollectionShape {
  /** What stands after `$metadata#` in `@odata.context`: `users('…')/messages`. */
  readonly context: string;
  /** Members on a page when the client names no number. */
  readonly pageSize: number;
  /** The largest page; a larger `$top` is refused. */
  readonly maxPageSize: number;
  /** How `@odata.nextLink` continues: Outlook counts (`$skip`), the others hand out a token. */
  readonly paging: "skip" | "skiptoken";
  /** Properties that are shown when the client selects none; all when left out. */
  readonly defaults?: readonly string[];
}

const contentType =
  "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8";

/** A body of Graph's own JSON. */
export function graphJson(body: object, status = 200, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(JSON.stringify(body), { status, headers: { "content-type": contentType, ...headers } });
}

/** A query option by its name without the dollar sign, which clients may leave out. */
export function queryOption(url: URL, name: string): string | undefined {
  return url.searchParams.get(`$${name}`) ?? url.searchParams.get(name) ?? undefined;
}

/** `https://graph.microsoft.com/v1.0/$metadata#…`, of the version that was called. */
export function contextOf(url: URL, context: string): string {
  return `${url.origin}/${url.pathname.split("/")[1] ?? "v1.0"}/$metadata#${context}`;
}

function count(url: URL, name: string): number | undefined {
  const text = queryOption(url, name);
  if (text === undefined) return undefined;
  if (!/^\d+$/.test(text))
    throw badRequest(
      `Invalid value '${text}' for $${name} query option found. The $${name} query option requires a non-negative integer value.`,
    );
  return Number(text);
}

function selection(url: URL): readonly string[] | undefined {
  return queryOption(url, "select")
    ?.split(",")
    .map((name) => name.trim().split("/")[0] ?? "")
    .filter((name) => name !== "");
}

function select(item: object, names: readonly string[] | undefined): object {
  if (names === undefined || names.includes("*")) return item;
  const wanted = new Set(names.map((name) => name.toLowerCase()));
  return Object.fromEntries(
    Object.entries(item).filter(([name]) => name === "id" || name.startsWith("@") || wanted.has(name.toLowerCase())),
  );
}

function parse(filter: string): Expression {
  try {
    return parseExpression(filter);
  } catch (error) {
    throw error instanceof ExpressionError ? badRequest(`Invalid filter clause: ${error.message}`) : error;
  }
}

function filtered(items: readonly object[], filter: string | undefined): readonly object[] {
  if (filter === undefined) return items;
  const expression = parse(filter);
  const [sample] = items;
  const names = sample === undefined ? [] : pathsIn(expression).map(([name]) => name ?? "");
  const unknown = names.find((name) => !(name in (sample ?? {})));
  if (unknown !== undefined) throw badRequest(`Invalid filter clause: Could not find a property named '${unknown}'.`);
  try {
    return items.filter((item) => passes(expression, item, { ignoreCase: true }));
  } catch (error) {
    throw error instanceof ExpressionError ? badRequest(`Invalid filter clause: ${error.message}`) : error;
  }
}

function ordered(items: readonly object[], orderby: string | undefined): readonly object[] {
  if (orderby === undefined) return items;
  const keys = orderby.split(",").map((part) => {
    const [path = "", direction = "asc"] = part.trim().split(/\s+/);
    if (direction !== "asc" && direction !== "desc") throw badRequest(`Invalid orderby clause: '${part.trim()}'.`);
    return { names: path.split("/"), sign: direction === "asc" ? 1 : -1 };
  });
  const compare = (left: object, right: object): number => {
    for (const { names, sign } of keys) {
      const found = byValue(valueAt(left, names), valueAt(right, names));
      if (found !== 0) return found * sign;
    }
    return 0;
  };
  return [...items].sort(compare);
}

/** `$search` in its plainest form: every word must stand somewhere in the item's texts. `"displayName:ada"` looks in one property. */
function searched(items: readonly object[], search: string | undefined): readonly object[] {
  if (search === undefined) return items;
  const [, property, words] = /^"?(?:(\w+):)?(.*?)"?$/.exec(search.trim()) ?? [];
  const needles = (words ?? "")
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  return items.filter((item) => {
    const place = property === undefined ? item : valueAt(item, [property]);
    const text = JSON.stringify(place ?? null).toLowerCase();
    return needles.every((needle) => text.includes(needle));
  });
}

function tokenOf(position: number): string {
  return btoa(`entrakit:${position}`).replaceAll("=", "");
}

function positionOf(token: string): number {
  try {
    const position = /^entrakit:(\d+)$/.exec(atob(token))?.[1];
    if (position !== undefined) return Number(position);
  } catch {
    // Not base64: refused below like any other token that was not given out.
  }
  throw badRequest("Skiptoken is not valid.");
}

function nextLink(url: URL, paging: CollectionShape["paging"], position: number): string {
  const kept = url.search
    .slice(1)
    .split("&")
    .filter((part) => part !== "" && !/^(\$|%24)?skip(token)?=/i.test(part));
  const next = paging === "skip" ? `$skip=${position}` : `$skiptoken=${tokenOf(position)}`;
  return `${url.origin}${url.pathname}?${[...kept, next].join("&")}`;
}

function pageSizeOf(call: GraphCall, shape: CollectionShape): number {
  const top = count(call.url, "top");
  if (top !== undefined && (top < 1 || top > shape.maxPageSize)) {
    throw badRequest(`Invalid page size specified: '${top}'. Must be between 1 and ${shape.maxPageSize} inclusive.`);
  }
  const preferred = /odata\.maxpagesize=(\d+)/.exec(call.request.headers.get("prefer") ?? "")?.[1];
  return top ?? (preferred === undefined ? shape.pageSize : Math.min(Number(preferred), shape.maxPageSize));
}

/** Directory objects are searched in an index of its own, which a client must ask for. Source: learn.microsoft.com/graph/aad-advanced-queries. */
function requireConsistencyLevel(call: GraphCall, { context }: CollectionShape): void {
  const isDirectory = /^(users|groups|applications|servicePrincipals|directoryObjects)$/.test(context);
  const asked = call.request.headers.get("consistencylevel")?.toLowerCase() === "eventual";
  if (!isDirectory || asked || queryOption(call.url, "search") === undefined) return;
  const message =
    "Request with $search query parameter only works through MSGraph with a special request header: 'ConsistencyLevel: eventual'";
  throw new GraphFailure(400, "Request_UnsupportedQuery", message);
}

/** Answers a collection with `$filter`, `$search`, `$orderby`, `$count`, `$top`, `$skip`, `$skiptoken` and `$select` applied. */
export function answerCollection(call: GraphCall, items: readonly object[], shape: CollectionShape): Response {
  const { url } = call;
  requireConsistencyLevel(call, shape);
  const found = searched(filtered(items, queryOption(url, "filter")), queryOption(url, "search"));
  const all = ordered(found, queryOption(url, "orderby"));
  const token = queryOption(url, "skiptoken");
  const start = token === undefined ? (count(url, "skip") ?? 0) : positionOf(token);
  const size = pageSizeOf(call, shape);
  const page = all.slice(start, start + size);
  const names = selection(url);
  const suffix = names === undefined ? "" : `(${names.join(",")})`;
  return graphJson({
    "@odata.context": contextOf(url, shape.context + suffix),
    ...(queryOption(url, "count") === "true" ? { "@odata.count": all.length } : {}),
    ...(start + size < all.length ? { "@odata.nextLink": nextLink(url, shape.paging, start + size) } : {}),
    value: page.map((item) => select(item, names ?? shape.defaults)),
  });
}

/** Answers one entity with `$select` applied. `context` stands after `$metadata#`, without `/$entity`. */
export function answerEntity(call: GraphCall, item: object, context: string, status = 200): Response {
  const names = selection(call.url);
  const suffix = names === undefined ? "" : `(${names.join(",")})`;
  return graphJson(
    { "@odata.context": contextOf(call.url, `${context}${suffix}/$entity`), ...select(item, names) },
    status,
  );
}
