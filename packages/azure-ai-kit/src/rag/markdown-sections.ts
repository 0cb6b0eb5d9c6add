/** A stretch of Markdown from one heading to the next. */
export interface Section {
  /** Where it starts, in UTF-16 code units: at its heading, or at 0. */
  readonly start: number;
  /** Where it ends, exclusive. */
  readonly end: number;
  /** The headings above it, outermost first, its own last. Empty before the first heading. */
  readonly headings: readonly string[];
}

interface Heading {
  readonly start: number;
  readonly level: number;
  readonly title: string;
}

interface Line {
  readonly start: number;
  readonly text: string;
}

const atx = /^ {0,3}(#{1,6})(?=[ \t]|$)/;
const setextUnderline = /^ {0,3}(=+|-+)[ \t]*$/;
const fence = /^ {0,3}(`{3,}|~{3,})/;

/** A heading's words without its marks; cut at 200 characters, so that no line is slow to read. */
function atxTitle(line: string): string {
  return line
    .slice(0, 210)
    .replace(/^ {0,3}#+/, "")
    .trim()
    .replace(/[ \t]#+$/, "")
    .trim()
    .slice(0, 200);
}

function* linesOf(text: string): Generator<Line> {
  for (let start = 0; start < text.length;) {
    const newline = text.indexOf("\n", start);
    const end = newline === -1 ? text.length : newline;
    yield { start, text: text.slice(start, end).replace(/\r$/, "") };
    start = end + 1;
  }
}

/** Headings by CommonMark 0.31 §4.2 and §4.3 (one-line setext); a `#` inside a fenced block (§4.5) is no heading. */
function* headingsOf(text: string): Generator<Heading> {
  let open: string | undefined;
  let previous: Line | undefined;
  for (const line of linesOf(text)) {
    const marker = fence.exec(line.text)?.[1];
    if (open !== undefined) {
      if (marker?.startsWith(open) === true && line.text.trim() === marker) open = undefined;
      continue;
    }
    if (marker !== undefined) {
      open = marker;
      previous = undefined;
      continue;
    }
    const hashes = atx.exec(line.text)?.[1];
    const underline = setextUnderline.exec(line.text)?.[1];
    if (hashes !== undefined) {
      yield { start: line.start, level: hashes.length, title: atxTitle(line.text) };
      previous = undefined;
    } else if (underline !== undefined && previous !== undefined) {
      yield { start: previous.start, level: underline.startsWith("=") ? 1 : 2, title: previous.text.trim() };
      previous = undefined;
    } else {
      previous = /^ {0,3}[^\s>|*+-]/.test(line.text) ? line : undefined;
    }
  }
}

/** Cuts Markdown at its headings. The sections follow each other without a gap and cover the whole text. */
export function markdownSections(text: string): readonly Section[] {
  const sections: Section[] = [];
  const path: Heading[] = [];
  let start = 0;
  const close = (end: number): void => {
    if (end > start) sections.push({ start, end, headings: path.map(({ title }) => title) });
    start = end;
  };
  for (const heading of headingsOf(text)) {
    close(heading.start);
    while ((path.at(-1)?.level ?? 0) >= heading.level) path.pop();
    path.push(heading);
  }
  close(text.length);
  return sections;
}
