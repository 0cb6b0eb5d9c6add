import {
  createTransport,
  customFetch,
  parseRetryAfter,
  timeSource,
  type TransportOptions,
} from "@entrakit/auth-core/transport";
import { describe, expect, test } from "vitest";

import { fakeFetch } from "../support/fake-fetch.ts";
import { createManualTime } from "../support/manual-time.ts";

const url = "https://graph.microsoft.com/v1.0/me";

type Answers = (Response | Error)[];

function setUp(options: Partial<TransportOptions>, ...answers: Answers) {
  const time = createManualTime();
  const times: number[] = [];
  const start = time.now();
  const list = answers.map((answer) => () => {
    times.push(time.now() - start);
    if (answer instanceof Error) throw answer;
    return answer.clone();
  });
  const { fetch, seen } = fakeFetch(...list);
  const guarded = createTransport({
    origins: ["https://graph.microsoft.com"],
    [customFetch]: fetch,
    [timeSource]: time,
    ...options,
  });
  return { time, seen, times, fetch: guarded };
}

function busy(status: number, headers: Record<string, string> = {}): Response {
  return new Response("busy", { status, headers });
}

const ok = new Response("ok");
const network = new TypeError("fetch failed");

describe("Retry-After", () => {
  const now = Date.parse("2026-11-22T12:00:00Z");
  test.each([
    [{ "retry-after": "5" }, 5_000],
    [{ "retry-after": " 5 " }, 5_000],
    [{ "retry-after": "1.5" }, 1_500],
    [{ "retry-after": "0" }, 0],
    [{ "retry-after": "1e3" }, undefined],
    [{ "retry-after": "-1" }, undefined],
    [{ "retry-after": "soon" }, undefined],
    [{ "retry-after": "5, 5" }, undefined],
    [{ "retry-after": "" }, undefined],
    [{ "retry-after-ms": "1500" }, 1_500],
    [{ "retry-after-ms": "1500", "retry-after": "1" }, 1_500],
    [{ "retry-after-ms": "20", "retry-after": "1" }, 1_000],
    [{ "x-ms-retry-after-ms": "250" }, 250],
    [{ "retry-after": "Sun, 22 Nov 2026 12:00:07 GMT" }, 7_000],
    [{ "retry-after": "Sun, 22 Nov 2026 11:59:00 GMT" }, 0],
    [{ "retry-after": "Sun, 22 Nov 2026 13:00:07 GMT", date: "Sun, 22 Nov 2026 13:00:00 GMT" }, 7_000],
    [{}, undefined],
  ])("%j is a wait of %s ms", (headers, expected) => {
    expect(parseRetryAfter(new Headers(headers), now)).toBe(expected);
  });
});

describe("retries", () => {
  test("never come before the server allows them", async () => {
    const { fetch, time, times } = setUp(
      {},
      busy(429, { "retry-after": "7" }),
      busy(429, { "retry-after": "2.5" }),
      ok,
    );
    expect((await time.settle(fetch(url))).status).toBe(200);
    const [first = 0, second = 0, third = 0] = times;
    expect(second - first).toBeGreaterThanOrEqual(7_000);
    expect(third - second).toBeGreaterThanOrEqual(2_500);
    expect(third).toBeLessThan(12_000);
  });

  test("send the same body again", async () => {
    const { fetch, time, seen } = setUp({}, busy(429, { "retry-after": "1" }), ok);
    await time.settle(fetch(url, { method: "POST", body: '{"a":1}', headers: { "content-type": "application/json" } }));
    expect(seen.map(({ method, body }) => [method, body])).toEqual([
      ["POST", '{"a":1}'],
      ["POST", '{"a":1}'],
    ]);
  });

  test("send the body of a Request object again", async () => {
    const { fetch, time, seen } = setUp({}, busy(429, { "retry-after": "1" }), ok);
    await time.settle(fetch(new Request(url, { method: "POST", body: "again", headers: { "x-a": "1" } })));
    expect(seen.map(({ method, body, headers }) => [method, body, headers.get("x-a")])).toEqual([
      ["POST", "again", "1"],
      ["POST", "again", "1"],
    ]);
  });

  test.each([
    ["GET", busy(503), 2],
    ["GET", busy(504), 2],
    ["GET", network, 2],
    ["HEAD", busy(503), 2],
    ["POST", busy(503), 1],
    ["POST", busy(504), 1],
    ["PATCH", network, 1],
    ["GET", busy(500), 1],
    ["GET", busy(400), 1],
    ["GET", busy(401), 1],
  ])("of a %s after %s make %i requests", async (method, failure, count) => {
    const { fetch, time, seen } = setUp({}, failure, ok);
    await time.settle(fetch(url, { method }).catch(() => {}));
    expect(seen).toHaveLength(count);
  });

  test("of a POST follow a 503 where it was declared idempotent", async () => {
    const idempotent = ({ url: target }: { url: URL }): boolean => target.pathname.endsWith("/sign");
    const { fetch, time, seen } = setUp({ retry: { idempotent } }, busy(503), ok, busy(503), ok);
    await time.settle(fetch("https://graph.microsoft.com/keys/k/sign", { method: "POST", body: "{}" }));
    await time.settle(fetch("https://graph.microsoft.com/create", { method: "POST", body: "{}" }));
    expect(seen).toHaveLength(3);
  });

  test("fail at once where the wait does not fit the budget, and say when to come back", async () => {
    const { fetch, time, seen } = setUp({ retry: { budgetMs: 10_000 } }, busy(429, { "retry-after": "86400" }));
    const start = time.now();
    await expect(fetch(url)).rejects.toEqual(
      expect.objectContaining({
        code: "retry_after_too_long",
        status: 429,
        retryAt: expect.closeTo(start + 86_400_000, -4),
      }),
    );
    expect(time.now()).toBe(start);
    expect(seen).toHaveLength(1);
  });

  test("count the budget from the call's start, not from each wait", async () => {
    const answers = Array.from({ length: 3 }, () => busy(429, { "retry-after": "4" }));
    const { fetch, time, seen } = setUp({ retry: { budgetMs: 10_000 } }, ...answers, ok);
    await expect(time.settle(fetch(url))).rejects.toEqual(expect.objectContaining({ code: "retry_after_too_long" }));
    expect(seen).toHaveLength(3);
  });

  test("keep within the total time", async () => {
    const { fetch, seen } = setUp({ timeout: { totalMs: 5_000 } }, busy(503, { "retry-after": "6" }));
    await expect(fetch(url)).rejects.toEqual(expect.objectContaining({ code: "retry_after_too_long", status: 503 }));
    expect(seen).toHaveLength(1);
  });

  test("end after three and hand the last answer on", async () => {
    const { fetch, time, seen } = setUp({}, busy(503));
    const response = await time.settle(fetch(url));
    expect([response.status, await response.text(), seen.length]).toEqual([503, "busy", 4]);
  });

  test("are given up at once when the caller aborts", async () => {
    const { fetch, time, seen } = setUp({}, busy(429, { "retry-after": "30" }), ok);
    const controller = new AbortController();
    const call = fetch(url, { signal: controller.signal }).catch((error: unknown) => error);
    await time.advance(1_000);
    controller.abort(new Error("changed my mind"));
    expect(await call).toEqual(new Error("changed my mind"));
    expect(seen).toHaveLength(1);
  });

  test("do not touch a body that can be read only once", async () => {
    const { fetch, seen } = setUp({}, busy(429, { "retry-after": "1" }), ok);
    const body = new ReadableStream({ start: (controller) => controller.close() });
    const init = { method: "PUT", body, duplex: "half" };
    expect((await fetch(url, init)).status).toBe(429);
    expect(seen).toHaveLength(1);
  });

  test("do not follow a refusal of our own", async () => {
    const { fetch, seen } = setUp(
      {},
      new Response(null, { status: 302, headers: { location: "https://evil.example/" } }),
    );
    await expect(fetch(url)).rejects.toEqual(expect.objectContaining({ code: "redirect_refused" }));
    expect(seen).toHaveLength(1);
  });

  test("can be switched off", async () => {
    const { fetch, seen } = setUp({ retry: false }, busy(429, { "retry-after": "0" }));
    expect((await fetch(url)).status).toBe(429);
    expect(seen).toHaveLength(1);
  });
});
