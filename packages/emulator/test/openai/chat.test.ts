import { describe, expect, test } from "vitest";

import { partOf, send, textOf } from "../calls.ts";
import { contentOf, eventsOf, firstOf, newAccount, post } from "./support.ts";

const bracketed = `Answer from the sources and cite them.

[1] handbook/travel.md
Flights are booked through the portal. A hotel may cost up to 140 euros a night.
See [2] of the annex for exceptions.

[2] handbook/keys.md
# Keys
The signing key never leaves the vault.
- Certificates are rotated every 90 days.

[3] handbook/food.md
The cafeteria opens at noon.`;

const spelled =
  "Source 1: handbook/travel.md\nA hotel may cost up to 140 euros a night.\nSource 2: handbook/keys.md\nCertificates are rotated every 90 days.\n\nQuestion: How often are certificates rotated?";

type Message = { readonly role: string; readonly content: string };

async function chat(messages: readonly Message[], more: object = {}): Promise<Awaited<ReturnType<typeof post>>> {
  const { tenant, endpoint, token } = await newAccount();
  return post(tenant, `${endpoint}/openai/v1/chat/completions`, token, { model: "chat", messages, ...more });
}

const ask = (question: string): readonly Message[] => [
  { role: "system", content: bracketed },
  { role: "user", content: question },
];

describe("The extractive model", () => {
  test.for([
    ["How often are certificates rotated?", "“Certificates are rotated every 90 days.” [2]"],
    ["What may a hotel cost per night?", "“A hotel may cost up to 140 euros a night.” [1]"],
    ["When does the cafeteria open?", "“The cafeteria opens at noon.” [3]"],
    ["Does the key ever leave the vault?", "“The signing key never leaves the vault.” [2]"],
  ] as const)(
    "%s is answered by the sentence that says it, word for word, with its number",
    async ([question, quotation]) => {
      expect(contentOf(await chat(ask(question)))).toBe(quotation);
    },
  );

  test("sources may be written 'Source n:' in the user's own message, with the question after them", async () => {
    expect(contentOf(await chat([{ role: "user", content: spelled }]))).toBe(
      "“Certificates are rotated every 90 days.” [2]",
    );
  });

  test("a source on one line, and a question before the sources, work too", async () => {
    const content = "What colour is the door?\n\n[1] The roof is grey.\n[2] The door is painted green.";
    expect(contentOf(await chat([{ role: "user", content }]))).toBe("“The door is painted green.” [2]");
  });

  test("brackets inside a source do not open another", async () => {
    expect(contentOf(await chat(ask("Where are the exceptions of the annex?")))).toBe(
      "“See [2] of the annex for exceptions.” [1]",
    );
  });

  test("a sentence that stands in two sources is cited with both", async () => {
    const content = "[1] a\nThe lamp is red.\n[2] b\nThe lamp is red.\n\nQuestion: Which colour has the lamp?";
    expect(contentOf(await chat([{ role: "user", content }]))).toBe("“The lamp is red.” [1][2]");
  });

  test("it says that it does not know, and that it has no sources", async () => {
    expect(contentOf(await chat(ask("Who won the chess tournament in Reykjavik?")))).toMatch(/^I do not know/);
    expect(contentOf(await chat([{ role: "user", content: "Who are you?" }]))).toMatch(/^I only quote/);
  });

  test("the newest sources and the newest question count in a longer conversation", async () => {
    const messages = [
      ...ask("When does the cafeteria open?"),
      { role: "assistant", content: "“The cafeteria opens at noon.” [3]" },
      {
        role: "user",
        content: "[1] new.md\nThe cafeteria opens at eleven now.\n\nQuestion: When does the cafeteria open?",
      },
    ];
    expect(contentOf(await chat(messages))).toBe("“The cafeteria opens at eleven now.” [1]");
  });
});

describe("Chat completions on the wire", () => {
  test("a whole answer has Azure's filters, usage and a model that says what it is", async () => {
    const { body } = await chat(ask("When does the cafeteria open?"));
    expect(body).toMatchObject({
      object: "chat.completion",
      model: "entrakit-extractive-1",
      system_fingerprint: "fp_entrakit_extractive",
      prompt_filter_results: [{ prompt_index: 0, content_filter_results: { jailbreak: { detected: false } } }],
    });
    expect(firstOf(body, "choices")).toMatchObject({
      finish_reason: "stop",
      content_filter_results: { hate: { severity: "safe" } },
    });
    const usage = partOf(body, "usage");
    expect(usage["total_tokens"]).toBe(Number(usage["prompt_tokens"]) + Number(usage["completion_tokens"]));
  });

  test("a stream starts with the prompt's filter, comes in several pieces, and ends with usage when asked", async () => {
    const { tenant, endpoint, token } = await newAccount();
    const url = `${endpoint}/openai/deployments/chat/chat/completions?api-version=2024-10-21`;
    const body = {
      messages: ask("How often are certificates rotated?"),
      stream: true,
      stream_options: { include_usage: true },
    };
    const response = await tenant.fetch(
      new Request(url, {
        method: "POST",
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
        body: JSON.stringify(body),
      }),
    );
    expect(response.headers.get("content-type")).toContain("text/event-stream");
    const pieces: string[] = [];
    const decoder = new TextDecoder();
    for await (const piece of response.body ?? []) pieces.push(decoder.decode(piece, { stream: true }));
    expect(pieces.length).toBeGreaterThan(5);
    const text = pieces.join("");
    expect(text.endsWith("data: [DONE]\n\n")).toBe(true);
    const events = eventsOf(text);
    expect(events[0]).toMatchObject({ choices: [], prompt_filter_results: [{ prompt_index: 0 }] });
    const deltas = events.slice(1, -1).map((event) => partOf(firstOf(event, "choices"), "delta")["content"] ?? "");
    expect(deltas.map(String).join("")).toBe("“Certificates are rotated every 90 days.” [2]");
    expect(firstOf(events.at(-2) ?? {}, "choices")["finish_reason"]).toBe("stop");
    expect(events.at(-1)).toMatchObject({ choices: [], usage: { total_tokens: expect.any(Number) } });
    const without = await send(
      tenant,
      "POST",
      url,
      { authorization: `Bearer ${token}` },
      { ...body, stream_options: undefined },
    );
    expect(without.text).not.toContain('"usage"');
  });

  test("max_completion_tokens cuts the answer and says so; stop ends it", async () => {
    const cut = await chat(ask("How often are certificates rotated?"), { max_completion_tokens: 5 });
    expect(firstOf(cut.body, "choices")["finish_reason"]).toBe("length");
    expect("“Certificates are rotated every 90 days.” [2]".startsWith(contentOf(cut))).toBe(true);
    const stopped = await chat(ask("How often are certificates rotated?"), { stop: [" every"] });
    expect(contentOf(stopped)).toBe("“Certificates are rotated");
    expect(firstOf(stopped.body, "choices")["finish_reason"]).toBe("stop");
  });

  test("a conversation without messages, and a role that does not exist, are refused with 400", async () => {
    expect((await chat([])).status).toBe(400);
    const answer = await chat([{ role: "robot", content: "x" }]);
    expect([answer.status, textOf(partOf(answer.body, "error"), "param")]).toEqual([400, "messages[0].role"]);
  });
});

describe("Responses", () => {
  const input = `${bracketed}\n\nQuestion: When does the cafeteria open?`;

  test("a response holds one message, is kept, and can be continued and deleted", async () => {
    const { tenant, endpoint, token } = await newAccount();
    const url = `${endpoint}/openai/v1/responses`;
    const first = await post(tenant, url, token, { model: "chat", input });
    expect(first.body).toMatchObject({ object: "response", status: "completed", model: "entrakit-extractive-1" });
    const part = firstOf(firstOf(first.body, "output"), "content");
    expect(part).toMatchObject({ type: "output_text", text: "“The cafeteria opens at noon.” [3]" });
    const id = textOf(first.body, "id");
    const next = await post(tenant, url, token, {
      model: "chat",
      input: "How often are certificates rotated?",
      previous_response_id: id,
    });
    expect(firstOf(firstOf(next.body, "output"), "content")["text"]).toBe(
      "“Certificates are rotated every 90 days.” [2]",
    );
    const bearer = { authorization: `Bearer ${token}` };
    expect((await send(tenant, "GET", `${url}/${id}`, bearer)).body["id"]).toBe(id);
    expect((await send(tenant, "DELETE", `${url}/${id}`, bearer)).body["deleted"]).toBe(true);
    expect((await send(tenant, "GET", `${url}/${id}`, bearer)).status).toBe(404);
  });

  test("a streamed response sends its events numbered, the text in pieces, and the whole at the end", async () => {
    const { tenant, endpoint, token } = await newAccount();
    const answer = await post(tenant, `${endpoint}/openai/v1/responses`, token, { model: "chat", input, stream: true });
    const events = eventsOf(answer.text);
    expect(events.map((event) => event["sequence_number"])).toEqual(events.map((_event, index) => index));
    expect(events[0]?.["type"]).toBe("response.created");
    const deltas = events.filter(({ type }) => type === "response.output_text.delta").map(({ delta }) => delta);
    expect(deltas.length).toBeGreaterThan(1);
    expect(deltas.map(String).join("")).toBe("“The cafeteria opens at noon.” [3]");
    expect(events.at(-1)).toMatchObject({ type: "response.completed", response: { status: "completed" } });
    expect(answer.text).toContain("event: response.completed\n");
  });
});
