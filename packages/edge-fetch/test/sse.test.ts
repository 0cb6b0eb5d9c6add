import { timeSource } from "@entrakit/auth-core/transport";
import { describe, expect, it } from "vitest";

import { sse, type SseEvent, type SseOptions } from "../src/index.ts";
import { chunked, fakeTime, rejection } from "./support.ts";

const headers = { "content-type": "text/event-stream; charset=utf-8" };

async function eventsOf(body: ReadableStream<Uint8Array<ArrayBuffer>>, options?: SseOptions): Promise<SseEvent[]> {
  const events: SseEvent[] = [];
  for await (const event of sse(new Response(body, { headers }), options)) events.push(event);
  return events;
}

const text =
  ": hello\r\nevent: delta\r\nid: 7\r\ndata: Grüße 🌍\r\ndata:\r\ndata:  two\r\n\r\nretry: 10\nunknown\ndata:{}\n\ndata: [DONE]\r\r";
const expected: SseEvent[] = [
  { event: "delta", data: "Grüße 🌍\n\n two", id: "7" },
  { event: "message", data: "{}", id: "7" },
  { event: "message", data: "[DONE]", id: "7" },
];

describe("sse", () => {
  it("reads types, ids, comments, several data lines and all three line ends", async () => {
    expect(await eventsOf(chunked(text))).toEqual(expected);
  });

  it("does not depend on where the chunks are cut, within a character or a line end", async () => {
    const bytes = new TextEncoder().encode(text);
    for (let size = 1; size < 12; size += 1) {
      const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
        bytes.slice(at * size, (at + 1) * size),
      );
      expect(await eventsOf(chunked(...chunks))).toEqual(expected);
    }
  });

  it("skips a byte order mark and an id that holds a null", async () => {
    expect(await eventsOf(chunked("\uFEFFid: a\0b\ndata: x\n\n"))).toEqual([{ event: "message", data: "x" }]);
  });

  it("drops an event that the end of the stream cuts off", async () => {
    expect(await eventsOf(chunked("data: a\n\ndata: b\n"))).toEqual([{ event: "message", data: "a" }]);
  });

  it("cancels the stream when the loop is left", async () => {
    let cancelled = false;
    const endless = new ReadableStream<Uint8Array<ArrayBuffer>>({
      pull: (controller) => controller.enqueue(new TextEncoder().encode("data: x\n\n")),
      cancel: () => {
        cancelled = true;
      },
    });
    for await (const _ of sse(new Response(endless, { headers }))) break;
    expect(cancelled).toBe(true);
  });

  it("ends a stream that stands still", async () => {
    const silent = new ReadableStream<Uint8Array<ArrayBuffer>>({
      start: (controller) => controller.enqueue(new TextEncoder().encode("data: x\n\n")),
    });
    const reading = eventsOf(silent, { idleMs: 1000, [timeSource]: fakeTime() });
    expect(await rejection(reading)).toMatchObject({ code: "timeout", phase: "idle" });
  });

  it("says so when the connection breaks", async () => {
    const broken = new ReadableStream<Uint8Array<ArrayBuffer>>({
      pull: (controller) => controller.error(new Error("reset")),
    });
    expect(await rejection(eventsOf(broken))).toMatchObject({ name: "TransportError", code: "network" });
  });

  it.each([
    ["one line", "data: ".padEnd(200, "x")],
    ["many lines", "data: 123456789\n".repeat(20)],
  ])("refuses an event that is too long in %s", async (_, body) => {
    expect(await rejection(eventsOf(chunked(body), { maxEventLength: 100 }))).toMatchObject({
      code: "event_too_large",
    });
  });

  it("refuses an answer that is not a stream of events", async () => {
    const answer = new Response("{}", { status: 400, headers: { "content-type": "application/json" } });
    expect(await rejection(sse(answer).next())).toMatchObject({ code: "not_an_event_stream" });
  });
});
