/** An error in the shape of the OpenAI API: `{ error: { message, type, param, code } }`. */
export function openaiError(
  status: number,
  code: string | null,
  message: string,
  param: string | null = null,
): Response {
  return Response.json({ error: { message, type: "invalid_request_error", param, code } }, { status });
}

/** An error in the shape of Azure's gateway: `{ error: { code, message } }`. */
export function gatewayError(
  status: number,
  code: string,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return Response.json({ error: { code, message } }, { status, headers });
}

/** The answer to a path that the service does not have. */
export function resourceNotFound(): Response {
  return gatewayError(404, "404", "Resource not found");
}

/** The answer to a request for a deployment that is not there. */
export function deploymentNotFound(): Response {
  const message =
    "The API deployment for this resource does not exist. If you created the deployment within the last 5 minutes, please wait a moment and try again.";
  return gatewayError(404, "DeploymentNotFound", message);
}

/** The honest answer to what Azure has and the emulator has not. */
export function notEmulated(what: string): Response {
  return gatewayError(501, "NotImplemented", `The emulator does not play ${what}.`);
}

/** One event of a stream; `event` names it where the protocol does. */
export interface StreamEvent {
  readonly event?: string;
  /** Sent as JSON, a string as it is. */
  readonly data: object | string;
}

/** Answers with server-sent events, one write each, as they are read. Source: html.spec.whatwg.org/multipage/server-sent-events. */
export function eventStream(events: Iterable<StreamEvent>, headers: Readonly<Record<string, string>>): Response {
  const encoder = new TextEncoder();
  const iterator = events[Symbol.iterator]();
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const next = iterator.next();
      if (next.done === true) {
        controller.close();
        return;
      }
      const { event, data } = next.value;
      const text = typeof data === "string" ? data : JSON.stringify(data);
      controller.enqueue(encoder.encode(`${event === undefined ? "" : `event: ${event}\n`}data: ${text}\n\n`));
    },
  });
  return new Response(body, {
    headers: { "content-type": "text/event-stream; charset=utf-8", "cache-control": "no-cache", ...headers },
  });
}

/** Cuts a text into the pieces that a stream sends: about four words each, nothing lost. */
export function piecesOf(text: string): readonly string[] {
  return text.match(/(?:\s*\S+){1,4}\s*/g) ?? [];
}

/** `chatcmpl-…`, `resp_…`, `msg_…`: a new id with its prefix. */
export function freshId(prefix: string): string {
  return `${prefix}${crypto.randomUUID().replaceAll("-", "")}`;
}
