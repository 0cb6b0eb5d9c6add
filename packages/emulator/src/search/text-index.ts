import type { Analyzer } from "./analyzers.ts";

/** Parameters of BM25 as the service uses them. Source: learn.microsoft.com/azure/search/index-ranking-similarity. */
const k1 = 1.2;
const b = 0.75;

/** One field's terms and the documents that hold them. */
export interface TextIndex {
  readonly analyze: Analyzer;
  add(document: number, text: string): void;
  remove(document: number): void;
  /** BM25 scores of the documents that hold a term. */
  score(term: string): ReadonlyMap<number, number>;
  /** Documents that hold a term starting so. */
  withPrefix(prefix: string): ReadonlySet<number>;
}

function countsOf(terms: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1);
  return counts;
}

/** What one occurrence count is worth in a document of a length, beside the average length. */
function saturation(count: number, length: number, average: number): number {
  return (count * (k1 + 1)) / (count + k1 * (1 - b + (b * length) / Math.max(1, average)));
}

/** How much a term tells that `holders` of `documents` hold. */
function rarity(holders: number, documents: number): number {
  return Math.log(1 + (documents - holders + 0.5) / (holders + 0.5));
}

type Postings = Map<string, Map<number, number>>;

function note(postings: Postings, term: string, document: number, count: number): void {
  const holders = postings.get(term) ?? new Map<number, number>();
  holders.set(document, count);
  postings.set(term, holders);
}

/** An inverted index of one field. */
export function createTextIndex(analyze: Analyzer): TextIndex {
  const postings: Postings = new Map();
  const termsOf = new Map<number, ReadonlyMap<string, number>>();
  const lengths = new Map<number, number>();
  let total = 0;
  return {
    analyze,
    add(document, text) {
      const terms = analyze(text);
      const counts = countsOf(terms);
      termsOf.set(document, counts);
      lengths.set(document, terms.length);
      total += terms.length;
      for (const [term, count] of counts) note(postings, term, document, count);
    },
    remove(document) {
      for (const term of termsOf.get(document)?.keys() ?? []) {
        const holders = postings.get(term);
        holders?.delete(document);
        if (holders?.size === 0) postings.delete(term);
      }
      total -= lengths.get(document) ?? 0;
      termsOf.delete(document);
      lengths.delete(document);
    },
    score(term) {
      const holders = postings.get(term) ?? new Map<number, number>();
      const average = total / Math.max(1, lengths.size);
      const weight = rarity(holders.size, lengths.size);
      return new Map(
        [...holders].map(([document, count]) => [
          document,
          weight * saturation(count, lengths.get(document) ?? 0, average),
        ]),
      );
    },
    withPrefix: (prefix) =>
      new Set([...postings].flatMap(([term, holders]) => (term.startsWith(prefix) ? [...holders.keys()] : []))),
  };
}
