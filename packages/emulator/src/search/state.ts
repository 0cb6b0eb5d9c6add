import type { JsonObject } from "../json.ts";
import type { TextIndex } from "./text-index.ts";

/** A field of an index with every attribute decided. Source: learn.microsoft.com/rest/api/searchservice/indexes/create. */
export interface SearchField {
  readonly name: string;
  /** `Edm.String`, `Collection(Edm.Single)` … */
  readonly type: string;
  readonly key: boolean;
  readonly retrievable: boolean;
  readonly searchable: boolean;
  readonly filterable: boolean;
  readonly sortable: boolean;
  readonly facetable: boolean;
  readonly analyzer: string | null;
  /** Length of a vector; null in other fields. */
  readonly dimensions: number | null;
  readonly vectorSearchProfile: string | null;
  /** The parts of a complex field. */
  readonly fields: readonly SearchField[];
}

/** How two vectors are compared. */
export type VectorMetric = "cosine" | "dotProduct" | "euclidean";

/** A document with what searching needs. */
export interface StoredDocument {
  /** Its place in the text indexes. */
  readonly number: number;
  readonly key: string;
  readonly fields: JsonObject;
  /** By field; of length 1 where the metric is cosine. */
  readonly vectors: ReadonlyMap<string, Float32Array>;
}

/** An index and its documents. */
export interface SearchIndex {
  readonly name: string;
  /** As the service shows it, attributes filled in. */
  readonly definition: JsonObject;
  readonly etag: string;
  /** By path: `content`, `address/city`; complex fields too. */
  readonly fields: ReadonlyMap<string, SearchField>;
  readonly keyField: string;
  /** By vector field. */
  readonly metrics: ReadonlyMap<string, VectorMetric>;
  readonly documents: Map<string, StoredDocument>;
  /** By number. */
  readonly byNumber: Map<number, StoredDocument>;
  /** By path of a searchable text field. */
  readonly texts: Map<string, TextIndex>;
  nextNumber: number;
}

/** One Azure AI Search service. */
export interface SearchService {
  readonly name: string;
  /** Its id in Resource Manager, where role assignments stand. */
  readonly resourceId: string;
  readonly adminKeys: readonly string[];
  readonly queryKeys: readonly string[];
  /** By name. */
  readonly indexes: Map<string, SearchIndex>;
}

/** Every Azure AI Search service of the tenant, by lower-cased name. */
export interface SearchState {
  readonly services: Map<string, SearchService>;
}

/** A tenant without search services. */
export function createSearch(): SearchState {
  return { services: new Map() };
}
