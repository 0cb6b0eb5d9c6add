import { AzureAIError } from "../errors/azure-ai-error.ts";
import { markdownSections, type Section } from "./markdown-sections.ts";

/** How a text is cut. */
export interface ChunkOptions {
  /** No chunk is longer, in UTF-16 code units; 1,600 when left out (about 400 tokens of English), 16 at least. */
  readonly maxCharacters?: number;
  /** How much of a chunk's end the next one repeats, where a section is too long for one; a tenth when left out, half at most. */
  readonly overlap?: number;
}

/** A passage of a text: always `text.slice(start, end)` of what it was cut from, so a citation can be checked. */
export interface Chunk {
  readonly text: string;
  /** Where it starts, in UTF-16 code units. */
  readonly start: number;
  /** Where it ends, exclusive. */
  readonly end: number;
  /** The Markdown headings in force where it starts, outermost first. */
  readonly headings: readonly string[];
}

interface Limits {
  readonly maxCharacters: number;
  readonly overlap: number;
}

/** Where a cut reads best, in this order: after a paragraph, a line, a sentence, a word. */
const boundaries = [/\n[ \t]*\r?\n/g, /\n/g, /[.!?]["')\]]*\s/g, /\s/g];

function limitsOf(options: ChunkOptions): Limits {
  const maxCharacters = options.maxCharacters ?? 1600;
  const overlap = options.overlap ?? Math.floor(maxCharacters / 10);
  if (!Number.isInteger(maxCharacters) || maxCharacters < 16) {
    throw new AzureAIError("invalid_option", `maxCharacters is ${maxCharacters}.`, {
      remedy: "Give a whole number of 16 or more.",
    });
  }
  if (!Number.isInteger(overlap) || overlap < 0 || overlap > maxCharacters / 2) {
    throw new AzureAIError("invalid_option", `overlap is ${overlap}.`, {
      remedy: "Give a whole number from 0 to half of maxCharacters.",
    });
  }
  return { maxCharacters, overlap };
}

function splitsPair(text: string, at: number): boolean {
  return /^[\uD800-\uDBFF][\uDC00-\uDFFF]$/.test(text.slice(at - 1, at + 1));
}

/** The last good place to cut in `(from, to]`; never inside a surrogate pair. */
function cutBetween(text: string, from: number, to: number): number {
  const window = text.slice(from, to);
  for (const boundary of boundaries) {
    const last = [...window.matchAll(boundary)].at(-1);
    if (last !== undefined) return from + last.index + last[0].length;
  }
  return splitsPair(text, to) ? to - 1 : to;
}

/** Where the next chunk starts: `overlap` before the cut, moved on to the start of a word. */
function startAfter(text: string, cut: number, overlap: number): number {
  const from = cut - overlap;
  const space = /\s/.exec(text.slice(from, cut));
  if (space !== null) return from + space.index + 1;
  return splitsPair(text, from) ? from + 1 : from;
}

function* cutSection(text: string, section: Section, limits: Limits): Generator<Section> {
  const { headings } = section;
  let start = section.start;
  while (section.end - start > limits.maxCharacters) {
    const to = start + limits.maxCharacters;
    const end = cutBetween(text, start + Math.floor(limits.maxCharacters / 2) + 1, to);
    yield { start, end, headings };
    start = startAfter(text, end, limits.overlap);
  }
  yield { start, end: section.end, headings };
}

function* pack(text: string, limits: Limits): Generator<Section> {
  let open: Section | undefined;
  for (const section of markdownSections(text)) {
    if (open !== undefined && section.end - open.start <= limits.maxCharacters) {
      open = { ...open, end: section.end };
      continue;
    }
    if (open !== undefined) yield open;
    const pieces = [...cutSection(text, section, limits)];
    open = pieces.pop();
    yield* pieces;
  }
  if (open !== undefined) yield open;
}

/**
 * Cuts Markdown into passages for an index: at headings first, then at paragraphs, lines, sentences and words.
 *
 * Short neighbouring sections share a chunk. Every character that is not blank lies in some chunk; a chunk of blanks alone is left out.
 * Plain text, without headings, is cut just the same.
 *
 * @throws AzureAIError `invalid_option`
 * @example
 * ```ts
 * for (const { start, end, text } of chunkMarkdown(readme, { maxCharacters: 1200, overlap: 120 })) {
 *   console.log(start, end, text === readme.slice(start, end)); // … true
 * }
 * ```
 */
export function chunkMarkdown(text: string, options: ChunkOptions = {}): readonly Chunk[] {
  const limits = limitsOf(options);
  return [...pack(text, limits)]
    .map((piece) => ({ text: text.slice(piece.start, piece.end), ...piece }))
    .filter((chunk) => chunk.text.trim() !== "");
}
