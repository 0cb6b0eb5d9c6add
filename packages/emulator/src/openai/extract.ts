import { isStopWord, stemOf, wordsOf } from "../text/terms.ts";
import { sentencesOf } from "./sentences.ts";
import { type Prompt, type Source, promptOf } from "./sources.ts";
import type { ChatTurn } from "./state.ts";

interface Candidate {
  readonly sentence: string;
  readonly source: number;
  readonly terms: ReadonlySet<string>;
  readonly length: number;
}

interface Scored extends Candidate {
  readonly score: number;
}

/** Below this share of what the question's telling words weigh, a sentence does not answer it. */
const enough = 0.3;
const most = 3;
/** Characters beyond which a piece of a source is no sentence but a block (code, a table), and counts half. */
const longest = 500;

function termsOf(text: string): readonly string[] {
  const words = wordsOf(text);
  const telling = words.filter((word) => !isStopWord(word));
  return (telling.length > 0 ? telling : words).map(stemOf);
}

function candidatesOf(source: Source): readonly Candidate[] {
  const body = source.text.trim() === "" ? source.heading : source.text;
  return sentencesOf(body).map((sentence) => {
    const terms = termsOf(sentence);
    return { sentence, source: source.number, terms: new Set(terms), length: terms.length };
  });
}

/** How much rarer words tell: the fewer sentences hold a term, the more it weighs. */
function weigher(candidates: readonly Candidate[]): (term: string) => number {
  const holders = new Map<string, number>();
  for (const { terms } of candidates) for (const term of terms) holders.set(term, (holders.get(term) ?? 0) + 1);
  return (term) => Math.log(1 + candidates.length / (1 + (holders.get(term) ?? 0)));
}

function plain(text: string): string {
  return text.replace(/\s+/g, " ").trim().toLowerCase();
}

function score(candidates: readonly Candidate[], question: string): readonly Scored[] {
  const wanted = [...new Set(termsOf(question))];
  const weight = weigher(candidates);
  const all = wanted.reduce((sum, term) => sum + weight(term), 0);
  const whole = plain(question);
  return candidates
    .map((candidate) => {
      const found = wanted.filter((term) => candidate.terms.has(term));
      const coverage = all === 0 ? 0 : found.reduce((sum, term) => sum + weight(term), 0) / all;
      const focus = candidate.length === 0 ? 0 : found.length / candidate.length;
      const quoted = candidate.length >= 3 && whole.includes(plain(candidate.sentence)) ? 1 : 0;
      const form = (0.8 + 0.2 * Math.min(1, focus)) * (candidate.sentence.length > longest ? 0.5 : 1);
      return { ...candidate, score: quoted + (coverage < enough ? 0 : coverage * form) };
    })
    .filter((candidate) => candidate.score > 0)
    .sort((left, right) => right.score - left.score);
}

/** One quotation with every source that holds it. */
function quotation(best: Scored, all: readonly Scored[]): string {
  const same = all.filter((other) => plain(other.sentence) === plain(best.sentence)).map((other) => other.source);
  const citations = [...new Set([best.source, ...same])].map((number) => `[${number}]`).join("");
  return `“${best.sentence}” ${citations}`;
}

function choose(scored: readonly Scored[]): readonly Scored[] {
  const chosen: Scored[] = [];
  for (const candidate of scored) {
    if (chosen.length === most || candidate.score < 0.8 * (scored[0]?.score ?? 0)) break;
    if (!chosen.some((other) => plain(other.sentence) === plain(candidate.sentence))) chosen.push(candidate);
  }
  return chosen;
}

function answerPrompt({ question, sources }: Prompt): string {
  if (sources.length === 0) {
    return "I only quote: I answer from numbered sources in the prompt (lines that start with [1], [2] …), and this prompt has none.";
  }
  const scored = score(sources.flatMap(candidatesOf), question);
  const chosen = choose(scored);
  if (chosen.length === 0) return "I do not know: none of the sources answers this.";
  return chosen.map((candidate) => quotation(candidate, scored)).join("\n");
}

/**
 * Answers a conversation by quoting: the sentences of its numbered sources that share the question's rarer words, word for
 * word, each with its number. It knows nothing, writes nothing of its own, and says so when nothing fits.
 */
export function extractAnswer(turns: readonly ChatTurn[]): string {
  return answerPrompt(promptOf(turns));
}
