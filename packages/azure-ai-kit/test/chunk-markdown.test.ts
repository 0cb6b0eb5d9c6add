import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { chunkMarkdown } from "@entrakit/azure-ai-kit/rag";

/** Markdown with all that makes cutting hard: headings, fences, long lines, blank runs, CRLF, surrogate pairs. */
const markdown = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        "# One\n",
        "## Two\n\n",
        "### Three ###\r\n",
        "Title\n=====\n",
        "```\n# no heading\n```\n",
        "~~~\n",
        "\n\n",
        "   \n",
        "\r\n",
      ),
      fc.string({ unit: "binary", maxLength: 80 }),
      fc.string({ unit: "grapheme", maxLength: 80 }),
      fc.lorem({ mode: "sentences", maxCount: 4 }).map((text) => `${text}\n`),
      fc.constantFrom("😀".repeat(40), "x".repeat(90), " ".repeat(70)),
    ),
    { maxLength: 25 },
  )
  .map((parts) => parts.join(""));

const limits = fc.integer({ min: 16, max: 200 }).chain((maxCharacters) =>
  fc.record({
    maxCharacters: fc.constant(maxCharacters),
    overlap: fc.integer({ min: 0, max: Math.floor(maxCharacters / 2) }),
  }),
);

/** Half of a surrogate pair at the edge of a chunk that has its other half outside. */
function splitsPair(text: string, at: number): boolean {
  const pair = text.slice(at - 1, at + 1);
  return pair.length === 2 && pair.codePointAt(0) !== pair.charCodeAt(0);
}

describe("chunkMarkdown", () => {
  it("covers every character that is not blank, each chunk at its offset and within the limit", () => {
    fc.assert(
      fc.property(markdown, limits, (text, options) => {
        const chunks = chunkMarkdown(text, options);
        const covered = new Set<number>();
        for (const chunk of chunks) {
          expect(chunk.text).toBe(text.slice(chunk.start, chunk.end));
          expect(chunk.text.length).toBeLessThanOrEqual(options.maxCharacters);
          expect(chunk.text.trim()).not.toBe("");
          for (let at = chunk.start; at < chunk.end; at += 1) covered.add(at);
        }
        const missed = Array.from({ length: text.length }, (_, at) => at).filter((at) => !covered.has(at));
        expect(missed.filter((at) => text.charAt(at).trim() !== "")).toEqual([]);
      }),
      { numRuns: 400 },
    );
  });

  it("moves on with every chunk, repeats no more than the overlap, and splits no surrogate pair", () => {
    fc.assert(
      fc.property(markdown, limits, (text, options) => {
        const chunks = chunkMarkdown(text, options);
        chunks.forEach((chunk, position) => {
          expect(splitsPair(text, chunk.start) || splitsPair(text, chunk.end)).toBe(false);
          const previous = chunks[position - 1];
          if (previous === undefined) return;
          expect(chunk.start).toBeGreaterThan(previous.start);
          expect(chunk.end).toBeGreaterThan(previous.end);
          expect(previous.end - chunk.start).toBeLessThanOrEqual(options.overlap);
        });
      }),
      { numRuns: 400 },
    );
  });

  it("cuts at headings first, and says which ones stand above a chunk", () => {
    const text = "# Handbook\n\nWelcome.\n\n## Leave\n\nTwenty-five days a year.\n\n## Travel\n\nTrains first.\n";
    const chunks = chunkMarkdown(text, { maxCharacters: 40, overlap: 0 });
    expect(chunks.map(({ headings, text: passage }) => [headings, passage.split("\n")[0]])).toEqual([
      [["Handbook"], "# Handbook"],
      [["Handbook", "Leave"], "## Leave"],
      [["Handbook", "Travel"], "## Travel"],
    ]);
  });

  it("lets short neighbouring sections share a chunk", () => {
    expect(chunkMarkdown("# 1.0.1\n\n- A fix\n\n# 1.0.0\n\n- All new\n")).toHaveLength(1);
  });

  it("takes no # inside a fenced block for a heading", () => {
    const code = "ls\n# a comment that is long enough to fill a chunk\n# another\n~~~\n```js\n# a third one\n";
    const text = `# Shell\n\n\`\`\`sh\n${code}\`\`\`\n\n${"More words. ".repeat(8)}\n`;
    const headings = chunkMarkdown(text, { maxCharacters: 60, overlap: 0 }).map((chunk) => chunk.headings.join("/"));
    expect(new Set(headings)).toEqual(new Set(["Shell"]));
  });

  it("knows an underlined heading, and no underlined list or table", () => {
    const text = `Title\n=====\n\n${"Words. ".repeat(6)}\n- item\n---\n\n${"Words. ".repeat(6)}`;
    const headings = chunkMarkdown(text, { maxCharacters: 60, overlap: 0 }).map((chunk) => chunk.headings.join("/"));
    expect(new Set(headings)).toEqual(new Set(["Title"]));
  });

  it("cuts a long section after sentences, and starts the next chunk with a whole word", () => {
    const text = "The first sentence is here. The second one follows it. The third one ends it.";
    const chunks = chunkMarkdown(text, { maxCharacters: 60, overlap: 10 });
    expect(chunks.map((chunk) => chunk.text)).toEqual([
      "The first sentence is here. The second one follows it. ",
      "it. The third one ends it.",
    ]);
  });

  it("gives nothing for a blank text", () => {
    expect(chunkMarkdown(" \n\t\r\n".repeat(1000))).toEqual([]);
  });

  it.each([
    `# ${" #".repeat(200_000)}x`,
    `#${" ".repeat(400_000)}x`,
    "\n ".repeat(200_000) + "x",
    "`".repeat(400_000),
    "=".repeat(400_000),
  ])("comes to an end on a long hostile text", (hostile) => {
    expect(chunkMarkdown(hostile).length).toBeGreaterThan(0);
  });

  it.each([
    { maxCharacters: 15 },
    { maxCharacters: 20.5 },
    { maxCharacters: 100, overlap: 51 },
    { overlap: -1 },
    { maxCharacters: NaN },
  ])("refuses %j", (options) => {
    expect(() => chunkMarkdown("text", options)).toThrow(expect.objectContaining({ code: "invalid_option" }));
  });
});
