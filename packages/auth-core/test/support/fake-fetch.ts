import type { Fetch } from "@entrakit/auth-core/transport";

/** One request as the other side saw it. */
export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: Headers;
  readonly body: string;
  readonly form: URLSearchParams;
  readonly signal: AbortSignal | null | undefined;
}

type Answer = Response | Error | ((seen: Seen) => Response | Promise<Response>);

/** A `fetch` that gives prepared answers in turn, the last one again and again, and keeps what it was asked. */
export interface FakeFetch {
  readonly fetch: Fetch;
  readonly seen: Seen[];
}

/** A request's body as the other side reads it. */
export async function textOf(body: RequestInit["body"]): Promise<string> {
  return body === null || body === undefined ? "" : new Response(body).text();
}

/** Makes it. */
export function fakeFetch(...answers: Answer[]): FakeFetch {
  const seen: Seen[] = [];
  const fetch: Fetch = async (input, init = {}) => {
    const body = await textOf(init.body);
    const one: Seen = {
      method: init.method ?? "GET",
      url: input instanceof Request ? input.url : String(input),
      headers: new Headers(init.headers),
      body,
      form: new URLSearchParams(body),
      signal: init.signal,
    };
    const answer = answers[Math.min(seen.length, answers.length - 1)];
    seen.push(one);
    if (answer === undefined) throw new Error("no answer was prepared");
    if (answer instanceof Error) throw answer;
    return answer instanceof Response ? answer.clone() : answer(one);
  };
  return { fetch, seen };
}

/** A promise that settles when the signal aborts: a server that never answers. */
export function hang(signal: AbortSignal | null | undefined): Promise<never> {
  return new Promise((_, reject) => signal?.addEventListener("abort", () => reject(signal.reason)));
}

/** An answer that comes when the test says so. */
export function later(): { readonly respond: () => Promise<Response>; readonly answer: (response: Response) => void } {
  const waiting: ((response: Response) => void)[] = [];
  return {
    respond: () => new Promise((resolve) => void waiting.push(resolve)),
    answer(response) {
      for (const resolve of waiting.splice(0)) resolve(response);
    },
  };
}
