import type { Fetch } from "@entrakit/auth-core/transport";

import { EdgeFetchError } from "./error.ts";

/**
 * The layers, outermost first, in the one order that keeps their promises: what observes sees no credential, a deadline
 * ends retries too, each try has its own time limit, and below `bearer` nothing can send a token elsewhere.
 */
const order = ["observe", "deadline", "retry", "timeout", "bearer"] as const;

/** A layer's place in the order. */
export type LayerName = (typeof order)[number];

/** One concern around a `fetch`; it knows its place. */
export interface FetchLayer<Name extends LayerName = LayerName> {
  (next: Fetch): Fetch;
  readonly layer: Name;
}

/** Why a composition does not compile. Stands in compiler messages only. */
export interface WrongOrder<Inner, Outer> {
  readonly layer: Inner;
  readonly mustStandBefore: Outer;
}

type After<Name, Order extends readonly unknown[]> = Order extends readonly [infer First, ...infer Rest]
  ? First extends Name
    ? Rest[number]
    : After<Name, Rest>
  : never;

type Ordered<Layers> = Layers extends readonly [FetchLayer<infer Outer>, FetchLayer<infer Inner>, ...infer Rest]
  ? [Inner] extends [After<Outer, typeof order>]
    ? Ordered<[FetchLayer<Inner>, ...Rest]>
    : WrongOrder<Inner, Outer>
  : unknown;

/** Gives a wrapping function its place among the layers. */
export function layer<Name extends LayerName>(name: Name, wrap: (next: Fetch) => Fetch): FetchLayer<Name> {
  return Object.assign((next: Fetch) => wrap(next), { layer: name });
}

/**
 * Puts layers around a `fetch`, outermost first: `compose(fetch, observe(…), retry(), timeout(), bearer(…))`.
 *
 * A wrong order does not compile; a list that the compiler cannot see through is checked as it runs.
 *
 * @throws {EdgeFetchError} `layer_order`
 */
export function compose<const Layers extends readonly FetchLayer[]>(
  base: Fetch,
  ...layers: Layers & Ordered<Layers>
): Fetch {
  const names = layers.map(({ layer: name }) => name);
  names.forEach((name, index) => {
    const outer = names[index - 1];
    if (outer !== undefined && order.indexOf(name) <= order.indexOf(outer)) throw wrongOrder(name, outer);
  });
  return layers.reduceRight<Fetch>((next, wrap) => wrap(next), base);
}

function wrongOrder(name: LayerName, outer: LayerName): EdgeFetchError {
  return new EdgeFetchError({
    code: "layer_order",
    message: name === outer ? `There are two "${name}" layers.` : `The layer "${name}" stands inside "${outer}".`,
    remedy: `Give each layer at most once, in this order: ${order.join(", ")}.`,
  });
}
