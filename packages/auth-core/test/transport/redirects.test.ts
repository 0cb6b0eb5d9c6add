import { createTransport, customFetch, type TransportOptions } from "@entrakit/auth-core/transport";
import { describe, expect, test } from "vitest";

import { fakeFetch } from "../support/fake-fetch.ts";

const graph = "https://graph.microsoft.com";
const other = "https://other.microsoft.com";
const headers = {
  authorization: "Bearer secret",
  cookie: "c=1",
  "api-key": "k",
  "x-ms-tokens-auth": "t",
  accept: "text/plain",
};

function redirect(location: string, status = 302): Response {
  return new Response("moved", { status, headers: { location } });
}

function transport(mode: TransportOptions["crossOriginRedirects"], ...answers: Response[]) {
  const { fetch, seen } = fakeFetch(...answers);
  return {
    seen,
    fetch: createTransport({ origins: [graph, other], crossOriginRedirects: mode, [customFetch]: fetch }),
  };
}

function failure(code: string) {
  return expect.objectContaining({ name: "TransportError", code });
}

describe("redirects", () => {
  test("within the origin are followed with the credentials", async () => {
    const { fetch, seen } = transport(undefined, redirect("/v1.0/b"), new Response("b"));
    const response = await fetch(`${graph}/v1.0/a`, { headers });
    expect(await response.text()).toBe("b");
    expect(seen.map(({ url }) => url)).toEqual([`${graph}/v1.0/a`, `${graph}/v1.0/b`]);
    expect(seen[1]?.headers.get("authorization")).toBe("Bearer secret");
  });

  test.each([other, "https://evil.example", "http://graph.microsoft.com", "https://graph.microsoft.com:444"])(
    "to %s are refused by default and nothing is sent there",
    async (target) => {
      const { fetch, seen } = transport(undefined, redirect(`${target}/x?sig=s3cret`), new Response("leaked"));
      const error: unknown = await fetch(`${graph}/a`, { headers }).catch((reason: unknown) => reason);
      expect(error).toEqual(failure("redirect_refused"));
      expect(String(error)).not.toContain("s3cret");
      expect(seen).toHaveLength(1);
    },
  );

  test("to another listed origin are followed without any credential", async () => {
    const { fetch, seen } = transport("listed", redirect(`${other}/b`), redirect(`${graph}/c`), new Response("c"));
    await fetch(`${graph}/a`, { headers });
    for (const { headers: sent } of seen.slice(1)) expect([...sent.keys()]).toEqual(["accept"]);
    expect(seen).toHaveLength(3);
  });

  test("to an origin that is not listed stay refused in that mode", async () => {
    const { fetch, seen } = transport("listed", redirect("https://evil.example/b"), new Response("leaked"));
    await expect(fetch(`${graph}/a`, { headers })).rejects.toEqual(failure("origin_refused"));
    expect(seen).toHaveLength(1);
  });

  test("of a download go to any named https host in public mode, without credentials", async () => {
    const { fetch, seen } = transport(
      "public",
      redirect("https://contoso.sharepoint.com/file?tempauth=1"),
      new Response("file"),
    );
    expect(await (await fetch(`${graph}/content`, { headers })).text()).toBe("file");
    expect([...(seen[1]?.headers.keys() ?? [])]).toEqual(["accept"]);
  });

  test.each([
    "https://169.254.169.254/metadata",
    "https://[fd00::1]/",
    "https://localhost/",
    "http://contoso.sharepoint.com/",
    "https://a:b@contoso.sharepoint.com/",
    "https://contoso.sharepoint.com:8080/",
  ])("of a download to %s are refused in public mode too", async (target) => {
    const { fetch, seen } = transport("public", redirect(target), new Response("leaked"));
    await expect(fetch(`${graph}/content`, { headers })).rejects.toEqual(failure("origin_refused"));
    expect(seen).toHaveLength(1);
  });

  test("of a POST never leave the origin with its body", async () => {
    const { fetch, seen } = transport(
      "public",
      redirect("https://contoso.sharepoint.com/", 307),
      new Response("leaked"),
    );
    await expect(fetch(`${graph}/a`, { method: "POST", body: "secret" })).rejects.toEqual(failure("redirect_refused"));
    expect(seen).toHaveLength(1);
  });

  test.each([
    [301, "GET", ""],
    [302, "GET", ""],
    [303, "GET", ""],
    [307, "POST", "x=1"],
    [308, "POST", "x=1"],
  ])("with status %i turn a POST into a %s", async (status, method, body) => {
    const { fetch, seen } = transport(undefined, redirect("/b", status), new Response("b"));
    await fetch(`${graph}/a`, {
      method: "POST",
      body: new URLSearchParams({ x: "1" }),
      headers: { "content-type": "text/x" },
    });
    expect(seen[1]).toMatchObject({ method, body });
    expect(seen[1]?.headers.has("content-type")).toBe(method === "POST");
  });

  test("end after three hops", async () => {
    const { fetch, seen } = transport(undefined, redirect("/again"));
    await expect(fetch(`${graph}/a`)).rejects.toEqual(failure("too_many_redirects"));
    expect(seen).toHaveLength(4);
  });

  test("without a Location, and 304, are answers like others", async () => {
    for (const status of [302, 304]) {
      const { fetch } = transport(undefined, new Response(null, { status }));
      expect((await fetch(`${graph}/a`)).status).toBe(status);
    }
  });

  test("of a body that can be sent only once are refused", async () => {
    const { fetch } = transport(undefined, redirect("/b", 307), new Response("b"));
    const body = new ReadableStream({ start: (controller) => controller.close() });
    const init = { method: "POST", body, duplex: "half" };
    await expect(fetch(`${graph}/a`, init)).rejects.toEqual(failure("redirect_refused"));
  });

  test("that the platform hides are refused", async () => {
    const opaque = new Response(null, { status: 200 });
    Object.defineProperty(opaque, "type", { value: "opaqueredirect" });
    const guarded = createTransport({ origins: [graph], [customFetch]: async () => opaque });
    await expect(guarded(`${graph}/a`)).rejects.toEqual(failure("redirect_refused"));
  });
});
