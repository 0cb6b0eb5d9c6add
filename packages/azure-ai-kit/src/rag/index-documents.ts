import { AzureAIError, type IndexFailure } from "../errors/azure-ai-error.ts";
import { failuresOf, type IndexingResult, partialFailure } from "../search/indexing-result.ts";
import type { ChunkRecord } from "./chunk-index.ts";
import { type Chunk, chunkMarkdown, type ChunkOptions } from "./chunk-markdown.ts";
import type { Embed } from "./embed.ts";
import type { SourceDocument } from "./source.ts";

/** Puts records into an index and gives a result for each: `uploadDocuments` of this package, or of an official `SearchClient`. */
export type UploadChunks = (
  records: ChunkRecord[],
  options: { readonly signal?: AbortSignal },
) => PromiseLike<{ readonly results: readonly IndexingResult[] }>;

/** How far the indexing is. */
export interface IndexProgress {
  /** Documents read. */
  readonly documents: number;
  /** Chunks in the index. */
  readonly chunks: number;
}

/** What to index, and by what. */
export interface IndexDocumentsOptions {
  /** Read one at a time; a slow source is not run ahead of. */
  readonly documents: AsyncIterable<SourceDocument> | Iterable<SourceDocument>;
  readonly embed: Embed;
  readonly upload: UploadChunks;
  readonly chunk?: ChunkOptions;
  /** Chunks that are embedded and uploaded at a time; 128 when left out. */
  readonly batchSize?: number;
  readonly signal?: AbortSignal;
  /** Called after each batch. */
  readonly onProgress?: (progress: IndexProgress) => void;
}

type UnembeddedRecord = Omit<ChunkRecord, "vector">;

/** Keys may hold letters, digits, `_`, `-` and `=` alone, so the id goes in as base64url. */
function keyOf(documentId: string, start: number): string {
  const bytes = String.fromCharCode(...new TextEncoder().encode(documentId));
  const encoded = btoa(bytes).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  return `${encoded}-${start}`;
}

function toRecord(document: SourceDocument, chunk: Chunk): UnembeddedRecord {
  return {
    id: keyOf(document.id, chunk.start),
    documentId: document.id,
    name: document.name,
    headings: chunk.headings.join(" > "),
    content: chunk.text,
    start: chunk.start,
    end: chunk.end,
    url: document.url ?? null,
  };
}

/** Embeds and uploads one batch; gives what is not in the index afterwards. */
async function indexBatch(
  batch: readonly UnembeddedRecord[],
  options: IndexDocumentsOptions,
): Promise<readonly IndexFailure[]> {
  const signal = options.signal === undefined ? {} : { signal: options.signal };
  const vectors = await options.embed(
    batch.map(({ content }) => content),
    signal,
  );
  const records = batch.map((record, position) => ({ ...record, vector: vectors[position] ?? [] }));
  try {
    const { results } = await options.upload(records, signal);
    return failuresOf(
      batch.map(({ id }) => id),
      results,
    );
  } catch (error) {
    if (AzureAIError.isInstance(error) && error.code === "partial_index_failure" && error.failures)
      return error.failures;
    throw error;
  }
}

async function* recordsOf(options: IndexDocumentsOptions, onDocument: () => void): AsyncGenerator<UnembeddedRecord> {
  const seen = new Set<string>();
  for await (const document of options.documents) {
    options.signal?.throwIfAborted();
    if (seen.has(document.id)) {
      throw new AzureAIError("invalid_option", `Two documents have the id "${document.id}".`, {
        remedy: "Give each document an id of its own; the second would replace the first.",
      });
    }
    seen.add(document.id);
    for (const chunk of chunkMarkdown(document.text, options.chunk)) yield toRecord(document, chunk);
    onDocument();
  }
}

/**
 * Makes documents searchable: cuts them into chunks, embeds the chunks, uploads them.
 *
 * A chunk that the index refuses does not stop the others; at the end the refusals are thrown together. Indexing a document again
 * replaces its chunks where they start at the same place.
 *
 * @throws AzureAIError `partial_index_failure` with the keys of all chunks that are not in the index; others at once
 * @example
 * ```ts
 * const { chunks } = await indexDocuments({
 *   documents,
 *   embed: createEmbed(openai, "text-embedding-3-small"),
 *   upload: (records) => searchClient.uploadDocuments(records),
 * });
 * ```
 */
export async function indexDocuments(options: IndexDocumentsOptions): Promise<IndexProgress> {
  const batchSize = Math.max(1, options.batchSize ?? 128);
  const failures: IndexFailure[] = [];
  let documents = 0;
  let attempted = 0;
  let batch: UnembeddedRecord[] = [];
  const flush = async (): Promise<void> => {
    if (batch.length === 0) return;
    failures.push(...(await indexBatch(batch, options)));
    attempted += batch.length;
    batch = [];
    options.onProgress?.({ documents, chunks: attempted - failures.length });
  };
  for await (const record of recordsOf(options, () => (documents += 1))) {
    batch.push(record);
    if (batch.length >= batchSize) await flush();
  }
  await flush();
  if (failures.length > 0) throw partialFailure(failures, attempted);
  return { documents, chunks: attempted };
}
