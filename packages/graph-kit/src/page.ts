import { GraphError } from "./error.ts";

/** One page of a collection. */
export interface Page<Item> {
  readonly value: readonly Item[];
  /** Where the next page is; absent on the last one. */
  readonly nextLink?: string;
  /** Where the changes since this read will be; on the last page of a delta read. */
  readonly deltaLink?: string;
  /** Number of items in the whole collection, where it was asked for. */
  readonly count?: number;
}

/** A collection, read page by page while it is iterated. Each iteration starts at the first page. */
export interface PagedIterable<Item> extends AsyncIterable<Item> {
  /** The same, a page at a time. */
  byPage(): AsyncIterable<Page<Item>>;
}

/** The wire's page. */
interface WirePage<Item> {
  readonly value: readonly Item[];
  readonly "@odata.nextLink"?: unknown;
  readonly "@odata.deltaLink"?: unknown;
  readonly "@odata.count"?: unknown;
}

/** Reads pages through a function that fetches one, from the first address on. */
export function pages<Item>(
  first: string,
  read: (url: string) => Promise<unknown>,
  route: string,
): PagedIterable<Item> {
  const byPage = async function* (): AsyncGenerator<Page<Item>> {
    const seen = new Set<string>();
    for (let url: string | undefined = first; url !== undefined;) {
      if (seen.has(url)) throw loop(route);
      seen.add(url);
      const page: Page<Item> = toPage(await read(url), route);
      yield page;
      url = page.nextLink;
    }
  };
  return {
    byPage,
    async *[Symbol.asyncIterator]() {
      for await (const page of byPage()) yield* page.value;
    },
  };
}

function toPage<Item>(body: unknown, route: string): Page<Item> {
  if (!isPage<Item>(body)) {
    throw new GraphError(`The answer to ${route} is not a collection.`, {
      kind: "unexpected_body",
      code: "unexpected_body",
      route,
      remedy: "Read it with graph.get.",
    });
  }
  const { "@odata.nextLink": nextLink, "@odata.deltaLink": deltaLink, "@odata.count": count } = body;
  return {
    value: body.value,
    ...(typeof nextLink === "string" ? { nextLink } : {}),
    ...(typeof deltaLink === "string" ? { deltaLink } : {}),
    ...(typeof count === "number" ? { count } : {}),
  };
}

/** The shape of the envelope is checked; its items have the type that Microsoft publishes for the route. */
function isPage<Item>(body: unknown): body is WirePage<Item> {
  return typeof body === "object" && body !== null && "value" in body && Array.isArray(body.value);
}

function loop(route: string): GraphError {
  return new GraphError(`Graph sent a nextLink of ${route} that was read already.`, {
    kind: "paging_loop",
    code: "paging_loop",
    route,
    remedy: "Start the read again; the service lost its place.",
  });
}
