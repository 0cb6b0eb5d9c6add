import type { Search } from "../search/create-search.ts";
import { hybridSearch } from "../search/hybrid-search.ts";
import type { Embed } from "./embed.ts";
import type { Retriever } from "./source.ts";

/** Where a retriever looks and how it reads a question. */
export interface HybridRetrieverOptions {
  /** An index that {@link chunkIndex} describes. */
  readonly search: Search;
  /** The same model that embedded the chunks. */
  readonly embed: Embed;
  /** An OData filter that every source has to pass, e.g. `documentId eq '…'`. */
  readonly filter?: string;
  /** How much meaning counts beside words; 1 when left out. See `hybridSearch`. */
  readonly vectorWeight?: number;
}

/**
 * A retriever that looks for the question's words and its meaning at once, in an index of chunks.
 *
 * The retriever rejects with AzureAIError.
 *
 * @example
 * ```ts
 * const retriever = hybridRetriever({ search, embed: createEmbed(openai, "text-embedding-3-small") });
 * ```
 */
export function hybridRetriever({ search, embed, filter, vectorWeight }: HybridRetrieverOptions): Retriever {
  return async (question, { top, signal }) => {
    const abort = signal === undefined ? {} : { signal };
    const [vector = []] = await embed([question], abort);
    const { hits } = await hybridSearch(search, {
      text: question,
      vector,
      top,
      select: {
        id: "string",
        documentId: "string",
        name: "string",
        content: "string",
        start: "number",
        url: "string?",
      },
      ...(filter === undefined ? {} : { filter }),
      ...(vectorWeight === undefined ? {} : { vectorWeight }),
      ...abort,
    });
    return hits.map(({ score, fields }) => {
      const { id, documentId, name, content, start, url } = fields;
      return { id, documentId, name, text: content, start, score, ...(url === null ? {} : { url }) };
    });
  };
}
