import { type JsonObject, listOf, objectOf, stringOf } from "../json.ts";
import { normalized } from "../text/normalized.ts";
import { SearchFailure, invalidRequest, notEmulated } from "./failure.ts";
import { filterOf } from "./filter.ts";
import type { SearchIndex, StoredDocument, VectorMetric } from "./state.ts";

/** A query by vector: the nearest `k` in each of its fields. */
export interface VectorQuery {
  readonly vector: Float32Array;
  readonly fields: readonly string[];
  readonly k: number;
  /** How much its ranking weighs beside the others. */
  readonly weight: number;
  /** Only for this query, in place of the request's filter. */
  readonly filter: string | undefined;
  readonly threshold: { readonly kind: string; readonly value: number } | undefined;
}

function fieldsOf(index: SearchIndex, source: JsonObject, length: number): readonly string[] {
  const names = (stringOf(source["fields"]) ?? "")
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
  const fields = names.length > 0 ? names : [...index.metrics.keys()];
  for (const name of fields) {
    const field = index.fields.get(name);
    if (field === undefined || field.dimensions === null) {
      throw new SearchFailure(
        400,
        `The field '${name}' in the vector field list is not a vector field of the index.\r\nParameter name: vectorQueries`,
      );
    }
    if (field.dimensions !== length) {
      throw invalidRequest(
        `The vector field '${name}', with dimension '${field.dimensions}', expects a length of '${field.dimensions}'. However, the provided vector has a length of '${length}'.`,
        "",
      );
    }
  }
  return fields;
}

/** Reads `vectorQueries`; throws `SearchFailure` for a field that is no vector or a vector of another length. */
export function vectorQueriesOf(index: SearchIndex, body: JsonObject): readonly VectorQuery[] {
  return listOf(body["vectorQueries"]).map((value) => {
    const source = objectOf(value);
    if (source["kind"] !== "vector")
      throw notEmulated(`vector queries of kind '${String(source["kind"])}', which need a vectorizer`);
    const vector = Float32Array.from(listOf(source["vector"]), Number);
    const { k, weight, threshold } = source;
    const limit = objectOf(threshold);
    return {
      vector,
      fields: fieldsOf(index, source, vector.length),
      k: typeof k === "number" && k > 0 ? Math.floor(k) : 50,
      weight: typeof weight === "number" ? weight : 1,
      filter: stringOf(source["filterOverride"]),
      threshold:
        typeof limit["value"] === "number" ? { kind: stringOf(limit["kind"]) ?? "", value: limit["value"] } : undefined,
    };
  });
}

function dot(left: Float32Array, right: Float32Array): number {
  let sum = 0;
  for (let index = 0; index < left.length; index += 1) sum += (left[index] ?? 0) * (right[index] ?? 0);
  return sum;
}

function distance(left: Float32Array, right: Float32Array): number {
  let sum = 0;
  for (let index = 0; index < left.length; index += 1) sum += ((left[index] ?? 0) - (right[index] ?? 0)) ** 2;
  return Math.sqrt(sum);
}

/** How near two vectors are (larger is nearer), and the `@search.score` that the service makes of it. */
const metrics: Readonly<
  Record<VectorMetric, { near(left: Float32Array, right: Float32Array): number; score(nearness: number): number }>
> = {
  cosine: { near: dot, score: (cosine) => 1 / (2 - cosine) },
  dotProduct: { near: dot, score: (product) => 1 / (1 + Math.max(0, 1 - product)) },
  euclidean: { near: (left, right) => -distance(left, right), score: (negative) => 1 / (1 - negative) },
};

/** Which documents a vector query may find, and whether they are left out before or after the nearest are chosen. */
export interface VectorFilter {
  readonly passes: (stored: StoredDocument) => boolean;
  readonly mode: "preFilter" | "postFilter";
}

/** The nearest documents of each field of a query, nearest first: exact, so at least as good as HNSW. */
export function nearest(
  index: SearchIndex,
  query: VectorQuery,
  filter: VectorFilter,
): readonly ReadonlyMap<number, number>[] {
  const passes = query.filter === undefined ? filter.passes : filterOf(index, query.filter);
  const before = filter.mode === "preFilter" ? passes : () => true;
  const after = filter.mode === "preFilter" ? () => true : passes;
  return query.fields.map((name) => {
    const metric = index.metrics.get(name) ?? "cosine";
    const { near, score } = metrics[metric];
    const wanted = metric === "cosine" ? normalized(query.vector) : query.vector;
    const found: { readonly stored: StoredDocument; readonly nearness: number }[] = [];
    for (const stored of index.documents.values()) {
      const vector = stored.vectors.get(name);
      if (vector !== undefined && before(stored)) found.push({ stored, nearness: near(wanted, vector) });
    }
    const kept = found.sort((left, right) => right.nearness - left.nearness).slice(0, query.k);
    const { threshold } = query;
    const enough = kept.filter(
      ({ nearness }) =>
        threshold === undefined || (threshold.kind === "searchScore" ? score(nearness) : nearness) >= threshold.value,
    );
    return new Map(
      enough.filter(({ stored }) => after(stored)).map(({ stored, nearness }) => [stored.number, score(nearness)]),
    );
  });
}

/** Reciprocal rank fusion: each ranking gives 1 / (60 + place) times its weight, places counted from 0. Source: learn.microsoft.com/azure/search/hybrid-search-ranking. */
export function fuse(
  rankings: readonly { readonly scores: ReadonlyMap<number, number>; readonly weight: number }[],
): ReadonlyMap<number, number> {
  const fused = new Map<number, number>();
  for (const { scores, weight } of rankings) {
    const ranked = [...scores].sort((left, right) => right[1] - left[1] || left[0] - right[0]);
    ranked.forEach(([document], place) => fused.set(document, (fused.get(document) ?? 0) + weight / (60 + place)));
  }
  return fused;
}
