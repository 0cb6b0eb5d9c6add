import { AzureAIError } from "../errors/azure-ai-error.ts";
import { describeAnswer } from "../errors/describe.ts";
import { isRecord, jsonOf } from "../internal/json.ts";
import type { Search } from "./create-search.ts";
import { type FieldSelection, readFields, type SelectedFields } from "./fields.ts";

/** What to look for: a text, a vector, or both, whose rankings the service then fuses (RRF). */
export interface HybridQuery<S extends FieldSelection> {
  /** Words to look for. Operators of the query syntax in it are taken as plain characters. */
  readonly text?: string;
  /** The embedding to look near. */
  readonly vector?: readonly number[];
  /** Fields that hold the embeddings; `vector` when left out. */
  readonly vectorFields?: readonly string[];
  /** How much the vector's ranking counts beside the words' one; 1 when left out. Less suits exact wording, more suits paraphrase. */
  readonly vectorWeight?: number;
  /** How many neighbours take part in the fusion; 50 when left out, as Microsoft advises for hybrid queries. */
  readonly neighbours?: number;
  /** How many hits at most; 10 when left out. */
  readonly top?: number;
  /** Fields to read and their kinds: `{ name: "string", start: "number", url: "string?" }`. */
  readonly select: S;
  /** An OData filter expression. */
  readonly filter?: string;
  readonly signal?: AbortSignal;
}

/** A document that was found. */
export interface SearchHit<S extends FieldSelection> {
  /** `@search.score`: by BM25, by nearness, or fused. Comparable within one answer only. */
  readonly score: number;
  /** The fields asked for. */
  readonly fields: SelectedFields<S>;
}

/** What a search found. */
export interface SearchAnswer<S extends FieldSelection> {
  /** Best first. */
  readonly hits: readonly SearchHit<S>[];
  /** Share of the index that was searched, in percent; below 100 the service answered in part (206). */
  readonly coverage?: number;
}

/** A text as plain words: the operators of the simple query syntax are escaped. */
function plainWords(text: string): string {
  return text.replaceAll(/[+|"()'\\~*-]/g, String.raw`\$&`);
}

function queryBody<S extends FieldSelection>(query: HybridQuery<S>): Record<string, unknown> {
  const { text, vector, vectorFields = ["vector"], vectorWeight, neighbours = 50, top = 10, select, filter } = query;
  const weight = vectorWeight === undefined ? {} : { weight: vectorWeight };
  const vectorQuery = {
    kind: "vector",
    vector,
    fields: vectorFields.join(","),
    k: Math.max(neighbours, top),
    ...weight,
  };
  return {
    ...(text === undefined ? {} : { search: plainWords(text) }),
    ...(vector === undefined ? {} : { vectorQueries: [vectorQuery] }),
    ...(filter === undefined ? {} : { filter }),
    select: Object.keys(select).join(","),
    top,
  };
}

function readAnswer<S extends FieldSelection>(body: unknown, select: S): SearchAnswer<S> {
  if (!isRecord(body) || !Array.isArray(body["value"])) {
    throw new AzureAIError("unexpected_response", "The answer holds no list of hits.", {
      remedy: "Check that the endpoint is a search service's.",
    });
  }
  const coverage = body["@search.coverage"];
  const hits = body["value"].filter(isRecord).map((hit) => ({
    score: typeof hit["@search.score"] === "number" ? hit["@search.score"] : 0,
    fields: readFields(hit, select),
  }));
  return typeof coverage === "number" ? { hits, coverage } : { hits };
}

/**
 * Searches an index by words and by meaning at once.
 *
 * Source: learn.microsoft.com/azure/search/hybrid-search-how-to-query.
 *
 * @throws AzureAIError
 * @example
 * ```ts
 * const { hits } = await hybridSearch(search, { text: question, vector, top: 5, select: { name: "string", start: "number" } });
 * console.log(hits[0]?.fields.name);
 * ```
 */
export async function hybridSearch<const S extends FieldSelection>(
  search: Search,
  query: HybridQuery<S>,
): Promise<SearchAnswer<S>> {
  if (query.text === undefined && query.vector === undefined) {
    throw new AzureAIError("invalid_option", "Neither text nor vector is given.", { remedy: "Give at least one." });
  }
  const response = await search.post("search.post.search", queryBody(query), query.signal);
  const body = await jsonOf(response);
  if (response.ok) return readAnswer(body, query.select);
  const { status, headers } = response;
  throw describeAnswer({ status, headers, body }, { action: "search.read", index: search.index }, Date.now());
}
