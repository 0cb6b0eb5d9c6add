import { byValue } from "../odata/evaluate.ts";
import { SearchFailure, notEmulated } from "./failure.ts";
import type { SearchIndex, StoredDocument } from "./state.ts";
import { valuesAt } from "./values.ts";

interface FacetBucket {
  readonly value: string | number | boolean;
  readonly count: number;
}

type Order = (left: FacetBucket, right: FacetBucket) => number;

const orders: Readonly<Record<string, Order>> = {
  count: (left, right) => right.count - left.count || byValue(left.value, right.value),
  "-count": (left, right) => left.count - right.count || byValue(left.value, right.value),
  value: (left, right) => byValue(left.value, right.value),
  "-value": (left, right) => byValue(right.value, left.value),
};

function buckets(documents: Iterable<StoredDocument>, path: string): readonly FacetBucket[] {
  const counts = new Map<string | number | boolean, number>();
  for (const { fields } of documents) {
    for (const value of new Set(valuesAt(fields, path.split("/")))) {
      if (typeof value === "string" || typeof value === "number" || typeof value === "boolean")
        counts.set(value, (counts.get(value) ?? 0) + 1);
    }
  }
  return [...counts].map(([value, count]) => ({ value, count }));
}

/** Counts the values of each facet, `category` or `category,count:5,sort:value`, over everything that matched. */
export function facetsOf(
  index: SearchIndex,
  facets: readonly string[],
  documents: readonly StoredDocument[],
): Readonly<Record<string, readonly FacetBucket[]>> {
  const entries = facets.map((facet) => {
    const [path = "", ...options] = facet.split(",").map((part) => part.trim());
    if (index.fields.get(path)?.facetable !== true) {
      throw new SearchFailure(400, `The field '${path}' in the facet list is not facetable.\r\nParameter name: facets`);
    }
    let [most, order]: [number, Order] = [
      10,
      (left, right) => right.count - left.count || byValue(left.value, right.value),
    ];
    for (const option of options) {
      const [name = "", value = ""] = option.split(":");
      const sort = orders[value];
      if (name === "count" && /^\d+$/.test(value)) most = Number(value);
      else if (name === "sort" && sort !== undefined) order = sort;
      else throw notEmulated(`the facet option '${option}'`);
    }
    return [path, [...buckets(documents, path)].sort(order).slice(0, most)] as const;
  });
  return Object.fromEntries(entries);
}
