// Server-sent events of an API that has a host per instance.
// #region stream-events
import { createEdgeFetch, customResource, sse, type TokenCredential } from "@entrakit/edge-fetch";

/** The data of each event, as it comes; the call ends when nothing comes for 20 seconds. */
export async function* eventData(credential: TokenCredential, origin: string, body: object): AsyncGenerator<string> {
  const resource = customResource({ scope: "https://cognitiveservices.azure.com/.default", origins: [origin] });
  const fetch = createEdgeFetch({ credential, resource });
  const headers = { "content-type": "application/json" };
  const response = await fetch(`${origin}/openai/v1/responses`, {
    method: "POST",
    headers,
    body: JSON.stringify(body),
  });
  for await (const { data } of sse(response, { idleMs: 20_000 })) yield data;
}
// #endregion
