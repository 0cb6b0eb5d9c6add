import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { type CitedText, createCitationReader } from "@entrakit/azure-ai-kit/rag";

function readAll(pieces: readonly string[]): readonly CitedText[] {
  const reader = createCitationReader();
  return [...pieces.flatMap((piece) => reader.push(piece)), ...reader.end()];
}

/** The text, and every citation with the length of the text before it. */
function summary(parts: readonly CitedText[]): { text: string; cites: [number, number][] } {
  let text = "";
  const cites: [number, number][] = [];
  for (const part of parts) {
    text += part.text;
    for (const id of part.cites) cites.push([id, text.length]);
  }
  return { text, cites };
}

describe("the citation reader", () => {
  it.each([
    ["Twenty-five days [1].", [1]],
    ["Both [1][3] say so.", [1, 3]],
    ["Both [1, 3] say so; [2;4] too.", [1, 3, 2, 4]],
    ["Full width 【2】.", [2]],
    ["At the end [12]", [12]],
    ["A link [1](https://example.com) is none.", []],
    ["Nor is [x], [], [1a], [-1] or [1234].", []],
  ])("finds in %j the numbers %j", (text, numbers) => {
    expect(summary(readAll([text])).cites.map(([id]) => id)).toEqual(numbers);
  });

  it("gives the text unchanged and the same citations at the same places, however it is cut", () => {
    const fragment = fc.oneof(
      fc.constantFrom(
        "[1]",
        "[12]",
        "[1, 2]",
        "[1][3]",
        "【4】",
        "[",
        "]",
        "[1",
        "2]",
        "[1](",
        "[1](x)",
        "(",
        " ",
        ",",
        "[ 2 ]",
        "[[1]]",
      ),
      fc.string({ maxLength: 6 }),
    );
    fc.assert(
      fc.property(fc.array(fragment, { maxLength: 12 }), fc.array(fc.nat(40), { maxLength: 12 }), (fragments, cuts) => {
        const text = fragments.join("");
        const places = [...new Set(cuts.filter((cut) => cut < text.length))].sort((a, b) => a - b);
        const pieces = [0, ...places].map((from, position) => text.slice(from, places[position] ?? text.length));
        const whole = summary(readAll([text]));
        expect(summary(readAll(pieces))).toEqual(whole);
        expect(summary(readAll(text.split("")))).toEqual(whole);
        expect(whole.text).toBe(text);
      }),
      { numRuns: 500 },
    );
  });

  it("holds no more back than what may become a marker", () => {
    const reader = createCitationReader();
    expect(reader.push("Plain text")).toEqual([{ text: "Plain text", cites: [] }]);
    expect(reader.push(" and [")).toEqual([{ text: " and ", cites: [] }]);
    expect(reader.push("1")).toEqual([]);
    expect(reader.push("] so")).toEqual([
      { text: "[1]", cites: [1] },
      { text: " so", cites: [] },
    ]);
    expect(reader.end()).toEqual([]);
  });
});
