import { createTenant } from "@entrakit/emulator";
import { expect, test } from "vitest";

import { drawSentences, readCorpus } from "../../scripts/demo/corpus.ts";

const draw = async (seed: string) => {
  const random = createTenant({ seed }).random.fork("documents");
  const files = await readCorpus(random, 200);
  return { files, sentences: drawSentences(random, files, 20) };
};

test("the installed packages give two hundred texts, and twenty sentences that each stand in one of them alone", async () => {
  const { files, sentences } = await draw("corpus");
  expect(files.length).toBe(200);
  expect(new Set(files.map(({ name }) => name)).size).toBe(200);
  expect(sentences.length).toBe(20);
  for (const { sentence, file } of sentences) {
    expect(files.filter(({ text }) => text.includes(sentence)).map(({ name }) => name)).toEqual([file]);
  }
});

test("the seed decides what is drawn", async () => {
  const [one, same, other] = await Promise.all([draw("one"), draw("one"), draw("other")]);
  expect(same.sentences).toEqual(one.sentences);
  expect(other.sentences).not.toEqual(one.sentences);
});
