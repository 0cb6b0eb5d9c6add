import { type Reply, badParameter } from "./answer.ts";
import { fromBase64, toBase64Url, utf8 } from "./bytes.ts";
import type { VaultCall } from "./call.ts";

/** The vault's own limit, and its default. */
const largestPage = 25;

function pageSize(call: VaultCall): number {
  const given = call.url.searchParams.get("maxresults");
  if (given === null) return largestPage;
  const size = Number(given);
  if (!Number.isInteger(size) || size < 1 || size > largestPage) {
    throw badParameter(`Invalid value for 'maxresults': ${given}. It must be between 1 and ${largestPage}.`);
  }
  return size;
}

function marker(call: VaultCall): string {
  const token = call.url.searchParams.get("$skiptoken");
  if (token === null) return "";
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(fromBase64(token));
  } catch {
    throw badParameter("The value of '$skiptoken' is invalid.");
  }
}

/**
 * One page of a list, ordered by key, with a `nextLink` while there is more.
 *
 * The link carries the key after which the next page starts, so that an object added or removed in between
 * neither repeats nor hides another.
 */
export function page<T>(
  call: VaultCall,
  items: readonly T[],
  keyOf: (item: T) => string,
  render: (item: T) => object,
): Reply {
  const size = pageSize(call);
  const after = marker(call);
  const rest = items
    .map((item) => ({ key: keyOf(item), item }))
    .filter(({ key }) => key > after)
    .sort((left, right) => (left.key < right.key ? -1 : 1));
  const shown = rest.slice(0, size);
  const last = shown.at(-1);
  let nextLink: string | null = null;
  if (last !== undefined && rest.length > size) {
    const query = new URLSearchParams({ "api-version": call.apiVersion, $skiptoken: toBase64Url(utf8(last.key)) });
    const maxresults = call.url.searchParams.get("maxresults");
    if (maxresults !== null) query.set("maxresults", maxresults);
    nextLink = `${call.baseUrl}:443${call.url.pathname}?${query.toString().replaceAll("%24", "$")}`;
  }
  return { status: 200, body: { value: shown.map(({ item }) => render(item)), nextLink } };
}
