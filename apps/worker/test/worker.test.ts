import { intercept, type Interception } from "@entrakit/emulator/msw";
import type { TestHarness } from "wrangler";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";

import { builds, workerHarness } from "../emulated/harness.ts";
import { type EmulatedTenant, openTenant } from "../emulated/tenant.ts";
import { expectNoSecretIn } from "./support/leaks.ts";
import { expiredToken, foreignToken, forged } from "./support/tokens.ts";

// The routes are read from the Worker's own module, which this process loads for that alone.
vi.mock("cloudflare:workers", () => ({ waitUntil: () => {} }));
const { default: app } = await import("../src/index.ts");

vi.setConfig({ testTimeout: 20_000, hookTimeout: 30_000 });

/** More than one page of Graph holds. */
const people = 1_100;

let emulated: EmulatedTenant;
let network: Interception;
let server: TestHarness;
let token: string;
const bodies: string[] = [];

beforeAll(async () => {
  emulated = await openTenant({ users: people });
  network = intercept(emulated.tenant);
  server = workerHarness(emulated.given, true);
  await server.listen();
  token = (await emulated.caller.getToken(`api://${emulated.clientId}/.default`)).token;
});

afterAll(async () => {
  await server?.close();
  network?.close();
});

interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

async function send(path: string, bearer?: string, init: { method?: string; body?: string } = {}): Promise<Reply> {
  const headers = bearer === undefined ? {} : { authorization: `Bearer ${bearer}` };
  const response = await server.fetch(path, { ...init, headers });
  const text = await response.text();
  bodies.push(text);
  return { status: response.status, headers: new Headers([...response.headers]), text };
}

const ask = (body: string, bearer = token): Promise<Reply> => send("/ask", bearer, { method: "POST", body });

describe("who may call", () => {
  const routes = app.routes
    .filter(({ path }) => path !== "/*" && path !== "/healthz")
    .map(({ method, path }) => `${method === "ALL" ? "GET" : method} ${path}`);
  const guarded = [...new Set(routes)];

  test("/healthz is open", async () => {
    expect(await send("/healthz")).toMatchObject({ status: 200, text: '{"ok":true}' });
  });

  test.each(guarded)("%s is closed to whoever brings no token", async (route) => {
    const [method = "", path = ""] = route.split(" ");
    const { status, headers } = await send(path, undefined, { method });
    expect(status).toBe(401);
    expect(headers.get("www-authenticate")).toBe("Bearer");
  });

  test("every route but /healthz was tried", () => {
    expect(guarded).toEqual(expect.arrayContaining(["GET /users", "POST /ask"]));
  });

  test("an address without a route is closed, too", async () => {
    expect((await send("/nothing")).status).toBe(401);
    expect((await send("/nothing", token)).status).toBe(404);
  });

  test.each([
    [
      "for another API",
      "The token is for another API",
      async () => (await emulated.caller.getToken("https://graph.microsoft.com/.default")).token,
    ],
    ["of another tenant", "from a tenant that this API does not serve", foreignToken],
    ["that has expired", "has expired", () => expiredToken(emulated)],
    ["with a forged signature", "signature is wrong", async () => forged(token)],
    ["that is none", "is not a signed JWT", async () => "no-token"],
  ])("a token %s is refused", async (_which, words, make) => {
    const { status, headers, text } = await send("/users", await make());
    expect(status).toBe(401);
    expect(headers.get("www-authenticate")).toContain('error="invalid_token"');
    expect(text).toContain(words);
  });

  test("a token without the role is refused as such", async () => {
    const { token: without } = await emulated.stranger.getToken(`api://${emulated.clientId}/.default`);
    const { status, headers, text } = await send("/users", without);
    expect(status).toBe(403);
    expect(headers.get("www-authenticate")).toContain('error="insufficient_scope"');
    expect(text).toContain("Api.Invoke");
  });

  test("the build for production takes no emulator's token", async () => {
    const response = await server
      .getWorker(builds.production)
      .fetch("http://worker.example/users", { headers: { authorization: `Bearer ${token}` } });
    expect(response.status).toBe(401);
    expect(await response.text()).toContain("issued by an emulator");
  });
});

describe("GET /users", () => {
  test("gives everybody in the directory, however many ask at once, on one token", async () => {
    const { directory, log } = emulated.tenant;
    log.clear();
    const replies = await Promise.all(Array.from({ length: 10 }, () => send("/users", token)));
    const expected = [...directory.users.values()].map(({ displayName, mail }) => ({ displayName, mail }));
    expect(expected).toHaveLength(people);
    for (const { status, text, headers } of replies) {
      expect(status).toBe(200);
      expect(headers.get("cache-control")).toBe("no-store");
      expect(JSON.parse(text)).toEqual({ users: expected });
    }
    const tokens = log.requests.filter(({ url }) => url.endsWith("/oauth2/v2.0/token"));
    expect(tokens.map(({ status }) => status)).toEqual([200]);
    expect(log.requests.filter(({ url }) => url.endsWith("/v1.0/users"))).toHaveLength(20);
    expect(log.violations).toEqual([]);
  });
});

describe("POST /ask", () => {
  test("answers from the documents and cites them", async () => {
    const { status, text } = await ask('{"question": "How many days of paid leave are there?"}');
    expect(status).toBe(200);
    expect(JSON.parse(text)).toMatchObject({
      answer: expect.stringContaining("thirty days of paid leave"),
      citations: [{ id: 1, name: "handbook/leave.md", text: expect.stringContaining("thirty days") }],
      reason: "stop",
    });
  });

  test.each([
    ["nothing", ""],
    ["what is not JSON", "{"],
    ["an array", "[]"],
    ["a question that is no text", '{"question": 5}'],
    ["a blank question", '{"question": " "}'],
    ["a question that is too long", JSON.stringify({ question: "x".repeat(2_001) })],
  ])("refuses %s", async (_what, body) => {
    const { status, text } = await ask(body);
    expect(status).toBe(400);
    expect(JSON.parse(text)).toMatchObject({ error: "invalid_request" });
  });

  test("refuses a body that is too large to be one", async () => {
    expect((await ask(JSON.stringify({ question: "x".repeat(20_000) }))).status).toBe(413);
  });
});

describe("a service that fails", () => {
  const refusal = { error: { code: "Authorization_RequestDenied", message: "Insufficient privileges." } };
  const noDeployment = { error: { code: "DeploymentNotFound", message: "The API deployment does not exist." } };

  test("by throttling is told with the wait that it asks for", async () => {
    const headers = { "retry-after": "3600" };
    emulated.tenant.faults.add({ host: "graph.microsoft.com", status: 429, headers });
    const { status, headers: told, text } = await send("/users", token);
    expect(status).toBe(429);
    expect(Number(told.get("retry-after"))).toBeGreaterThan(3_590);
    expect(JSON.parse(text)).toMatchObject({ error: "throttled" });
  });

  test("by a long outage is told as unavailable with the wait that it asks for", async () => {
    const headers = { "retry-after": "3600" };
    emulated.tenant.faults.add({ path: /\/chat\/completions$/, status: 503, headers });
    const { status, headers: told } = await ask('{"question": "How many days of paid leave are there?"}');
    expect(status).toBe(503);
    expect(Number(told.get("retry-after"))).toBeGreaterThan(3_590);
  });

  test("by refusing this Worker is a bad gateway, with what to do about it", async () => {
    emulated.tenant.faults.add({ host: "graph.microsoft.com", status: 403, body: refusal });
    const { status, text } = await send("/users", token);
    expect(status).toBe(502);
    expect(JSON.parse(text)).toMatchObject({
      error: "forbidden",
      error_description: expect.stringMatching(/Authorization_RequestDenied.*admin consent/),
    });
  });

  test("by not knowing the deployment is a bad gateway that names it", async () => {
    emulated.tenant.faults.add({ path: /\/chat\/completions$/, status: 404, body: noDeployment });
    const { status, text } = await ask('{"question": "How many days of paid leave are there?"}');
    expect(status).toBe(502);
    expect(JSON.parse(text)).toMatchObject({
      error: "deployment_not_found",
      error_description: expect.stringContaining("chat"),
    });
  });
});

test("no secret and no token is in the logs or in an answer", () => {
  const logs = JSON.stringify(server.getLogs());
  expect(logs).toContain("Authorization_RequestDenied");
  expectNoSecretIn(emulated.tenant, logs);
  expectNoSecretIn(emulated.tenant, bodies.join("\n"));
});
