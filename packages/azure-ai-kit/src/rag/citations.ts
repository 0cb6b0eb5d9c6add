/** A stretch of an answer, and the numbers of the sources that its end cites. */
export interface CitedText {
  readonly text: string;
  readonly cites: readonly number[];
}

/** Reads citation markers out of an answer that arrives in pieces. */
export interface CitationReader {
  /** Takes the next piece; gives what is certain by now. */
  push(piece: string): readonly CitedText[];
  /** Gives the rest once the answer has ended. */
  end(): readonly CitedText[];
}

/** `[1]`, `[1, 3]`, `[1;3]` and the full-width form that some models write. A link `[1](…)` is none. */
const marker = /(?:\[\s?\d{1,3}(?:\s?[,;]\s?\d{1,3}){0,15}\s?\]|【\s?\d{1,3}(?:\s?[,;]\s?\d{1,3}){0,15}\s?】)(?!\()/g;

/** The end of a text that could still become a marker, or is one that a `(` could still turn into a link. */
const unfinished = /(?:\[[\d\s,;]{0,80}\]?|【[\d\s,;]{0,80}】?)$/;

function numbersIn(markerText: string): readonly number[] {
  return [...markerText.matchAll(/\d+/g)].map(([digits]) => Number(digits));
}

function read(text: string): readonly CitedText[] {
  const parts: CitedText[] = [];
  let from = 0;
  for (const match of text.matchAll(marker)) {
    const to = match.index + match[0].length;
    parts.push({ text: text.slice(from, to), cites: numbersIn(match[0]) });
    from = to;
  }
  if (from < text.length) parts.push({ text: text.slice(from), cites: [] });
  return parts;
}

/**
 * A reader for one answer. What it gives back, joined, is the answer unchanged; a marker is never split in two,
 * however the pieces were cut.
 */
export function createCitationReader(): CitationReader {
  let held = "";
  return {
    push(piece) {
      const text = held + piece;
      const certain = text.search(unfinished);
      held = certain === -1 ? "" : text.slice(certain);
      return read(certain === -1 ? text : text.slice(0, certain));
    },
    end() {
      const rest = held;
      held = "";
      return read(rest);
    },
  };
}
