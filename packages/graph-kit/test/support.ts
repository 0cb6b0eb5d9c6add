import type { Fetch, TokenCredential } from "../src/index.ts";

/** One request as it left. */
export interface SentRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Headers;
  readonly body: string;
}

/** A `fetch` that gives the answers in turn, the last one for ever, and remembers what was sent. */
export function fakeFetch(...answers: readonly (() => Response)[]): { fetch: Fetch; sent: SentRequest[] } {
  const sent: SentRequest[] = [];
  const fetch: Fetch = async (input, init) => {
    const request = new Request(input, init);
    const { method, headers } = request;
    sent.push({
      method,
      url: input instanceof Request ? input.url : String(input),
      headers,
      body: await request.text(),
    });
    const answer = answers[Math.min(sent.length, answers.length) - 1];
    return answer === undefined ? Response.json({}) : answer();
  };
  return { fetch, sent };
}

/** A credential whose tokens are called `secret-token`. */
export const credential: TokenCredential = {
  getToken: async () => ({ token: "secret-token", expiresOnTimestamp: Infinity }),
};

/** What a promise rejects with. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error("expected a rejection");
}

/** Everything that an iteration gives. */
export async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const list: Item[] = [];
  for await (const item of items) list.push(item);
  return list;
}
