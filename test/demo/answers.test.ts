import { expect, test } from "vitest";

import { citedNames, quotesRightly } from "../../scripts/demo/corpus.ts";

const drawn = {
  sentence: "Keys are kept in the vault.",
  file: "vault.md",
  question: "What is said about vault, kept?",
};
const names = new Map([
  [1, "vault.md"],
  [2, "other.md"],
]);

test("a quotation with its own citation is right, however its lines break", () => {
  expect(quotesRightly("“Keys are kept\nin the vault.” [1]", names, drawn)).toBe(true);
});

test("an answer that cites another file behind the quotation is wrong, even if it cites the right one elsewhere", () => {
  expect(quotesRightly("“Keys are kept in the vault.” [2] “Else.” [1]", names, drawn)).toBe(false);
});

test("an answer that echoes the question and cites everything is wrong", () => {
  expect(quotesRightly(`“${drawn.question}” [1][2][3][4][5]`, names, drawn)).toBe(false);
  expect(quotesRightly("“Keys are kept in the vault.” [1][2][3][4]", names, drawn)).toBe(false);
});

test("an answer without a quotation is wrong", () => {
  expect(quotesRightly("Keys are kept in the vault. [1]", names, drawn)).toBe(false);
});

test("citations are read from a list of objects; anything else names nothing", () => {
  expect(citedNames([{ id: 1, name: "vault.md" }, "x", { id: 2 }])).toEqual(new Map([[1, "vault.md"]]));
  expect(citedNames(undefined)).toEqual(new Map());
});
