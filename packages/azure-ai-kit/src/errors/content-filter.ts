import { isRecord, text } from "../internal/json.ts";
import { AzureAIError, type AzureAIErrorDetails, type ContentFilterFinding } from "./azure-ai-error.ts";

/**
 * The categories that were filtered, out of `content_filter_result` or `content_filter_results`: `{ violence: { filtered, severity } }`.
 *
 * Source: learn.microsoft.com/azure/ai-foundry/openai/concepts/content-filter.
 */
export function filteredCategories(results: unknown): readonly ContentFilterFinding[] {
  if (!isRecord(results)) return [];
  return Object.entries(results).flatMap(([category, finding]) => {
    if (!isRecord(finding) || finding["filtered"] !== true) return [];
    const severity = text(finding["severity"]);
    return [severity === "" ? { category } : { category, severity }];
  });
}

/** The error for a prompt or an answer that the content filter stopped. */
export function contentFilterError(
  stopped: "prompt" | "answer",
  filtered: readonly ContentFilterFinding[],
  details: Omit<AzureAIErrorDetails, "remedy" | "filtered">,
): AzureAIError {
  const categories = filtered.map(({ category, severity }) => (severity ? `${category} (${severity})` : category));
  return new AzureAIError(
    "content_filter",
    `Azure OpenAI's content filter stopped the ${stopped}${categories.length === 0 ? "" : `: ${categories.join(", ")}`}.`,
    {
      ...details,
      filtered,
      remedy:
        "Show the person that the text was filtered and let them rephrase it; sending it again gives the same result. Thresholds are set per deployment in its content filter.",
    },
  );
}
