import { findRoute } from "@entrakit/scopes/routes";
import { inspect } from "node:util";
import { describe, expect, it } from "vitest";

import { createGraph, customFetch, GraphError, type GraphOptions } from "../src/index.ts";
import { credential, fakeFetch, rejection } from "./support.ts";

const permissions = { application: ["User.Read.All", "Sites.Read.All"] } as const;

async function failure(
  answer: () => Response,
  options: Partial<GraphOptions<typeof permissions>> = {},
): Promise<GraphError> {
  const { fetch } = fakeFetch(answer);
  const graph = createGraph({ credential, permissions, retry: false, [customFetch]: fetch, ...options });
  const error = await rejection(graph.get("/users/{userId}", { params: { userId: "ada@contoso.com" } }));
  if (!GraphError.isInstance(error)) throw error;
  return error;
}

const denied = {
  error: {
    code: "Authorization_RequestDenied",
    message: "Insufficient privileges to complete the operation.",
    innerError: {
      code: "outer",
      date: "2026-08-21T09:00:00",
      "request-id": "r-1",
      "client-request-id": "c-1",
      innererror: { code: "inner" },
    },
    details: [{ code: "d", message: "m", target: "t" }, { code: 7 }, null],
  },
};

describe("GraphError", () => {
  it("holds what Graph said, in Graph's spelling", async () => {
    const error = await failure(() => Response.json(denied, { status: 403 }));
    expect(error).toMatchObject({
      name: "GraphError",
      kind: "forbidden",
      status: 403,
      code: "Authorization_RequestDenied",
      innerCodes: ["outer", "inner"],
      details: [
        { code: "d", message: "m", target: "t" },
        { code: "", message: "" },
      ],
      requestId: "r-1",
      clientRequestId: "c-1",
      route: "GET /users/{userId}",
    });
    expect(error.message).toMatch(
      /^GET \/users\/\{userId\} was answered 403 Authorization_RequestDenied: Insufficient privileges to complete the operation\./,
    );
  });

  it("prefers the ids of the headers and otherwise names the id that was sent", async () => {
    const headers = { "request-id": "h-1", "client-request-id": "h-2" };
    expect(await failure(() => Response.json(denied, { status: 403, headers }))).toMatchObject({
      requestId: "h-1",
      clientRequestId: "h-2",
    });
    expect((await failure(() => new Response(null, { status: 500 }))).clientRequestId).toMatch(/^[0-9a-f-]{36}$/);
  });

  it.each<[number, string]>([
    [400, "bad_request"],
    [401, "unauthenticated"],
    [403, "forbidden"],
    [404, "not_found"],
    [409, "conflict"],
    [410, "gone"],
    [412, "conflict"],
    [418, "bad_request"],
    [423, "conflict"],
    [429, "throttled"],
    [502, "unavailable"],
  ])("calls a %d %s, and that is the code where Graph gives none", async (status, kind) => {
    expect(await failure(() => new Response(null, { status }))).toMatchObject({ kind, code: kind, status });
  });

  it.each([
    ["OData 3", { "odata.error": { code: "old", message: { lang: "en", value: "said" } } }, "old", "said"],
    ["OAuth", { error: "invalid_client", error_description: "said" }, "invalid_client", "said"],
    ["a bare object", { code: "bare", message: "said" }, "bare", "said"],
    ["an empty code", { error: { code: "", message: "said" } }, "bad_request", "said"],
    ["numbers for texts", { error: { code: 1, message: 2, innerError: "x", details: {} } }, "bad_request", "400"],
    ["an array", ["said"], "bad_request", "said"],
  ])("reads %s", async (_, body, code, message) => {
    const error = await failure(() => Response.json(body, { status: 400 }));
    expect(error.code).toBe(code);
    expect(error.message).toContain(message);
  });

  it("gives the text of an HTML page, cut to a readable length", async () => {
    const html = `<!DOCTYPE html><html><head><style>p{}</style></head><body><h1>Gateway\n Timeout</h1>${"x ".repeat(9000)}</body>`;
    const error = await failure(() => new Response(html, { status: 504 }));
    expect(error.message).toContain("504 unavailable: Gateway Timeout x x");
    expect(error.message.length).toBeLessThan(700);
  });

  it("does not wait for an endless error body", async () => {
    const chunk = new TextEncoder().encode("z".repeat(16_384));
    const endless = (): Response =>
      new Response(new ReadableStream({ pull: (one) => one.enqueue(chunk) }), { status: 500 });
    expect((await failure(endless)).status).toBe(500);
  });

  it("reads a body that breaks off as far as it came", async () => {
    const broken = (): Response =>
      new Response(new ReadableStream({ pull: (one) => one.error(new Error("reset")) }), { status: 503 });
    expect(await failure(broken)).toMatchObject({ status: 503, kind: "unavailable" });
  });

  it("gives the wait in seconds", async () => {
    const error = await failure(() => new Response(null, { status: 429, headers: { "retry-after": "2.5" } }));
    expect(error.retryAfter).toBe(2.5);
    expect(error.remedy).toBe("Wait 2.5 seconds and call less often.");
  });

  it("names the declared permissions in a 403's remedy", async () => {
    const { remedy } = await failure(() => Response.json(denied, { status: 403 }));
    expect(remedy).toContain("application permission User.Read.All or Sites.Read.All");
  });

  it("names the very permission where it may look routes up", async () => {
    const { remedy } = await failure(() => Response.json(denied, { status: 403 }), { findRoute });
    expect(remedy).toContain("the declared application permission User.Read.All, and get a new token");
  });

  it("names the permission that is missing from the declaration where a call went around the types", async () => {
    const { fetch } = fakeFetch(() => Response.json(denied, { status: 403 }));
    const graph = createGraph({ credential, permissions, findRoute, [customFetch]: fetch });
    const error = await rejection(graph.request("GET", "/users/ada/messages"));
    expect(error).toMatchObject({ remedy: expect.stringMatching(/^Declare the application permission Mail\.Read/) });
    const me = await rejection(graph.request("GET", "/me"));
    expect(me).toMatchObject({ remedy: "No application permission is known to allow this call." });
  });

  it("shows no token, no address and no parameter value", async () => {
    const token = "eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln";
    const error = await failure(() =>
      Response.json({ error: { code: "x", message: `bad ${token}` } }, { status: 401 }),
    );
    const shown = inspect(error, { depth: 10 }) + JSON.stringify(error) + error.stack;
    expect(shown).toContain("[redacted]");
    expect(shown).not.toMatch(/eyJ|secret-token|contoso|Bearer/);
  });
});
