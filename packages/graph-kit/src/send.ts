import type { Fetch } from "@entrakit/edge-fetch";

import type { BinaryBody } from "./entities.ts";
import { GraphError } from "./error.ts";
import { type ErrorContext, toGraphError } from "./answer.ts";
import { fillPath } from "./path.ts";
import { type Query, toQueryString } from "./query.ts";

/** A call as it comes from any of the typed methods. */
export interface Call extends Query {
  readonly params?: Readonly<Record<string, string | number>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  readonly body?: unknown;
}

/** Where calls go and how. */
export interface Endpoint extends Omit<ErrorContext, "clientRequestId"> {
  readonly fetch: Fetch;
  /** Origin and version, without a trailing slash. */
  readonly base: string;
}

/** The full address of a call on a canonical path. */
export function addressOf(endpoint: Endpoint, path: string, call: Call): string {
  return `${endpoint.base}${fillPath(path, call.params)}${toQueryString(call)}`;
}

/**
 * Sends one call and gives a successful answer.
 *
 * @throws {GraphError} where the answer is not a success
 */
export async function send(
  endpoint: Endpoint,
  method: string,
  path: string,
  url: string,
  call: Call,
): Promise<Response> {
  const headers = new Headers({
    accept: "application/json",
    "client-request-id": crypto.randomUUID(),
    ...call.headers,
  });
  const response = await endpoint.fetch(url, {
    method,
    headers,
    ...bodyOf(call.body, headers),
    ...(call.signal === undefined ? {} : { signal: call.signal }),
  });
  if (response.ok) return response;
  const clientRequestId = headers.get("client-request-id") ?? undefined;
  throw await toGraphError(response, method, path, { ...endpoint, clientRequestId });
}

/** The JSON of an answer, or nothing where it has no body. It has the type that Microsoft publishes for the route. */
export async function readJson<Answer>(response: Response, route: string): Promise<Answer> {
  const text = await response.text();
  try {
    return JSON.parse(text === "" ? "null" : text) ?? undefined;
  } catch (cause) {
    throw new GraphError(`The answer to ${route} is not JSON.`, {
      kind: "unexpected_body",
      code: "unexpected_body",
      status: response.status,
      route,
      remedy: "Read files and photos with graph.stream.",
      cause,
    });
  }
}

interface OutgoingBody {
  body?: BinaryBody;
  /** Needed by the Fetch standard for a stream; the platform's types lag behind. */
  duplex?: "half";
}

function bodyOf(body: unknown, headers: Headers): OutgoingBody {
  if (body === undefined) return {};
  if (isBinary(body)) {
    const type = typeof body === "string" ? "text/plain" : "application/octet-stream";
    if (!headers.has("content-type")) headers.set("content-type", (body instanceof Blob && body.type) || type);
    return body instanceof ReadableStream ? { body, duplex: "half" } : { body };
  }
  if (!headers.has("content-type")) headers.set("content-type", "application/json");
  return { body: JSON.stringify(body) };
}

function isBinary(body: unknown): body is BinaryBody {
  return (
    typeof body === "string" ||
    body instanceof ReadableStream ||
    body instanceof Blob ||
    body instanceof ArrayBuffer ||
    ArrayBuffer.isView(body)
  );
}
