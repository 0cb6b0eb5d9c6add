import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { describe, expect, test } from "vitest";

import { type Body, partOf } from "../calls.ts";
import { eventsOf, firstOf, newAccount, post } from "./support.ts";

/** Bodies recorded against Azure by others (vercel/ai, Apache-2.0); the suite is skipped where the folder is absent. */
const folder = fileURLToPath(new URL("../../../../../shared/data/ai/vercel-ai-fixtures/packages/", import.meta.url));

function recorded(path: string): string {
  return readFileSync(`${folder}${path}`, "utf8");
}

function parsed(line: string): Body {
  const value: unknown = JSON.parse(line);
  return partOf({ value }, "value");
}

/** Every place in a body with the type of what stands there; lists count by their first member. */
function shapeOf(value: unknown, place = ""): string[] {
  if (Array.isArray(value)) return value.length === 0 ? [`${place}[]`] : shapeOf(value[0], `${place}[]`);
  if (typeof value !== "object" || value === null) return [`${place}: ${value === null ? "null" : typeof value}`];
  return Object.entries(value).flatMap(([name, part]) => shapeOf(part, `${place}.${name}`));
}

/** Places of a recording that an answer lacks; an empty list or null stands for whatever may be below it. */
function missing(recording: unknown, answer: unknown): string[] {
  const plain = (text: string): string => text.replace(/: \w+$/, "").replace(/\[\]$/, "");
  const isBelow = (inner: string, outer: string): boolean =>
    inner === outer || inner.startsWith(`${outer}.`) || inner.startsWith(`${outer}[`);
  const found = shapeOf(answer).map(plain);
  return shapeOf(recording)
    .map(plain)
    .filter((place) => !found.some((other) => isBelow(other, place) || isBelow(place, other)));
}

const messages = [{ role: "user", content: "[1] a\nThe lamp is red.\n\nQuestion: Which colour has the lamp?" }];

describe.skipIf(!existsSync(folder))("Answers have every place that recorded answers have", () => {
  test("a response of /openai/v1/responses", async () => {
    const { tenant, endpoint, token } = await newAccount();
    const answer = await post(tenant, `${endpoint}/openai/v1/responses`, token, {
      model: "chat",
      input: messages[0]?.content ?? "",
    });
    expect(missing(parsed(recorded("azure/src/__fixtures__/azure-text.1.json")), answer.body)).toEqual([]);
  });

  test("the events of a streamed response, in their order", async () => {
    const { tenant, endpoint, token } = await newAccount();
    const lines = recorded("azure/src/__fixtures__/azure-text.1.chunks.txt").trim().split("\n").map(parsed);
    const answer = await post(tenant, `${endpoint}/openai/v1/responses`, token, {
      model: "chat",
      input: messages[0]?.content ?? "",
      stream: true,
    });
    const events = eventsOf(answer.text);
    const kinds = (list: readonly Body[]): unknown[] =>
      list.map(({ type }) => type).filter((type, index, all) => type !== all[index - 1]);
    expect(kinds(events)).toEqual(kinds(lines));
    for (const line of lines) {
      const { obfuscation: _padding, ...recording } = line;
      const event = events.find(({ type }) => type === line["type"]);
      expect({ type: line["type"], missing: missing(recording, event) }).toEqual({ type: line["type"], missing: [] });
    }
  });

  test("the chunks of a streamed chat completion: filter first, role, text, reason, usage", async () => {
    const { tenant, endpoint, token } = await newAccount();
    const lines = recorded("openai/src/chat/__fixtures__/azure-model-router.1.chunks.txt")
      .trim()
      .split("\n")
      .map(parsed);
    const body = { model: "chat", messages, stream: true, stream_options: { include_usage: true } };
    const chunks = eventsOf((await post(tenant, `${endpoint}/openai/v1/chat/completions`, token, body)).text);
    const pairs = [
      [lines[0], chunks[0]],
      [lines[1], chunks[1]],
      [lines[2], chunks[2]],
      [lines.at(-2), chunks.at(-2)],
      [lines.at(-1), chunks.at(-1)],
    ] as const;
    for (const [line, chunk] of pairs) {
      const { obfuscation: _padding, ...recording } = line ?? {};
      expect(missing(recording, chunk)).toEqual([]);
    }
    expect(firstOf(chunks.at(-2) ?? {}, "choices")["finish_reason"]).toBe("stop");
  });

  test("the comparison sees a place that is missing", () => {
    expect(missing({ a: { b: 1 }, c: [] }, { a: { d: 1 }, c: [] })).toEqual([".a.b"]);
  });
});
