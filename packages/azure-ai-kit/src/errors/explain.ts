import { TransportError } from "@entrakit/edge-fetch";

import { isRecord } from "../internal/json.ts";
import { AzureAIError } from "./azure-ai-error.ts";
import { type CallContext, describeAnswer } from "./describe.ts";

/** The first error below that says what to do, whichever of our packages it is from. */
function ownErrorBelow(error: unknown): Error | undefined {
  for (let below = error, depth = 0; below instanceof Error && depth < 8; below = below.cause, depth += 1) {
    if ("remedy" in below && typeof below.remedy === "string") return below;
  }
  return undefined;
}

/** The transport gives up on a 429 by itself where the wait that the service asks for is over its budget. */
function quotaOf(error: Error, context: CallContext): AzureAIError | undefined {
  if (!TransportError.isInstance(error) || error.code !== "retry_after_too_long" || error.status !== 429)
    return undefined;
  const retryAt = error.retryAt === undefined ? {} : { retryAt: new Date(error.retryAt) };
  return describeAnswer(
    { status: 429, headers: new Headers(), body: undefined, ...retryAt },
    context,
    Date.now(),
    error,
  );
}

/** What was being done when the error came. */
export type ExplainContext = Partial<CallContext>;

/**
 * The error to throw in place of one that the official `openai` client threw.
 *
 * An answer of the service becomes an {@link AzureAIError}. An error of the credential or the transport, which the client
 * wraps in a "Connection error.", is brought back out. Everything else, an abort among it, comes back as it was.
 *
 * @example
 * ```ts
 * try {
 *   await openai.chat.completions.create({ model: "gpt-4o", messages });
 * } catch (error) {
 *   throw explain(error, { deployment: "gpt-4o" });
 * }
 * ```
 */
export function explain(error: unknown, context: ExplainContext = {}): unknown {
  if (AzureAIError.isInstance(error) || !(error instanceof Error)) return error;
  const call: CallContext = { action: "openai.inference", ...context };
  const below = ownErrorBelow(error);
  if (below !== undefined) return quotaOf(below, call) ?? below;
  if (!("status" in error) || typeof error.status !== "number") return error;
  if (!("headers" in error) || !(error.headers instanceof Headers)) return error;
  const body = "error" in error && isRecord(error.error) ? error.error : undefined;
  return describeAnswer({ status: error.status, headers: error.headers, body }, call, Date.now(), error);
}
