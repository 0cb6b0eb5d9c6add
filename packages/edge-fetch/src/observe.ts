import { type FetchLayer, layer } from "./compose.ts";
import { addressOf } from "./internal/address.ts";

/** A finished call, without query, headers and body: nothing in it is secret. */
export interface ObservedCall {
  readonly method: string;
  /** Origin and path of the address. */
  readonly url: string;
  /** From the call to the headers of its answer, retries and token requests included, in milliseconds. */
  readonly durationMs: number;
  /** Status of the answer; absent where there was none. */
  readonly status?: number;
  /** What the call failed with, where there was no answer. */
  readonly error?: unknown;
}

/** Is told of each call when its headers have arrived or it failed. What it throws is not caught. */
export type Observer = (call: ObservedCall) => void;

/** Tells an observer of each call; as the outermost layer it never sees a credential. */
export function observe(observer: Observer): FetchLayer<"observe"> {
  return layer("observe", (next) => async (input, init) => {
    const start = performance.now();
    const call = { method: methodOf(input, init), url: placeOf(input) };
    const durationMs = (): number => performance.now() - start;
    try {
      const response = await next(input, init);
      observer({ ...call, durationMs: durationMs(), status: response.status });
      return response;
    } catch (error) {
      observer({ ...call, durationMs: durationMs(), error });
      throw error;
    }
  });
}

function methodOf(input: string | URL | Request, init: RequestInit | undefined): string {
  return (init?.method ?? (input instanceof Request ? input.method : "GET")).toUpperCase();
}

/** Origin and path; a query may hold what belongs to nobody else. */
function placeOf(input: string | URL | Request): string {
  const address = addressOf(input);
  if (!URL.canParse(address)) return "";
  const { origin, pathname } = new URL(address);
  return `${origin}${pathname}`;
}
