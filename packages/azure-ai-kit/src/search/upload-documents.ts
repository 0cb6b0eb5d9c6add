import { AzureAIError } from "../errors/azure-ai-error.ts";
import { describeAnswer } from "../errors/describe.ts";
import { jsonOf } from "../internal/json.ts";
import { pause } from "../internal/pause.ts";
import { batchesOf, type PreparedDocument } from "./batches.ts";
import type { Search } from "./create-search.ts";
import { failuresOf, type IndexingResult, partialFailure, readResults } from "./indexing-result.ts";

/** How documents are uploaded. */
export interface UploadOptions {
  /** Name of the index's key field; `id` when left out. */
  readonly key?: string;
  /** `upload` replaces a document of the same key, `mergeOrUpload` changes the fields that are given, `delete` removes it. */
  readonly action?: "upload" | "merge" | "mergeOrUpload" | "delete";
  /** Documents per request, 1,000 at most and when left out. */
  readonly batchSize?: number;
  /** How often a document is sent again that the service was too busy for; 3 when left out. */
  readonly retries?: number;
  readonly signal?: AbortSignal;
  /** Called after each request with the number of documents that are in the index by now. */
  readonly onProgress?: (progress: { readonly done: number; readonly total: number }) => void;
  /** Waits between two tries, in milliseconds; for tests. */
  readonly wait?: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
}

/** One result for each document. The shape of `IndexDocumentsResult` in `@azure/search-documents`. */
export interface UploadResult {
  readonly results: readonly IndexingResult[];
}

/** Per-document states that pass by themselves: version conflict, index busy, service busy. */
const passing = new Set([409, 422, 503]);

/** The service takes 16 MB a request; the rest is for the envelope. */
const maxBytes = 15_000_000;

function prepare(documents: readonly object[], options: UploadOptions): readonly PreparedDocument[] {
  const { key: keyField = "id", action = "upload" } = options;
  const encoder = new TextEncoder();
  const seen = new Set<string>();
  return documents.map((document, position) => {
    const key: unknown = Object.entries(document).find(([name]) => name === keyField)?.[1];
    if (typeof key !== "string" || key === "" || seen.has(key)) {
      throw new AzureAIError("invalid_option", `Document ${position} has no "${keyField}" of its own.`, {
        remedy: `Give every document a non-empty "${keyField}" that no other one has; name the key field in option key.`,
      });
    }
    seen.add(key);
    const json = JSON.stringify({ "@search.action": action, ...document });
    return { key, json, bytes: encoder.encode(json).length };
  });
}

async function sendBatch(
  search: Search,
  batch: readonly PreparedDocument[],
  signal?: AbortSignal,
): Promise<readonly IndexingResult[]> {
  const response = await search.post("search.index", `{"value":[${batch.map(({ json }) => json).join(",")}]}`, signal);
  const body = await jsonOf(response);
  if (response.ok) {
    return readResults(
      body,
      batch.map(({ key }) => key),
    );
  }
  const { status, headers } = response;
  throw describeAnswer({ status, headers, body }, { action: "search.write", index: search.index }, Date.now());
}

interface BatchOutcome {
  /** The last result for each document that the service answered for. */
  readonly results: readonly IndexingResult[];
  /** Why a request failed as a whole, where one did. */
  readonly cause?: unknown;
}

/** Sends a batch, and again what passes by itself. */
async function settleBatch(
  search: Search,
  batch: readonly PreparedDocument[],
  options: UploadOptions,
): Promise<BatchOutcome> {
  const { retries = 3, signal, wait = pause } = options;
  const last = new Map<string, IndexingResult>();
  let open = batch;
  try {
    for (let attempt = 0; open.length > 0 && attempt <= retries; attempt += 1) {
      if (attempt > 0) await wait(250 * 2 ** attempt, signal);
      for (const result of await sendBatch(search, open, signal)) last.set(result.key, result);
      open = open.filter(({ key }) => passing.has(last.get(key)?.statusCode ?? 0));
    }
    return { results: [...last.values()] };
  } catch (cause) {
    return { results: [...last.values()], cause };
  }
}

/**
 * Uploads documents in batches, and answers for every single one.
 *
 * Documents that the service was too busy for (409, 422, 503 inside a 207) are sent again. Resolves only if all of them are in the
 * index in the end.
 *
 * Source: learn.microsoft.com/rest/api/searchservice/documents.
 *
 * @throws AzureAIError `partial_index_failure` with `failures`, also where a later batch could not be sent at all (its reason is the
 * `cause`); any other code if no document arrived
 * @example
 * ```ts
 * const { results } = await uploadDocuments(search, [{ id: "1", title: "Leave" }]);
 * ```
 */
export async function uploadDocuments(
  search: Search,
  documents: readonly object[],
  options: UploadOptions = {},
): Promise<UploadResult> {
  const prepared = prepare(documents, options);
  const keys = prepared.map(({ key }) => key);
  const batchSize = Math.min(Math.max(1, options.batchSize ?? 1000), 1000);
  const results: IndexingResult[] = [];
  const done = (): number => results.filter(({ succeeded }) => succeeded).length;
  for (const batch of batchesOf(prepared, { documents: batchSize, bytes: maxBytes })) {
    const outcome = await settleBatch(search, batch, options);
    results.push(...outcome.results);
    if (outcome.cause !== undefined) {
      if (done() === 0 || options.signal?.aborted === true) throw outcome.cause;
      throw partialFailure(failuresOf(keys, results), keys.length, { index: search.index, cause: outcome.cause });
    }
    options.onProgress?.({ done: done(), total: keys.length });
  }
  const failures = failuresOf(keys, results);
  if (failures.length > 0) throw partialFailure(failures, keys.length, { index: search.index });
  return { results };
}
