import { readFile, stat } from "node:fs/promises";
import { globSync } from "node:fs";
import { join } from "node:path";

import type { Random } from "@entrakit/emulator";

/** A Markdown file of an installed package. */
export interface CorpusFile {
  /** `readme/hono-4.13.19.md`: unique, and fit for a drive. */
  readonly name: string;
  readonly text: string;
}

/** A sentence that stands in one file only. */
export interface DrawnSentence {
  readonly sentence: string;
  readonly file: string;
  /** Asks for the sentence by some of its words, never by the sentence itself: an answer that echoes the question is wrong. */
  readonly question: string;
}

const root = join(import.meta.dirname, "..", "..");
const largest = 60_000;
const smallest = 500;

function nameOf(path: string): string {
  // node_modules/.pnpm/<name>@<version>…/node_modules/<name>/README.md
  const [, , store = "", , ...rest] = path.split(/[\\/]/);
  const version = /@(\d[^_(]*)/.exec(store.slice(1))?.[1] ?? "0";
  const file = rest.at(-1) ?? "";
  return `${rest.slice(0, -1).join("-").replace("@", "")}-${version}-${file.toLowerCase()}`;
}

/** README and CHANGELOG files of the packages that the install brought: texts that nobody here wrote. */
export async function readCorpus(random: Random, count: number): Promise<readonly CorpusFile[]> {
  const paths = globSync(
    [
      "node_modules/.pnpm/*/node_modules/*/{README,CHANGELOG}.md",
      "node_modules/.pnpm/*/node_modules/@*/*/{README,CHANGELOG}.md",
    ],
    { cwd: root },
  ).sort();
  const byName = new Map(paths.map((path) => [nameOf(path), path]));
  const left = [...byName].sort(([one], [other]) => (one < other ? -1 : 1));
  const files: CorpusFile[] = [];
  const texts = new Set<string>();
  while (files.length < count && left.length > 0) {
    const [[name, path] = ["", ""]] = left.splice(random.integer(left.length), 1);
    const { size } = await stat(join(root, path));
    if (size < smallest || size > largest) continue;
    const text = await readFile(join(root, path), "utf8");
    // Packages of one family ship the same text.
    if (texts.has(text)) continue;
    texts.add(text);
    files.push({ name, text });
  }
  return files;
}

/** A line of plain prose: one sentence, no markup that a renderer would change. */
const sentencePattern = /(?<=^|[.!?] )[A-Z][A-Za-z0-9 ,;:'()/-]{50,180}[.!?](?= |$)/gm;

/** A text with its line breaks and runs of blanks as single blanks: where a line ends says nothing about a sentence. */
function inOneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ");
}

/** A question made of a sentence's longer words, in an order of its own, without a fifth of them. */
function questionFor(random: Random, sentence: string): string {
  const words = [...new Set(sentence.match(/[A-Za-z][A-Za-z0-9-]{3,}/g) ?? [])];
  const kept = words.filter(() => random.next() > 0.2);
  const shuffled = kept.map((word) => ({ word, at: random.next() })).sort((one, other) => one.at - other.at);
  return `What is said about ${shuffled.map(({ word }) => word).join(", ")}?`;
}

/** The quotations of an answer, each with the numbers that stand right behind it. */
function quotationsOf(answer: string): readonly { readonly text: string; readonly cites: readonly number[] }[] {
  return [...answer.matchAll(/“([^”]+)”((?: ?\[\d+\])+)/g)].map(([, text = "", numbers = ""]) => ({
    text: inOneLine(text),
    cites: [...numbers.matchAll(/\d+/g)].map(([number]) => Number(number)),
  }));
}

/**
 * Whether an answer quotes the sentence and cites, right behind the quotation, the file that holds it.
 *
 * @param names the cited documents' names by their number in the answer
 */
export function quotesRightly(answer: string, names: ReadonlyMap<number, string>, drawn: DrawnSentence): boolean {
  return quotationsOf(answer).some(
    ({ text, cites }) =>
      text.includes(drawn.sentence) && cites.length <= 3 && cites.some((id) => names.get(id) === drawn.file),
  );
}

/** The names of cited documents by number, out of a list of `{ id, name }` that a program answered with. */
export function citedNames(citations: unknown): ReadonlyMap<number, string> {
  const names = new Map<number, string>();
  for (const citation of Array.isArray(citations) ? citations : []) {
    if (typeof citation !== "object" || citation === null || !("id" in citation) || !("name" in citation)) continue;
    names.set(Number(citation.id), String(citation.name));
  }
  return names;
}

/** Sentences drawn from the files, each of which stands in its own file alone. */
export function drawSentences(random: Random, files: readonly CorpusFile[], count: number): readonly DrawnSentence[] {
  const drawn: DrawnSentence[] = [];
  const left = files.map((file) => ({ ...file, line: inOneLine(file.text) }));
  const all = [...left];
  while (drawn.length < count && left.length > 0) {
    const [file] = left.splice(random.integer(left.length), 1);
    if (file === undefined) break;
    const sentences = [...file.text.matchAll(sentencePattern)]
      .map(([sentence]) => sentence)
      .filter((sentence) => all.every((other) => other === file || !other.line.includes(sentence)));
    if (sentences.length === 0) continue;
    const sentence = random.pick(sentences);
    drawn.push({ sentence, file: file.name, question: questionFor(random, sentence) });
  }
  return drawn;
}
