import { describe, expect, test } from "vitest";

import { type Answer, partOf, textOf } from "../calls.ts";
import { newAccount, post } from "./support.ts";

function vectorsOf(answer: Answer): number[][] {
  const { data } = answer.body;
  if (!Array.isArray(data)) throw new TypeError(answer.text);
  return data.map((item: unknown) => {
    const { embedding } = partOf({ item }, "item");
    if (!Array.isArray(embedding)) throw new TypeError("not a list of numbers");
    return embedding.map(Number);
  });
}

function cosine(left: readonly number[], right: readonly number[]): number {
  return left.reduce((sum, value, index) => sum + value * (right[index] ?? 0), 0);
}

async function embed(input: string | string[], more: object = {}): Promise<Answer> {
  const { tenant, endpoint, token } = await newAccount();
  return post(tenant, `${endpoint}/openai/v1/embeddings`, token, { model: "embeddings", input, ...more });
}

describe("Embeddings", () => {
  test("a vector has length 1 and 512 places, or as many as are asked for", async () => {
    const [usual = []] = vectorsOf(await embed("Rotating a certificate"));
    expect(usual).toHaveLength(512);
    expect(cosine(usual, usual)).toBeCloseTo(1, 5);
    const [longer = []] = vectorsOf(await embed("Rotating a certificate", { dimensions: 1536 }));
    expect(longer).toHaveLength(1536);
    expect(cosine(longer, longer)).toBeCloseTo(1, 5);
  });

  test("the same text gives the same vector in every tenant", async () => {
    expect(vectorsOf(await embed("Sphinx of black quartz"))).toEqual(vectorsOf(await embed("Sphinx of black quartz")));
  });

  test("texts about the same thing are nearer than texts about another", async () => {
    const [question = [], near = [], far = []] = vectorsOf(
      await embed([
        "How do I rotate a signing certificate?",
        "Certificates are rotated every ninety days; the signing key never leaves the vault.",
        "The cafeteria serves soup on Thursdays and pasta on Fridays.",
      ]),
    );
    expect(cosine(question, near)).toBeGreaterThan(cosine(question, far) + 0.1);
  });

  test("base64 holds the same numbers as 32-bit floats", async () => {
    const { body } = await embed("one two three", { encoding_format: "base64" });
    const { data } = body;
    const text = textOf(partOf({ item: Array.isArray(data) ? data[0] : undefined }, "item"), "embedding");
    const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
    const [numbers = []] = vectorsOf(await embed("one two three"));
    expect(bytes).toHaveLength(512 * 4);
    [...new Float32Array(bytes.buffer)].forEach((value, index) => expect(value).toBeCloseTo(numbers[index] ?? NaN, 6));
  });

  test("many texts keep their order, and what is counted is reported", async () => {
    const texts = Array.from({ length: 40 }, (_, index) => `text number ${index}`);
    const answer = await embed(texts);
    expect(vectorsOf(answer)).toHaveLength(40);
    expect(vectorsOf(answer)[7]).toEqual(vectorsOf(await embed("text number 7"))[0]);
    expect(answer.body).toMatchObject({ model: "entrakit-hashed-1", usage: { prompt_tokens: expect.any(Number) } });
  });

  test.for([
    [{ input: "" }],
    [{ input: [] }],
    [{ dimensions: 0 }],
    [{ encoding_format: "hex" }],
    [{ input: "word ".repeat(9000) }],
  ] as const)("%o is refused with 400", async ([spoiled]) => {
    const answer = await embed("fine", spoiled);
    expect(answer.status).toBe(400);
    expect(partOf(answer.body, "error")["type"]).toBe("invalid_request_error");
  });
});
