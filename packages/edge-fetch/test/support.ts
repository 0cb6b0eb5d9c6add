import type { AccessToken, GetTokenOptions, TokenCredential } from "@entrakit/auth-core";
import type { Fetch, TimeSource } from "@entrakit/auth-core/transport";

/** One token request as a credential saw it. */
export interface AskedToken {
  readonly scopes: string | string[];
  readonly options: GetTokenOptions | undefined;
}

/** A credential that hands out `token-1`, `token-2` … and remembers what it was asked. */
export function fakeCredential(answer?: AccessToken | null): { credential: TokenCredential; asked: AskedToken[] } {
  const asked: AskedToken[] = [];
  const credential: TokenCredential = {
    async getToken(scopes, options) {
      asked.push({ scopes, options });
      return answer === undefined ? { token: `token-${asked.length}`, expiresOnTimestamp: Infinity } : answer;
    },
  };
  return { credential, asked };
}

/** One request as it left. */
export interface SentRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Headers;
  readonly body: string;
  readonly redirect: string | undefined;
}

type Answer = Response | Error | ((request: SentRequest) => Response);

/** A `fetch` that gives the answers in turn, the last one for ever, and remembers what was sent. */
export function fakeFetch(...answers: readonly Answer[]): { fetch: Fetch; sent: SentRequest[] } {
  const sent: SentRequest[] = [];
  const fetch: Fetch = async (input, init) => {
    const { method, url, headers, body } = await read(input, init);
    sent.push({ method, url, headers, body, redirect: init?.redirect });
    const answer = answers[Math.min(sent.length, answers.length) - 1] ?? new Response("ok");
    if (answer instanceof Error) throw answer;
    return answer instanceof Response ? answer.clone() : answer(sent[sent.length - 1] ?? never());
  };
  return { fetch, sent };
}

async function read(input: string | URL | Request, init: RequestInit | undefined) {
  const streaming = init?.body instanceof ReadableStream ? { duplex: "half" } : {};
  const request = new Request(input, { ...init, ...streaming });
  return {
    method: request.method,
    url: input instanceof Request ? input.url : String(input),
    headers: request.headers,
    body: await request.text(),
  };
}

function never(): never {
  throw new Error("nothing was sent");
}

/** An answer that points elsewhere. */
export function redirectTo(location: string, status = 302): Response {
  return new Response(null, { status, headers: { location } });
}

/** A clock that jumps to the next timer whenever nothing else is going on; `waits` holds what went by, in milliseconds. */
export function fakeTime(start = Date.UTC(2026, 0, 1)): TimeSource & { readonly waits: number[] } {
  let now = start;
  const waits: number[] = [];
  const timers = new Set<{ at: number; milliseconds: number; callback: () => void }>();
  const jump = (): void => {
    const [next] = [...timers].sort((one, other) => one.at - other.at);
    if (next === undefined) return;
    timers.delete(next);
    waits.push(next.milliseconds);
    now = Math.max(now, next.at);
    next.callback();
  };
  return {
    waits,
    now: () => now,
    random: () => 0,
    setTimer(milliseconds, callback) {
      const timer = { at: now + milliseconds, milliseconds, callback };
      if (milliseconds !== Infinity) timers.add(timer);
      const tick = setTimeout(jump, 1);
      return () => {
        timers.delete(timer);
        clearTimeout(tick);
      };
    },
  };
}

/** What a promise rejects with. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error("expected a rejection");
}

/** A body that arrives in the given chunks. */
export function chunked(
  ...chunks: readonly (string | Uint8Array<ArrayBuffer>)[]
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(typeof chunk === "string" ? encoder.encode(chunk) : chunk);
      controller.close();
    },
  });
}
