import { parseRetryAfter } from "@entrakit/edge-fetch";

import { isRecord, text } from "../internal/json.ts";

/** An error body as Azure's services send it, reduced to what can be told apart. */
export interface WireError {
  readonly code: string;
  readonly message: string;
  /** `innererror`, `inner_error`: both spellings are on the wire. */
  readonly inner: Readonly<Record<string, unknown>>;
}

/** The error inside `{ "error": { "code", "message", "innererror" } }`, or inside the part under `error`. */
export function readWireError(body: unknown): WireError {
  const error = isRecord(body) && isRecord(body["error"]) ? body["error"] : body;
  if (!isRecord(error)) return { code: "", message: "", inner: {} };
  const inner = error["innererror"] ?? error["inner_error"];
  return { code: text(error["code"]), message: text(error["message"]), inner: isRecord(inner) ? inner : {} };
}

/** The service's request id under whichever header this service uses. */
export function requestIdOf(headers: Headers): string | undefined {
  return headers.get("apim-request-id") ?? headers.get("x-ms-request-id") ?? headers.get("request-id") ?? undefined;
}

/** When a 429 says that it will answer again: by its headers, or by the sentence that some hosts have in the message alone. */
export function retryAtOf(headers: Headers, message: string, now: number): Date | undefined {
  const seconds = /retry after (\d{1,9}) second/i.exec(message)?.[1];
  const wait = parseRetryAfter(headers, now) ?? (seconds === undefined ? undefined : Number(seconds) * 1000);
  return wait === undefined ? undefined : new Date(now + wait);
}
