import { customFetch, timeSource } from "@entrakit/auth-core/transport";
import { afterEach, describe, expect, it, vi } from "vitest";

import { createEdgeFetch, customResource, type ObservedCall } from "../src/index.ts";
import { fakeCredential, fakeFetch, fakeTime, rejection } from "./support.ts";

const url = "https://graph.microsoft.com/v1.0/users?$filter=secret";
const { credential } = fakeCredential();

afterEach(() => {
  vi.unstubAllGlobals();
});

function throttled(headers: Record<string, string>, status = 429): Response {
  return new Response("slow down", { status, headers });
}

describe("createEdgeFetch", () => {
  it("looks the platform's fetch up at each call", async () => {
    const call = createEdgeFetch({ credential, resource: "graph" });
    const { fetch, sent } = fakeFetch();
    vi.stubGlobal("fetch", fetch);
    expect(await (await call(url)).text()).toBe("ok");
    expect(sent).toHaveLength(1);
  });

  it("takes a Request as well as an address with its options", async () => {
    const { fetch, sent } = fakeFetch();
    const call = createEdgeFetch({ credential, resource: "graph", [customFetch]: fetch });
    await call(new Request(url, { method: "POST", body: "hello", headers: { "x-a": "1" } }));
    expect(sent[0]).toMatchObject({ method: "POST", body: "hello", url });
    expect(sent[0]?.headers.get("x-a")).toBe("1");
  });

  it("waits as long as Retry-After says and sends the same body again", async () => {
    const time = fakeTime();
    const { fetch, sent } = fakeFetch(throttled({ "retry-after": "7" }), new Response("ok"));
    const call = createEdgeFetch({ credential, resource: "graph", [customFetch]: fetch, [timeSource]: time });
    const response = await call(url, { method: "POST", body: "hello" });
    expect(response.status).toBe(200);
    expect(time.waits).toEqual([7000]);
    expect(sent.map(({ body }) => body)).toEqual(["hello", "hello"]);
  });

  it("asks for a token again before each try", async () => {
    const { credential: counting, asked } = fakeCredential();
    const { fetch, sent } = fakeFetch(throttled({ "retry-after": "1" }), new Response("ok"));
    const call = createEdgeFetch({
      credential: counting,
      resource: "graph",
      [customFetch]: fetch,
      [timeSource]: fakeTime(),
    });
    await call(url);
    expect(asked).toHaveLength(2);
    expect(sent[1]?.headers.get("authorization")).toBe("Bearer token-2");
  });

  it("fails at once where the wait is longer than the budget", async () => {
    const time = fakeTime();
    const { fetch, sent } = fakeFetch(throttled({ "retry-after": "86400" }));
    const call = createEdgeFetch({ credential, resource: "graph", [customFetch]: fetch, [timeSource]: time });
    const error = await rejection(call(url));
    expect(error).toMatchObject({ code: "retry_after_too_long", retryAt: time.now() + 86_400_000 });
    expect(sent).toHaveLength(1);
  });

  it("does not send a POST again after a 504", async () => {
    const { fetch, sent } = fakeFetch(throttled({}, 504), new Response("ok"));
    const call = createEdgeFetch({ credential, resource: "graph", [customFetch]: fetch, [timeSource]: fakeTime() });
    expect((await call(url, { method: "POST", body: "mail" })).status).toBe(504);
    expect(sent).toHaveLength(1);
  });

  it("hands the answer on where retries are off", async () => {
    const { fetch, sent } = fakeFetch(throttled({ "retry-after": "1" }));
    const call = createEdgeFetch({ credential, resource: "graph", retry: false, [customFetch]: fetch });
    expect((await call(url)).status).toBe(429);
    expect(sent).toHaveLength(1);
  });

  it("ends a call whose headers do not come", async () => {
    const time = fakeTime();
    const call = createEdgeFetch({
      credential,
      resource: "graph",
      retry: false,
      timeout: { headersMs: 5000 },
      [customFetch]: () => new Promise(() => {}),
      [timeSource]: time,
    });
    expect(await rejection(call(url))).toMatchObject({ code: "timeout", phase: "headers" });
  });

  it("ends the whole call at its deadline, waits included", async () => {
    const { fetch, sent } = fakeFetch(throttled({ "retry-after": "20" }));
    const call = createEdgeFetch({
      credential,
      resource: "graph",
      timeout: { totalMs: 10_000 },
      [customFetch]: fetch,
      [timeSource]: fakeTime(),
    });
    expect(await rejection(call(url))).toMatchObject({ code: "retry_after_too_long" });
    expect(sent).toHaveLength(1);
  });

  it("caps the body where it is told to", async () => {
    const { fetch } = fakeFetch(new Response("x".repeat(100)));
    const call = createEdgeFetch({ credential, resource: "graph", maxBodyBytes: 10, [customFetch]: fetch });
    const reading = call(url).then((response) => response.text());
    expect(await rejection(reading)).toMatchObject({ code: "body_too_large" });
  });

  it("rejects with the caller's reason when aborted while waiting", async () => {
    const { fetch } = fakeFetch(throttled({ "retry-after": "40" }));
    const controller = new AbortController();
    const call = createEdgeFetch({ credential, resource: "graph", [customFetch]: fetch });
    const reason = new Error("enough");
    setTimeout(() => controller.abort(reason), 5);
    expect(await rejection(call(url, { signal: controller.signal }))).toBe(reason);
  });

  it("tells the observer of the whole call, without query and credential", async () => {
    const calls: ObservedCall[] = [];
    const { fetch } = fakeFetch(throttled({ "retry-after": "1" }), new Response("ok"));
    const call = createEdgeFetch({
      credential,
      resource: "graph",
      observe: (one) => calls.push(one),
      [customFetch]: fetch,
      [timeSource]: fakeTime(),
    });
    await call(url);
    await rejection(call("https://evil.example/x?y"));
    expect(calls).toMatchObject([
      { method: "GET", url: "https://graph.microsoft.com/v1.0/users", status: 200 },
      { method: "GET", url: "https://evil.example/x", error: { code: "origin_refused" } },
    ]);
    expect(JSON.stringify(calls)).not.toMatch(/token-|secret/);
  });

  it("refuses a malformed origin when it is made", () => {
    const resource = customResource({
      scope: "https://x/.default",
      origins: ["https://contoso.openai.azure.com/openai"],
    });
    expect(() => createEdgeFetch({ credential, resource })).toThrow(expect.objectContaining({ option: "origins" }));
  });
});

describe("customResource", () => {
  it.each([
    [{ scope: "", origins: ["https://a.example"] }, "scope"],
    [{ scope: [], origins: ["https://a.example"] }, "scope"],
    [{ scope: "a b", origins: ["https://a.example"] }, "scope"],
    [{ scope: "a", origins: [] }, "origins"],
    [{ scope: "a", origins: ["https://*.openai.azure.com"] }, "origins"],
  ])("refuses %j", (resource, option) => {
    expect(() => customResource(resource)).toThrow(expect.objectContaining({ name: "ConfigurationError", option }));
  });
});
