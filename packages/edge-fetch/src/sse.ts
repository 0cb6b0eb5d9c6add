import { limitAttempt, type TimeSource, type timeSource } from "@entrakit/auth-core/transport";

import { EdgeFetchError } from "./error.ts";

/** One event of a stream. */
export interface SseEvent {
  /** The event's type; `message` where the server names none. */
  readonly event: string;
  /** Its data; several lines are joined by line feeds. */
  readonly data: string;
  /** The last id that the stream named, where it named one. */
  readonly id?: string;
}

/** How a stream of events is read. */
export interface SseOptions {
  /** Longest wait between two chunks, in milliseconds; 60,000 when left out. A comment counts as a sign of life. */
  readonly idleMs?: number;
  /** The longest line or event that is accepted, in characters; 16 Mi when left out. */
  readonly maxEventLength?: number;
  readonly [timeSource]?: TimeSource | undefined;
}

/**
 * Reads server-sent events from a response. Leaving the loop cancels the stream; an event that the stream's end cuts
 * off is dropped, as the standard says.
 *
 * @throws {EdgeFetchError} `not_an_event_stream`, `event_too_large`; {@link TransportError} `timeout` with phase
 * `idle`, `network` where the connection breaks. Source: html.spec.whatwg.org/multipage/server-sent-events.html §9.2.6.
 *
 * @example
 * for await (const { data } of sse(response)) if (data !== "[DONE]") console.log(JSON.parse(data));
 */
export async function* sse(response: Response, options: SseOptions = {}): AsyncGenerator<SseEvent> {
  const { maxEventLength = 16 * 2 ** 20 } = options;
  let pending = newEvent();
  for await (const line of lines(await eventStream(response, options), maxEventLength)) {
    if (line !== "") {
      pending = withField(pending, line);
      if (pending.length > maxEventLength) throw tooLarge(maxEventLength);
      continue;
    }
    if (pending.data.length > 0) yield toEvent(pending);
    pending = newEvent(pending.id);
  }
}

interface PendingEvent {
  readonly event: string;
  readonly data: string[];
  readonly id: string | undefined;
  readonly length: number;
}

function newEvent(id?: string): PendingEvent {
  return { event: "", data: [], id, length: 0 };
}

function toEvent({ event, data, id }: PendingEvent): SseEvent {
  return { event: event || "message", data: data.join("\n"), ...(id === undefined ? {} : { id }) };
}

function withField(pending: PendingEvent, line: string): PendingEvent {
  const colon = line.indexOf(":");
  const field = colon < 0 ? line : line.slice(0, colon);
  const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
  if (field === "event") return { ...pending, event: value };
  if (field === "id") return value.includes("\0") ? pending : { ...pending, id: value };
  if (field !== "data") return pending;
  pending.data.push(value);
  return { ...pending, length: pending.length + value.length };
}

async function eventStream(response: Response, options: SseOptions): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
  const type = response.headers.get("content-type") ?? "";
  if (response.body === null || !/^text\/event-stream\s*(;|$)/i.test(type)) {
    response.body?.cancel().catch(() => {});
    throw new EdgeFetchError({
      code: "not_an_event_stream",
      message: `The answer (${response.status}, "${type}") is not a stream of events.`,
      remedy: "Check the status before reading, and ask for a stream (for chat completions: stream: true).",
    });
  }
  const limited = limitAttempt({ ...options, headersMs: Infinity })(() => Promise.resolve(response));
  return (await limited(response.url)).body ?? response.body;
}

const lineEnd = /\r\n|\r|\n/;

/** Splits at CRLF, LF and CR, wherever the chunks are cut. */
async function* lines(body: ReadableStream<Uint8Array<ArrayBuffer>>, longest: number): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let begun: string[] = [];
  let begunLength = 0;
  let afterReturn = false;
  for await (const chunk of body) {
    const decoded = decoder.decode(chunk, { stream: true });
    if (decoded === "") continue;
    const [head = "", ...tail] = (afterReturn ? decoded.replace(/^\n/, "") : decoded).split(lineEnd);
    afterReturn = decoded.endsWith("\r");
    begun.push(head);
    begunLength += head.length;
    const rest = tail.pop();
    if (rest !== undefined) {
      yield begun.join("");
      yield* tail;
      begun = [rest];
      begunLength = rest.length;
    }
    if (begunLength > longest) throw tooLarge(longest);
  }
}

function tooLarge(longest: number): EdgeFetchError {
  return new EdgeFetchError({
    code: "event_too_large",
    message: `An event of the stream is longer than ${longest} characters.`,
    remedy: "Raise maxEventLength if events of this size are expected.",
  });
}
