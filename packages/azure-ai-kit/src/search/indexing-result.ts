import { AzureAIError, type IndexFailure } from "../errors/azure-ai-error.ts";
import { isRecord, text } from "../internal/json.ts";

/**
 * What became of one document. The shape of `IndexingResult` in `@azure/search-documents`.
 *
 * Source: learn.microsoft.com/rest/api/searchservice/documents.
 */
export interface IndexingResult {
  readonly key: string;
  readonly succeeded: boolean;
  /** 200 updated or deleted, 201 created, 400, 404, 409, 422 or 503; 0 where the service never answered for it. */
  readonly statusCode: number;
  /** Why it failed. */
  readonly errorMessage?: string | null;
}

/** The results out of the body of a 200 or 207, one for each key, whatever the body leaves out. */
export function readResults(body: unknown, keys: readonly string[]): readonly IndexingResult[] {
  const items = isRecord(body) && Array.isArray(body["value"]) ? body["value"].filter(isRecord) : [];
  const byKey = new Map(items.map((item) => [text(item["key"]), item]));
  return keys.map((key) => {
    const item = byKey.get(key);
    if (item === undefined)
      return { key, succeeded: false, statusCode: 0, errorMessage: "The service's answer does not mention it." };
    const statusCode = typeof item["statusCode"] === "number" ? item["statusCode"] : 0;
    if (item["status"] === true) return { key, succeeded: true, statusCode };
    return { key, succeeded: false, statusCode, errorMessage: text(item["errorMessage"]) || `Status ${statusCode}.` };
  });
}

/** The documents of a set that are not in the index, by the results for it; a key without a result counts as one. */
export function failuresOf(keys: readonly string[], results: readonly IndexingResult[]): readonly IndexFailure[] {
  const byKey = new Map(results.map((result) => [result.key, result]));
  return keys.flatMap((key) => {
    const result = byKey.get(key);
    if (result?.succeeded === true) return [];
    return [
      {
        key,
        statusCode: result?.statusCode ?? 0,
        errorMessage: result?.errorMessage || "The service gave no result for it.",
      },
    ];
  });
}

/** The error for documents that did not arrive. */
export function partialFailure(
  failures: readonly IndexFailure[],
  total: number,
  details: { readonly index?: string; readonly cause?: unknown } = {},
): AzureAIError {
  const [first] = failures;
  return new AzureAIError(
    "partial_index_failure",
    `${failures.length} of ${total} documents are not in the index. The first: ${first?.key} (${first?.statusCode}), ${first?.errorMessage}`,
    {
      ...details,
      failures,
      remedy: "Correct or send again the documents that failures names; all others are in the index.",
    },
  );
}
