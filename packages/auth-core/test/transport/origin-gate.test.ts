import {
  ConfigurationError,
  createTransport,
  customFetch,
  TransportError,
  trustedOrigins,
} from "@entrakit/auth-core/transport";
import { describe, expect, test } from "vitest";

import { fakeFetch } from "../support/fake-fetch.ts";

const origins = ["https://graph.microsoft.com"];

function refusal(): ReturnType<typeof expect.objectContaining> {
  return expect.objectContaining({ name: "TransportError", code: "origin_refused" });
}

describe("the origin gate", () => {
  test.each([
    "http://graph.microsoft.com/v1.0/me",
    "https://graph.microsoft.com@evil.example/",
    "https://user:pass@graph.microsoft.com/",
    "https://graph.microsoft.com.evil.example/",
    "https://evilgraph.microsoft.com/",
    "https://graph.microsoft.com./v1.0/me",
    "https://graph.microsoft.com:8443/",
    "https://evil.example/https://graph.microsoft.com/",
    "https://127.0.0.1/",
    "https://[::1]/",
    "https://2130706433/",
    "//graph.microsoft.com/v1.0",
    "/v1.0/me",
    "data:text/plain,hello",
    "javascript:alert(1)",
    "",
  ])("refuses %j and sends nothing", async (url) => {
    const { fetch, seen } = fakeFetch(new Response("ok"));
    const guarded = createTransport({ origins, [customFetch]: fetch });
    await expect(guarded(url)).rejects.toEqual(refusal());
    expect(seen).toHaveLength(0);
  });

  test("reads a backslash as the URL standard does: as a slash, so what follows is a path", async () => {
    const { fetch, seen } = fakeFetch(new Response("ok"));
    await createTransport({ origins, [customFetch]: fetch })("https://graph.microsoft.com\\@evil.example/");
    expect(new URL(seen[0]?.url ?? "").origin).toBe("https://graph.microsoft.com");
  });

  test("lets the exact origin pass, however its host is written", async () => {
    const { fetch, seen } = fakeFetch(new Response("ok"));
    const guarded = createTransport({ origins, [customFetch]: fetch });
    for (const url of [
      "https://graph.microsoft.com/v1.0/me",
      "https://GRAPH.microsoft.com:443/",
      "https://graph.microsoft.com",
    ]) {
      await guarded(url);
    }
    await guarded(new URL("https://graph.microsoft.com/v1.0/me"));
    await guarded(new Request("https://graph.microsoft.com/v1.0/me"));
    expect(seen).toHaveLength(5);
  });

  test("names the origin that it refuses and leaves out path and query, where tokens may stand", async () => {
    const guarded = createTransport({ origins, [customFetch]: fakeFetch(new Response()).fetch });
    const error: unknown = await guarded("https://evil.example/callback?code=s3cret").catch(
      (reason: unknown) => reason,
    );
    expect(TransportError.isInstance(error)).toBe(true);
    expect(String(error)).toContain("https://evil.example");
    expect(String(error)).not.toContain("s3cret");
  });

  test("takes an address with a port or a number for a host from trustedOrigins alone", async () => {
    const { fetch, seen } = fakeFetch(new Response("ok"));
    const guarded = createTransport({ origins, [customFetch]: fetch, [trustedOrigins]: ["https://127.0.0.1:8443"] });
    await guarded("https://127.0.0.1:8443/v1.0/me");
    await expect(guarded("https://127.0.0.1:8444/")).rejects.toEqual(refusal());
    await expect(guarded("http://127.0.0.1:8443/")).rejects.toEqual(refusal());
    expect(seen).toHaveLength(1);
  });

  test.each([
    "graph.microsoft.com",
    "http://graph.microsoft.com",
    "https://graph.microsoft.com/v1.0",
    "https://graph.microsoft.com:8443",
    "https://10.0.0.1",
    "https://localhost",
    "*.microsoft.com",
    "https://*.microsoft.com/x",
  ])("refuses %j as a configured origin before any request", (origin) => {
    expect(() => createTransport({ origins: [origin] })).toThrow(ConfigurationError);
  });

  test("looks the platform's fetch up at each call, so that a replacement is seen", async () => {
    const guarded = createTransport({ origins });
    const original = globalThis.fetch;
    globalThis.fetch = async () => new Response("replaced");
    try {
      expect(await (await guarded("https://graph.microsoft.com/")).text()).toBe("replaced");
    } finally {
      globalThis.fetch = original;
    }
  });
});
