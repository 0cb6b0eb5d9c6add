import { isStopWord, stemOf, wordsOf } from "../text/terms.ts";

/** Cuts a text into the terms that are indexed and looked up. */
export type Analyzer = (text: string) => readonly string[];

const english: Analyzer = (text) =>
  wordsOf(text)
    .filter((word) => !isStopWord(word))
    .map(stemOf);
const keyword: Analyzer = (text) => [text];
const whitespace: Analyzer = (text) => text.split(/\s+/).filter((word) => word !== "");

/**
 * The analyzer of a name. The default keeps every word, lower-cased; English ones also drop stop words and endings; those
 * of other languages work like the default.
 */
export function analyzerOf(name: string | null): Analyzer {
  if (name === null) return wordsOf;
  if (name.startsWith("en.") || name === "stop") return english;
  if (name === "keyword") return keyword;
  return name === "whitespace" ? whitespace : wordsOf;
}
