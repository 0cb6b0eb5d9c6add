import { createTransport, customFetch, timeSource, type TransportOptions } from "@entrakit/auth-core/transport";
import { describe, expect, test } from "vitest";

import { fakeFetch, hang } from "../support/fake-fetch.ts";
import { createManualTime, idle } from "../support/manual-time.ts";

const url = "https://graph.microsoft.com/v1.0/me";

function setUp(options: Partial<TransportOptions>, ...answers: Parameters<typeof fakeFetch>) {
  const time = createManualTime();
  const { fetch, seen } = fakeFetch(...answers);
  const base = {
    origins: ["https://graph.microsoft.com"],
    retry: false,
    [customFetch]: fetch,
    [timeSource]: time,
  } as const;
  return { time, seen, fetch: createTransport({ ...base, ...options }) };
}

/** A body that sends what it is told and then stays silent. */
function silentAfter(...chunks: string[]): Response {
  const parts = chunks.map((chunk) => new TextEncoder().encode(chunk));
  return new Response(
    new ReadableStream({
      pull(controller) {
        const part = parts.shift();
        if (part === undefined) return new Promise(() => {});
        return controller.enqueue(part);
      },
    }),
  );
}

function failure(code: string, phase?: string) {
  return expect.objectContaining({ name: "TransportError", code, ...(phase === undefined ? {} : { phase }) });
}

describe("time limits", () => {
  test("a server that sends no headers in time is given up, and the request is aborted", async () => {
    const { fetch, time, seen } = setUp({ timeout: { headersMs: 5_000 } }, ({ signal }) => hang(signal));
    const call = fetch(url).catch((error: unknown) => error);
    await time.advance(4_999);
    expect(seen[0]?.signal?.aborted).toBe(false);
    await time.advance(1);
    expect(await call).toEqual(failure("timeout", "headers"));
    expect(seen[0]?.signal?.aborted).toBe(true);
  });

  test("a fetch that ignores its signal is given up all the same", async () => {
    const { fetch, time } = setUp({ timeout: { headersMs: 5_000 } }, () => new Promise<never>(() => {}));
    await expect(time.settle(fetch(url))).rejects.toEqual(failure("timeout", "headers"));
  });

  test("a body that stands still ends with an error, however long it went on before", async () => {
    const { fetch, time } = setUp({ timeout: { idleMs: 1_000 } }, () => silentAfter("one", "two"));
    const response = await fetch(url);
    await time.advance(60_000);
    const reader = response.body?.getReader();
    expect(new TextDecoder().decode((await reader?.read())?.value)).toBe("one");
    await time.advance(60_000);
    expect(new TextDecoder().decode((await reader?.read())?.value)).toBe("two");
    const third = reader?.read().catch((error: unknown) => error);
    await time.advance(1_000);
    expect(await third).toEqual(failure("timeout", "idle"));
  });

  test("the total covers the body", async () => {
    const { fetch, time } = setUp({ timeout: { totalMs: 3_000, idleMs: 60_000 } }, () => silentAfter("one"));
    const response = await fetch(url);
    const text = response.text().catch((error: unknown) => error);
    await time.advance(3_000);
    expect(await text).toEqual(failure("timeout", "total"));
  });

  test("an answer that is read in time leaves no timer behind", async () => {
    const { fetch, time } = setUp({ timeout: { totalMs: 3_000 } }, new Response("ok"));
    expect(await (await fetch(url)).text()).toBe("ok");
    await expect(time.settle(new Promise(() => {}))).rejects.toThrow("nothing is left");
  });
});

describe("the caller's abort", () => {
  test("ends a request at once with the caller's own reason", async () => {
    const { fetch } = setUp({}, () => new Promise<never>(() => {}));
    const controller = new AbortController();
    const call = fetch(url, { signal: controller.signal });
    controller.abort(new Error("changed my mind"));
    await expect(call).rejects.toThrow("changed my mind");
  });

  test("ends a body at once", async () => {
    const { fetch } = setUp({}, () => silentAfter("one"));
    const controller = new AbortController();
    const response = await fetch(url, { signal: controller.signal });
    const text = response.text();
    await idle();
    controller.abort(new Error("changed my mind"));
    await expect(text).rejects.toThrow("changed my mind");
  });

  test("before the call sends nothing", async () => {
    const { fetch, seen } = setUp({}, new Response("ok"));
    await expect(fetch(url, { signal: AbortSignal.abort(new Error("too late")) })).rejects.toThrow("too late");
    expect(seen).toHaveLength(0);
  });
});

describe("the body cap", () => {
  test("refuses a declared length over it before reading", async () => {
    const { fetch } = setUp({ maxBodyBytes: 10 }, new Response("ok", { headers: { "content-length": "11" } }));
    await expect(fetch(url)).rejects.toEqual(failure("body_too_large"));
  });

  test("ends a body that grows over it, and stops the source", async () => {
    let cancelled = false;
    const endless = (): Response =>
      new Response(
        new ReadableStream({
          pull: (controller) => controller.enqueue(new Uint8Array(4)),
          cancel: () => {
            cancelled = true;
          },
        }),
      );
    const { fetch } = setUp({ maxBodyBytes: 10 }, endless);
    await expect((await fetch(url)).text()).rejects.toEqual(failure("body_too_large"));
    await idle();
    expect(cancelled).toBe(true);
  });

  test("lets a body of exactly its length pass, with status, headers and address", async () => {
    const { fetch } = setUp(
      { maxBodyBytes: 10 },
      new Response("0123456789", { status: 201, headers: { etag: '"1"' } }),
    );
    const response = await fetch(url);
    expect(await response.text()).toBe("0123456789");
    expect([response.status, response.headers.get("etag"), response.url]).toEqual([201, '"1"', url]);
  });
});

describe("failures of the platform", () => {
  test("a connection that fails is a network error with the platform's as its cause", async () => {
    const cause = new TypeError("fetch failed");
    const { fetch } = setUp({}, cause);
    await expect(fetch(url)).rejects.toEqual(expect.objectContaining({ code: "network", cause }));
  });

  test("a connection that breaks in the body is one too", async () => {
    const broken = (): Response =>
      new Response(new ReadableStream({ pull: (controller) => controller.error(new TypeError("terminated")) }));
    const { fetch } = setUp({}, broken);
    await expect((await fetch(url)).text()).rejects.toEqual(failure("network"));
  });
});
