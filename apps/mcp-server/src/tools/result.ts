import type { CallToolResult } from "@modelcontextprotocol/server";

/** Errors of `@azure/identity` by name: whoever runs the server is not signed in, or not to the right place. */
const notSignedIn: ReadonlySet<string> = new Set([
  "AggregateAuthenticationError",
  "AuthenticationError",
  "AuthenticationRequiredError",
  "CredentialUnavailableError",
]);

/** What the model is told. Errors with a remedy are ours, and hold no secrets; of any other, the log alone has the words. */
function explain(error: unknown): string {
  if (error instanceof Error && "remedy" in error) {
    const remedy = typeof error.remedy === "string" ? error.remedy : "";
    return error.message.includes(remedy) ? error.message : `${error.message} ${remedy}`;
  }
  console.error(error instanceof Error ? error.stack : error);
  if (error instanceof Error && notSignedIn.has(error.name)) {
    return "Nobody is signed in to Azure on this machine who may use the app's certificate. Run: az login";
  }
  return "This failed for a reason that the server did not expect; its log (standard error) says more.";
}

/**
 * Runs a tool. Its outcome is given as data for the model's host and as text for hosts that show only that; a failure is
 * given as an answer that the model can read and act on.
 *
 * @param signal aborts when the host cancels the call: nobody reads the answer then
 */
export async function toolResult(
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<Record<string, unknown>>,
): Promise<CallToolResult> {
  try {
    const structuredContent = await work(signal);
    return { content: [{ type: "text", text: JSON.stringify(structuredContent) }], structuredContent };
  } catch (error) {
    if (signal.aborted) throw error;
    return { isError: true, content: [{ type: "text", text: explain(error) }] };
  }
}
