import { untilAborted } from "../internal/abort.ts";
import { TransportError } from "./error.ts";
import type { TimeSource } from "./time.ts";

/** The limits that a body is read under. */
export interface BodyLimits {
  readonly maxBytes: number;
  /** Longest time between two chunks, in milliseconds. */
  readonly idleMs: number;
  /** End of the whole call in milliseconds since the epoch. */
  readonly deadline: number;
  readonly signal: AbortSignal | null | undefined;
  readonly time: TimeSource;
}

function tooLarge(maxBytes: number): TransportError {
  return new TransportError({
    code: "body_too_large",
    message: `The answer is longer than ${maxBytes} bytes.`,
    remedy: "Raise maxBodyBytes if answers of this size are expected.",
  });
}

function timedOut(limits: BodyLimits): TransportError {
  const total = limits.time.now() >= limits.deadline;
  return new TransportError({
    code: "timeout",
    phase: total ? "total" : "idle",
    message: total ? "The answer did not end in time." : `The answer stood still for ${limits.idleMs} ms.`,
    remedy: "Try again; if it recurs, check the network or raise the timeout.",
  });
}

/** A stream's own failure, in the transport's words. */
function broken(cause: unknown): unknown {
  if (TransportError.isInstance(cause)) return cause;
  return new TransportError({
    code: "network",
    message: "The connection broke while the answer was being read.",
    remedy: "Try again.",
    cause,
  });
}

/** One read that ends with the chunk, the time limit or the caller's abort, whichever comes first. */
async function readWithin(
  reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>,
  limits: BodyLimits,
): Promise<ReadableStreamReadResult<Uint8Array<ArrayBuffer>>> {
  const { time, signal } = limits;
  signal?.throwIfAborted();
  let stop = (): void => {};
  const limit = new Promise<never>((_, reject) => {
    const wait = Math.min(limits.idleMs, limits.deadline - time.now());
    stop = time.setTimer(wait, () => reject(timedOut(limits)));
  });
  try {
    return await untilAborted(Promise.race([reader.read(), limit]), signal);
  } catch (error) {
    throw signal?.aborted ? signal.reason : broken(error);
  } finally {
    stop();
  }
}

function guardedStream(body: ReadableStream<Uint8Array<ArrayBuffer>>, limits: BodyLimits): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  let left = limits.maxBytes;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = await readWithin(reader, limits);
          if (done) return controller.close();
          left -= value.byteLength;
          if (left < 0) throw tooLarge(limits.maxBytes);
          controller.enqueue(value);
        } catch (error) {
          controller.error(error);
          // The source may hang or be broken already; its own ending no longer matters to anyone.
          reader.cancel(error).catch(() => {});
        }
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  );
}

/**
 * The same answer with a body that keeps the limits: an error ends it instead of silence or excess.
 *
 * @throws {TransportError} `body_too_large` at once where the declared length is over the cap
 */
export function guardBody(response: Response, url: string, limits: BodyLimits): Response {
  if (response.body === null) return response;
  if (Number(response.headers.get("content-length") ?? 0) > limits.maxBytes) {
    response.body.cancel().catch(() => {});
    throw tooLarge(limits.maxBytes);
  }
  const { status, statusText, headers } = response;
  const guarded = new Response(guardedStream(response.body, limits), { status, statusText, headers });
  // A rebuilt Response has no URL of its own, and clients put it in their messages.
  Object.defineProperty(guarded, "url", { value: response.url || url });
  return guarded;
}
