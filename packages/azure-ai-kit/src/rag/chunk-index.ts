/** A chunk as it stands in the index. */
export interface ChunkRecord {
  /** Key: made from the document's id and the chunk's start, in characters that a key may have. */
  readonly id: string;
  readonly documentId: string;
  /** The document's name. */
  readonly name: string;
  /** The headings above the passage, joined by ` > `. */
  readonly headings: string;
  /** The passage. */
  readonly content: string;
  /** Where the passage starts in the document, in UTF-16 code units. */
  readonly start: number;
  /** Where it ends, exclusive. */
  readonly end: number;
  /** Where the document can be opened. */
  readonly url: string | null;
  /** The passage's embedding. */
  readonly vector: readonly number[];
}

/** A field of {@link ChunkIndex}, in the words of `@azure/search-documents`. */
export interface ChunkIndexField {
  name: keyof ChunkRecord;
  type: "Edm.String" | "Edm.Int32" | "Collection(Edm.Single)";
  key?: boolean;
  searchable: boolean;
  filterable: boolean;
  sortable?: boolean;
  facetable?: boolean;
  hidden: boolean;
  vectorSearchDimensions?: number;
  vectorSearchProfileName?: string;
}

/** The definition of an index of chunks: what `SearchIndexClient.createIndex` of `@azure/search-documents` takes. */
export interface ChunkIndex {
  name: string;
  fields: ChunkIndexField[];
  vectorSearch: {
    algorithms: { name: string; kind: "hnsw" }[];
    profiles: { name: string; algorithmConfigurationName: string }[];
  };
}

function field(name: keyof ChunkRecord, rest: Partial<ChunkIndexField> = {}): ChunkIndexField {
  return {
    name,
    type: "Edm.String",
    searchable: false,
    filterable: false,
    sortable: false,
    facetable: false,
    hidden: false,
    ...rest,
  };
}

/**
 * The index that {@link indexDocuments} fills and {@link hybridRetriever} reads.
 *
 * @param dimensions length of the embedding model's vectors, e.g. 1,536 for `text-embedding-3-small`
 * @example
 * ```ts
 * await new SearchIndexClient(endpoint, credential).createOrUpdateIndex(chunkIndex("handbook", { dimensions: 1536 }));
 * ```
 */
export function chunkIndex(name: string, { dimensions }: { readonly dimensions: number }): ChunkIndex {
  return {
    name,
    fields: [
      field("id", { key: true }),
      field("documentId", { filterable: true }),
      field("name", { searchable: true, filterable: true }),
      field("headings", { searchable: true }),
      field("content", { searchable: true }),
      field("start", { type: "Edm.Int32" }),
      field("end", { type: "Edm.Int32" }),
      field("url"),
      // The vector is never read back, so answers stay small.
      {
        name: "vector",
        type: "Collection(Edm.Single)",
        searchable: true,
        filterable: false,
        hidden: true,
        vectorSearchDimensions: dimensions,
        vectorSearchProfileName: "by-nearness",
      },
    ],
    vectorSearch: {
      algorithms: [{ name: "hnsw", kind: "hnsw" }],
      profiles: [{ name: "by-nearness", algorithmConfigurationName: "hnsw" }],
    },
  };
}
