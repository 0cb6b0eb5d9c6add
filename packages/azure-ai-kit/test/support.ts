import { type TimeSource, timeSource, type TokenCredential } from "@entrakit/edge-fetch";

/** A request as a fake service saw it. */
export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: Headers;
  readonly body: unknown;
}

/** A service that answers by a function and remembers what it was asked. */
export function fakeService(answer: (seen: Seen, count: number) => Response | Promise<Response>): {
  readonly fetch: typeof fetch;
  readonly seen: Seen[];
} {
  const seen: Seen[] = [];
  return {
    seen,
    fetch: async (input, init) => {
      const request = new Request(input, init);
      const text = await request.text();
      const one = {
        method: request.method,
        url: request.url,
        headers: request.headers,
        body: text === "" ? undefined : JSON.parse(text),
      };
      seen.push(one);
      return answer(one, seen.length);
    },
  };
}

/** A credential that counts its tokens and keeps what it was asked for. */
export function fakeCredential(): TokenCredential & {
  readonly asked: { scopes: string | string[]; claims?: string }[];
} {
  const asked: { scopes: string | string[]; claims?: string }[] = [];
  return {
    asked,
    getToken: (scopes, options) => {
      asked.push({ scopes, ...(options?.claims === undefined ? {} : { claims: options.claims }) });
      return Promise.resolve({ token: `token-${asked.length}`, expiresOnTimestamp: 4e12 });
    },
  };
}

/** Options that let time stand still: each wait is over at once and is noted down. */
export function fakeTime(): {
  readonly waits: number[];
  readonly [timeSource]: TimeSource;
} {
  const waits: number[] = [];
  let now = Date.UTC(2026, 10, 22);
  return {
    waits,
    [timeSource]: {
      now: () => now,
      random: () => 0,
      setTimer: (milliseconds, callback) => {
        if (milliseconds >= 60_000) return () => {};
        waits.push(milliseconds);
        now += milliseconds;
        queueMicrotask(callback);
        return () => {};
      },
    },
  };
}

/** An event stream as Azure OpenAI sends one. */
export function eventStream(chunks: readonly unknown[], end = "data: [DONE]\n\n"): Response {
  const text = chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`).join("") + end;
  return new Response(text, { headers: { "content-type": "text/event-stream" } });
}

/** A chunk of a streamed chat completion. */
export function chatChunk(content: string | undefined, finish?: string, extra: object = {}): object {
  return {
    id: "chatcmpl-1",
    object: "chat.completion.chunk",
    created: 1,
    model: "gpt-4o-2024-11-20",
    choices: [{ index: 0, delta: content === undefined ? {} : { content }, finish_reason: finish ?? null, ...extra }],
  };
}

/** What a promise rejects with. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error("It did not reject.");
}
