/** Key under which the transport hands the end of a call's time from layer to layer, in milliseconds since the epoch. */
export const deadline: unique symbol = Symbol("deadline");

/** What a layer hands to the next one. */
export interface LayerInit extends RequestInit {
  readonly [deadline]?: number;
}

/** A request taken apart: layers change the parts and can send them more than once. */
export interface RequestParts {
  readonly url: string;
  readonly method: string;
  readonly init: LayerInit;
}

/**
 * Takes `fetch`'s arguments apart. The body of a `Request` object is read into memory, so that it can be sent again;
 * for a body that is too large for that, pass the URL and a stream in `init`.
 */
export async function partsOf(input: string | URL | Request, init: LayerInit = {}): Promise<RequestParts> {
  if (!(input instanceof Request)) {
    return { url: String(input), method: (init.method ?? "GET").toUpperCase(), init };
  }
  const request = new Request(input, init);
  const body = request.body === null ? null : await request.arrayBuffer();
  const { method, headers, signal } = request;
  return { url: request.url, method, init: { ...init, method, headers, signal, body } };
}

/** Whether the parts can be sent a second time. */
export function isReplayable(init: RequestInit): boolean {
  return !(init.body instanceof ReadableStream);
}
