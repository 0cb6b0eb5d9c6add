import { normalized } from "../text/normalized.ts";
import { isStopWord, stemOf, wordsOf } from "../text/terms.ts";

/** FNV-1a over UTF-16 units, then mixed so that every bit depends on all of the text. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
}

/** Puts a feature at a place and with a sign that both follow from its text. */
function add(vector: Float32Array, feature: string, weight: number): void {
  const value = hash(feature);
  const place = value % vector.length;
  vector[place] = (vector[place] ?? 0) + (value & 0x8000_0000 ? -weight : weight);
}

function addPieces(vector: Float32Array, word: string, weight: number): void {
  const framed = `<${word}>`;
  const pieces: string[] = [];
  for (const length of [3, 4]) {
    for (let start = 0; start + length <= framed.length; start += 1) pieces.push(framed.slice(start, start + length));
  }
  for (const piece of pieces) add(vector, `p:${piece}`, weight / Math.sqrt(pieces.length));
}

function counts(words: readonly string[]): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const word of words) found.set(word, (found.get(word) ?? 0) + 1);
  return found;
}

/**
 * A text as a vector of length 1: its words, pairs of neighbours and pieces of words, hashed into `dimensions` places.
 *
 * Texts that share words or parts of words come near each other; synonyms do not. The same text gives the same vector everywhere.
 */
export function embed(text: string, dimensions: number): Float32Array {
  const vector = new Float32Array(dimensions);
  const words = wordsOf(text);
  for (const [word, count] of counts(words)) {
    const weight = (isStopWord(word) ? 0.1 : 1) * (1 + Math.log(count));
    add(vector, `w:${stemOf(word)}`, weight);
    if (!isStopWord(word)) addPieces(vector, word, 0.6 * weight);
  }
  const telling = words.filter((word) => !isStopWord(word)).map(stemOf);
  const pairs = telling.slice(1).map((word, index) => `${telling[index] ?? ""} ${word}`);
  for (const [pair, count] of counts(pairs)) add(vector, `b:${pair}`, 0.5 * (1 + Math.log(count)));
  return normalized(vector);
}
