import { type JsonObject, listOf, objectOf, stringOf } from "../json.ts";
import { byValue, valueAt } from "../odata/evaluate.ts";
import { facetsOf } from "./facets.ts";
import { SearchFailure, invalidExpression, notEmulated } from "./failure.ts";
import { filterOf } from "./filter.ts";
import { fullText } from "./full-text.ts";
import { selectedPaths, shownFields } from "./projection.ts";
import type { SearchIndex, StoredDocument } from "./state.ts";
import { fuse, nearest, vectorQueriesOf } from "./vector-search.ts";

/** Documents on a page when the client names no number, and on the largest page. */
const pageSize = 50;
const largestPage = 1000;
const mostSkip = 100_000;
const mostTexts = 1000;

const played: ReadonlySet<string> = new Set([
  "count", "facets", "filter", "minimumCoverage", "orderby", "queryType", "search", "searchFields", "searchMode", "select", "skip",
  "top", "vectorQueries", "vectorFilterMode", "hybridSearch", "scoringStatistics", "sessionId", "queryLanguage", "debug",
]); // prettier-ignore

function refuseUnplayed(body: JsonObject): void {
  for (const [name, value] of Object.entries(body)) {
    if (value !== null && value !== undefined && !played.has(name) && !(Array.isArray(value) && value.length === 0))
      throw notEmulated(`the search parameter '${name}'`);
  }
  const queryType = body["queryType"] ?? "simple";
  if (queryType !== "simple") throw notEmulated(`queries of the type ${JSON.stringify(queryType)}`);
  const debug = body["debug"] ?? "disabled";
  if (debug !== "disabled") throw notEmulated("the debug mode of queries");
}

interface Hit {
  readonly stored: StoredDocument;
  readonly score: number;
}

/** The words of a request; undefined when it asks for everything or for vectors alone. */
function wordsOf(body: JsonObject): string | undefined {
  const text = stringOf(body["search"])?.trim();
  return text === undefined || text === "" || text === "*" ? undefined : text;
}

function namesIn(list: unknown): readonly string[] {
  return (stringOf(list) ?? "")
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
}

function best(scores: ReadonlyMap<number, number>, most: number): ReadonlyMap<number, number> {
  return scores.size <= most ? scores : new Map([...scores].sort((left, right) => right[1] - left[1]).slice(0, most));
}

/** Everything that matches, with its score: BM25, nearness, or the fusion of several rankings. */
function match(index: SearchIndex, body: JsonObject): readonly Hit[] {
  const passes = filterOf(index, stringOf(body["filter"]));
  const words = wordsOf(body);
  const vectors = vectorQueriesOf(index, body);
  const mode = body["searchMode"] === "all" ? "all" : "any";
  const hits = (scores: ReadonlyMap<number, number>): readonly Hit[] =>
    [...scores].flatMap(([number, score]) => {
      const stored = index.byNumber.get(number);
      return stored === undefined ? [] : [{ stored, score }];
    });
  const filtered = (scores: ReadonlyMap<number, number>): ReadonlyMap<number, number> =>
    new Map(
      hits(scores)
        .filter(({ stored }) => passes(stored))
        .map(({ stored, score }) => [stored.number, score]),
    );
  const texts = words === undefined ? undefined : filtered(fullText(index, words, namesIn(body["searchFields"]), mode));
  if (vectors.length === 0) {
    if (texts !== undefined) return hits(texts);
    return [...index.documents.values()].filter(passes).map((stored) => ({ stored, score: 1 }));
  }
  const filterMode = body["vectorFilterMode"] === "postFilter" ? "postFilter" : "preFilter";
  const rankings = vectors.flatMap((query) =>
    nearest(index, query, { passes, mode: filterMode }).map((scores) => ({ scores, weight: query.weight })),
  );
  const recall = objectOf(body["hybridSearch"])["maxTextRecallSize"];
  if (texts !== undefined)
    rankings.unshift({ scores: best(texts, typeof recall === "number" ? recall : mostTexts), weight: 1 });
  return hits(rankings.length === 1 ? (rankings[0]?.scores ?? new Map<number, number>()) : fuse(rankings));
}

function ordered(index: SearchIndex, hits: readonly Hit[], orderby: string | undefined): readonly Hit[] {
  const keys = (orderby ?? "")
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .map((part) => {
      const [path = "", direction = "asc"] = part.split(/\s+/);
      const field = index.fields.get(path);
      if (path !== "search.score()" && field === undefined)
        throw invalidExpression(`Could not find a property named '${path}' on type 'search.document'.`, "$orderby");
      if (field?.sortable === false)
        throw invalidExpression(
          `'${path}' is not a sortable field. Only sortable fields can be used in orderby expressions.`,
          "$orderby",
        );
      const value = (hit: Hit): unknown =>
        path === "search.score()" ? hit.score : valueAt(hit.stored.fields, path.split("/"));
      return { value, sign: direction === "desc" ? -1 : 1 };
    });
  return [...hits].sort((left, right) => {
    for (const { value, sign } of keys) {
      const found = byValue(value(left), value(right));
      if (found !== 0) return found * sign;
    }
    return right.score - left.score || left.stored.number - right.stored.number;
  });
}

function whole(body: JsonObject, name: string, most: number): number | undefined {
  const value = body[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= most) return value;
  throw new SearchFailure(400, `Value must be between 0 and ${most}.\r\nParameter name: $${name}`);
}

/** A page of results and, where more was asked for than one page holds, the request for the next. */
export interface SearchPage {
  readonly body: JsonObject;
  readonly next: JsonObject | undefined;
}

function nextRequest(
  body: JsonObject,
  total: number,
  skip: number,
  top: number | undefined,
  shown: number,
): JsonObject | undefined {
  const left = top === undefined ? undefined : top - shown;
  if (skip + shown >= total || left === 0) return undefined;
  return { ...body, skip: skip + shown, ...(left === undefined ? {} : { top: left }) };
}

/** Runs a search. Source: learn.microsoft.com/rest/api/searchservice/documents/search-post. */
export function search(index: SearchIndex, body: JsonObject): SearchPage {
  refuseUnplayed(body);
  const paths = selectedPaths(index, stringOf(body["select"]));
  const [top, skip] = [whole(body, "top", Number.MAX_SAFE_INTEGER), whole(body, "skip", mostSkip) ?? 0];
  const hits = ordered(index, match(index, body), stringOf(body["orderby"]));
  const page = hits.slice(skip, skip + Math.min(top ?? pageSize, largestPage));
  const facets = listOf(body["facets"]).filter((facet) => typeof facet === "string");
  const next = nextRequest(body, hits.length, skip, top, page.length);
  return {
    body: {
      ...(body["count"] === true ? { "@odata.count": hits.length } : {}),
      ...(body["minimumCoverage"] === undefined ? {} : { "@search.coverage": 100 }),
      ...(facets.length === 0
        ? {}
        : {
            "@search.facets": facetsOf(
              index,
              facets,
              hits.map(({ stored }) => stored),
            ),
          }),
      ...(next === undefined ? {} : { "@search.nextPageParameters": next }),
      value: page.map(({ stored, score }) => ({ "@search.score": score, ...shownFields(index, stored.fields, paths) })),
    },
    next,
  };
}
