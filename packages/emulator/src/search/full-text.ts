import { SearchFailure } from "./failure.ts";
import type { SearchIndex } from "./state.ts";
import type { TextIndex } from "./text-index.ts";
import { valuesAt } from "./values.ts";

/** One part of a simple query: a word, a `"phrase"` or a `prefix*`, wanted or unwanted. */
interface Clause {
  readonly kind: "word" | "phrase" | "prefix";
  readonly text: string;
  readonly required: boolean;
  readonly excluded: boolean;
}

const clauseForm = /([+-]?)(?:"([^"]*)"|([^\s"()|]+))/g;

/** Reads the simple syntax: words, `"phrases"`, `prefix*`, `+wanted`, `-unwanted`. Source: learn.microsoft.com/azure/search/query-simple-syntax. */
function clausesOf(query: string): readonly Clause[] {
  return [...query.matchAll(clauseForm)].flatMap(([, sign, phrase, word = ""]): Clause[] => {
    const mode = { required: sign === "+", excluded: sign === "-" };
    if (phrase !== undefined) return [{ kind: "phrase", text: phrase, ...mode }];
    if (word === "+" || word === "-" || word === "*") return [];
    const isPrefix = word.endsWith("*");
    return [{ kind: isPrefix ? "prefix" : "word", text: isPrefix ? word.slice(0, -1) : word, ...mode }];
  });
}

/** Adds the scores of one term over the fields that are searched. */
function scoreTerm(texts: ReadonlyMap<string, TextIndex>, clause: Clause, into: Map<number, number>): void {
  for (const text of texts.values()) {
    for (const term of text.analyze(clause.text)) {
      for (const [document, score] of text.score(term)) into.set(document, (into.get(document) ?? 0) + score);
    }
  }
}

function scorePhrase(
  index: SearchIndex,
  texts: ReadonlyMap<string, TextIndex>,
  clause: Clause,
  into: Map<number, number>,
): void {
  const loose = new Map<number, number>();
  scoreTerm(texts, clause, loose);
  for (const [document, score] of loose) {
    const fields = index.byNumber.get(document)?.fields;
    const holds = [...texts].some(([path, text]) => {
      const wanted = ` ${text.analyze(clause.text).join(" ")} `;
      return valuesAt(fields, path.split("/")).some(
        (value) => typeof value === "string" && ` ${text.analyze(value).join(" ")} `.includes(wanted),
      );
    });
    if (holds) into.set(document, score);
  }
}

function scoreClause(
  index: SearchIndex,
  texts: ReadonlyMap<string, TextIndex>,
  clause: Clause,
): ReadonlyMap<number, number> {
  const scores = new Map<number, number>();
  if (clause.kind === "word") scoreTerm(texts, clause, scores);
  if (clause.kind === "phrase") scorePhrase(index, texts, clause, scores);
  if (clause.kind === "prefix") {
    for (const text of texts.values())
      for (const document of text.withPrefix(clause.text.toLowerCase())) scores.set(document, 1);
  }
  return scores;
}

function searchedTexts(index: SearchIndex, searchFields: readonly string[]): ReadonlyMap<string, TextIndex> {
  if (searchFields.length === 0) return index.texts;
  return new Map(
    searchFields.map((path) => {
      const text = index.texts.get(path);
      if (text === undefined) {
        throw new SearchFailure(
          400,
          `The field '${path}' in the search field list is not searchable.\r\nParameter name: searchFields`,
        );
      }
      return [path, text];
    }),
  );
}

/** BM25 scores of the documents that match a query, by number. `mode` tells whether one word is enough or all are wanted. */
export function fullText(
  index: SearchIndex,
  query: string,
  searchFields: readonly string[],
  mode: "any" | "all",
): ReadonlyMap<number, number> {
  const texts = searchedTexts(index, searchFields);
  const clauses = clausesOf(query);
  const scores = new Map<number, number>();
  const results = clauses.map((clause) => ({ clause, found: scoreClause(index, texts, clause) }));
  for (const { clause, found } of results) {
    if (!clause.excluded)
      for (const [document, score] of found) scores.set(document, (scores.get(document) ?? 0) + score);
  }
  for (const { clause, found } of results) {
    const analyzed = [...texts.values()].some((text) => text.analyze(clause.text).length > 0);
    const wanted = (clause.required || (mode === "all" && !clause.excluded)) && analyzed;
    for (const document of scores.keys()) {
      if ((wanted && !found.has(document)) || (clause.excluded && found.has(document))) scores.delete(document);
    }
  }
  return scores;
}
