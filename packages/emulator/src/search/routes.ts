import { type JsonObject, objectOf, readJson, stringOf } from "../json.ts";
import type { Need } from "./access.ts";
import { checkUpdate, definitionIn, indexOf } from "./definition.ts";
import { indexDocuments, moveDocuments, sizesOf } from "./documents.ts";
import { SearchFailure } from "./failure.ts";
import { selectedPaths, shownFields } from "./projection.ts";
import { search } from "./query.ts";
import type { SearchIndex, SearchService } from "./state.ts";

/** One request to a search service, its path taken apart. */
export interface SearchCall {
  readonly request: Request;
  readonly url: URL;
  readonly service: SearchService;
  /** The index that the path names; empty when it names none. */
  readonly indexName: string;
  /** The document's key that the path names. */
  readonly key: string;
}

/** One operation: its method, its path below the service, what it needs, what it answers. */
export interface SearchRoute {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** With the groups `index` and `key`. */
  readonly path: RegExp;
  readonly action: Need["action"];
  handle(call: SearchCall): Response | Promise<Response>;
}

function searchJson(call: SearchCall, context: string, body: JsonObject, status = 200): Response {
  const bare = (call.request.headers.get("accept") ?? "").includes("odata.metadata=none");
  const shown = bare ? body : { "@odata.context": `${call.url.origin}/$metadata#${context}`, ...body };
  const type = `application/json; odata.metadata=${bare ? "none" : "minimal"}`;
  return new Response(JSON.stringify(shown), { status, headers: { "content-type": type } });
}

function indexAt(call: SearchCall): SearchIndex {
  const index = call.service.indexes.get(call.indexName);
  if (index === undefined) {
    throw new SearchFailure(
      404,
      `No index with the name '${call.indexName}' was found in the service '${call.service.name}'.`,
    );
  }
  return index;
}

function checkCondition(call: SearchCall, existing: SearchIndex | undefined): void {
  const [match, noneMatch] = [call.request.headers.get("if-match"), call.request.headers.get("if-none-match")];
  const matches = match === null || (existing !== undefined && (match === "*" || match === existing.etag));
  if (matches && !(noneMatch === "*" && existing !== undefined)) return;
  throw new SearchFailure(
    412,
    "The precondition given in one of the request headers evaluated to false. No change was made to the resource from this request.",
  );
}

async function createIndex(call: SearchCall): Promise<Response> {
  const index = indexOf(definitionIn(await readJson(call.request)));
  if (call.service.indexes.has(index.name)) {
    throw new SearchFailure(
      409,
      `Cannot create index '${index.name}' because it already exists.`,
      "ResourceNameAlreadyInUse",
    );
  }
  call.service.indexes.set(index.name, index);
  return searchJson(call, "indexes/$entity", index.definition, 201);
}

async function putIndex(call: SearchCall): Promise<Response> {
  const existing = call.service.indexes.get(call.indexName);
  checkCondition(call, existing);
  const index = indexOf({ ...definitionIn(await readJson(call.request)), name: call.indexName });
  if (existing !== undefined) {
    checkUpdate(existing, index);
    moveDocuments(existing, index);
  }
  call.service.indexes.set(index.name, index);
  const wantsBody =
    existing === undefined || (call.request.headers.get("prefer") ?? "").includes("return=representation");
  return wantsBody
    ? searchJson(call, "indexes/$entity", index.definition, existing === undefined ? 201 : 200)
    : new Response(null, { status: 204 });
}

function deleteIndex(call: SearchCall): Response {
  const existing = call.service.indexes.get(call.indexName);
  checkCondition(call, existing);
  return new Response(null, { status: call.service.indexes.delete(call.indexName) ? 204 : 404 });
}

function listIndexes(call: SearchCall): Response {
  const names = call.url.searchParams
    .get("$select")
    ?.split(",")
    .map((name) => name.trim());
  const value = [...call.service.indexes.values()].map(({ definition }) =>
    names === undefined || names.includes("*")
      ? definition
      : Object.fromEntries(names.map((name) => [name, definition[name]])),
  );
  return searchJson(call, "indexes", { value });
}

function stats(call: SearchCall): Response {
  const index = indexAt(call);
  return searchJson(call, "Microsoft.Azure.Search.V2026_04_01.IndexStatistics", {
    documentCount: index.documents.size,
    ...sizesOf(index),
  });
}

async function pushDocuments(call: SearchCall): Promise<Response> {
  const value = indexDocuments(indexAt(call), await readJson(call.request));
  const context = `indexes('${call.indexName}')/$metadata#Collection(Microsoft.Azure.Search.V2026_04_01.IndexResult)`;
  return searchJson(call, context, { value }, value.every(({ status }) => status) ? 200 : 207);
}

function answerSearch(call: SearchCall, body: JsonObject): Response {
  const page = search(indexAt(call), body);
  const link = `${call.url.origin}/indexes('${call.indexName}')/docs/search.post.search?api-version=${call.url.searchParams.get("api-version") ?? ""}`;
  const next = page.next === undefined ? {} : { "@odata.nextLink": link };
  return searchJson(call, `indexes('${call.indexName}')/$metadata#docs(*)`, { ...page.body, ...next });
}

/** The same request as `POST`'s body says it, from `GET`'s query. */
function bodyOfQuery(url: URL): JsonObject {
  const body: Record<string, unknown> = {};
  for (const [name, value] of url.searchParams) {
    const plain = name.replace(/^\$/, "");
    if (plain === "api-version") continue;
    if (plain === "facet") body["facets"] = [...(Array.isArray(body["facets"]) ? body["facets"] : []), value];
    else if (plain === "top" || plain === "skip" || plain === "minimumCoverage") body[plain] = Number(value);
    else body[plain] = plain === "count" ? value === "true" : value;
  }
  return body;
}

function lookup(call: SearchCall): Response {
  const index = indexAt(call);
  const paths = selectedPaths(index, call.url.searchParams.get("$select") ?? undefined);
  const stored = index.documents.get(call.key);
  if (stored === undefined)
    throw new SearchFailure(404, `The document with the key '${call.key}' was not found in the index '${index.name}'.`);
  return searchJson(
    call,
    `indexes('${index.name}')/$metadata#docs(*)/$entity`,
    shownFields(index, stored.fields, paths),
  );
}

const one = String.raw`/indexes(?:\('(?<index>[^'/]+)'\)|/(?<name>[^'/()]+))`;
const path = (below: string): RegExp => new RegExp(`^${one}${below}$`);

/** Every operation that the tenant's search services know. Each has the form with parentheses, which the SDKs use, and the short one. */
export const searchRoutes: readonly SearchRoute[] = [
  { method: "GET", path: /^\/indexes$/, action: "indexes/read", handle: listIndexes },
  { method: "POST", path: /^\/indexes$/, action: "indexes/write", handle: createIndex },
  {
    method: "GET",
    path: path(""),
    action: "indexes/read",
    handle: (call) => searchJson(call, "indexes/$entity", indexAt(call).definition),
  },
  { method: "PUT", path: path(""), action: "indexes/write", handle: putIndex },
  { method: "DELETE", path: path(""), action: "indexes/delete", handle: deleteIndex },
  { method: "GET", path: path("/(?:search\\.)?stats"), action: "indexes/read", handle: stats },
  { method: "POST", path: path("/docs/(?:search\\.)?index"), action: "indexes/documents/write", handle: pushDocuments },
  {
    method: "POST",
    path: path("/docs/(?:search\\.post\\.)?search"),
    action: "indexes/documents/read",
    handle: async (call) => answerSearch(call, objectOf(await readJson(call.request))),
  },
  {
    method: "GET",
    path: path("/docs"),
    action: "indexes/documents/read",
    handle: (call) => answerSearch(call, bodyOfQuery(call.url)),
  },
  {
    method: "GET",
    path: path("/docs/\\$count"),
    action: "indexes/documents/read",
    handle: (call) => new Response(String(indexAt(call).documents.size), { headers: { "content-type": "text/plain" } }),
  },
  {
    method: "GET",
    path: path("/docs(?:\\('(?<key>[^']*)'\\)|/(?<shortKey>[^'/()$]+))"),
    action: "indexes/documents/read",
    handle: lookup,
  },
];

/** The names in a path that a route's form found. */
export function namesIn(groups: Readonly<Record<string, string | undefined>>): Pick<SearchCall, "indexName" | "key"> {
  const decode = (text: string | undefined): string => decodeURIComponent(text ?? "");
  return {
    indexName: decode(stringOf(groups["index"]) ?? groups["name"]),
    key: decode(groups["key"] ?? groups["shortKey"]),
  };
}
