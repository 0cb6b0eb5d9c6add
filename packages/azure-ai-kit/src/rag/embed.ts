import { AzureAIError } from "../errors/azure-ai-error.ts";
import { explain } from "../errors/explain.ts";

/** The part of the official `OpenAI` client that embeddings need; a client made with `azureOpenAI` fits. */
export interface EmbeddingsClient {
  readonly embeddings: {
    create(
      body: { model: string; input: string[]; dimensions?: number },
      options?: { signal?: AbortSignal },
    ): PromiseLike<{ readonly data: readonly { readonly index: number; readonly embedding: readonly number[] }[] }>;
  };
}

/** How texts are embedded. */
export interface EmbedOptions {
  /** Texts per request, 2,048 at most; 64 when left out. */
  readonly batchSize?: number;
  /** Length of the vectors, for models that can shorten them. */
  readonly dimensions?: number;
  readonly signal?: AbortSignal;
  /** Called after each request with the number of texts done so far. */
  readonly onProgress?: (progress: { readonly done: number; readonly total: number }) => void;
}

/** Turns texts into vectors, one for each, in order. */
export type Embed = (
  texts: readonly string[],
  options?: { readonly signal?: AbortSignal },
) => Promise<readonly (readonly number[])[]>;

function checkTexts(texts: readonly string[]): void {
  const blank = texts.findIndex((text) => text.trim() === "");
  if (blank === -1) return;
  throw new AzureAIError("invalid_option", `Text ${blank} is blank and has no embedding.`, {
    remedy: "Leave blank texts out.",
  });
}

function checkBatchSize(batchSize: number): void {
  if (Number.isInteger(batchSize) && batchSize >= 1 && batchSize <= 2048) return;
  throw new AzureAIError("invalid_option", `batchSize is ${batchSize}.`, {
    remedy: "Give a whole number from 1 to 2,048.",
  });
}

/** The vectors in the order of the texts; `index`, not the place in the answer, says which is whose. */
function inOrder(
  data: readonly { readonly index: number; readonly embedding: readonly number[] }[],
  count: number,
): readonly (readonly number[])[] {
  const vectors = new Map(data.map(({ index, embedding }) => [index, embedding]));
  return Array.from({ length: count }, (_, index) => {
    const vector = vectors.get(index);
    if (vector !== undefined && vector.length > 0) return vector;
    throw new AzureAIError("unexpected_response", `The answer has no vector for text ${index} of ${count}.`, {
      remedy: "Check that the deployment's model is an embedding model.",
    });
  });
}

/**
 * Vectors for texts, through a deployment of an embedding model.
 *
 * Source: learn.microsoft.com/azure/ai-foundry/openai/how-to/embeddings.
 *
 * @param openai a client of the official `openai` package
 * @param deployment the deployment's name
 * @throws AzureAIError
 */
export async function embed(
  openai: EmbeddingsClient,
  deployment: string,
  texts: readonly string[],
  options: EmbedOptions = {},
): Promise<readonly (readonly number[])[]> {
  const { batchSize = 64, dimensions, signal, onProgress } = options;
  checkTexts(texts);
  checkBatchSize(batchSize);
  const vectors: (readonly number[])[] = [];
  for (let from = 0; from < texts.length; from += batchSize) {
    const input = texts.slice(from, from + batchSize);
    const body = { model: deployment, input, ...(dimensions === undefined ? {} : { dimensions }) };
    try {
      const { data } = await openai.embeddings.create(body, signal === undefined ? {} : { signal });
      vectors.push(...inOrder(data, input.length));
    } catch (error) {
      throw explain(error, { deployment });
    }
    onProgress?.({ done: vectors.length, total: texts.length });
  }
  return vectors;
}

/**
 * `embed` bound to one deployment, as {@link indexDocuments} and {@link hybridRetriever} take it.
 *
 * @throws AzureAIError
 */
export function createEmbed(
  openai: EmbeddingsClient,
  deployment: string,
  options: Pick<EmbedOptions, "batchSize" | "dimensions"> = {},
): Embed {
  return (texts, { signal } = {}) =>
    embed(openai, deployment, texts, { ...options, ...(signal === undefined ? {} : { signal }) });
}
