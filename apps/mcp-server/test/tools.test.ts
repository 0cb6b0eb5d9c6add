import { intercept, type Interception } from "@entrakit/emulator/msw";
import type { Client } from "@modelcontextprotocol/client";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";

import { type EmulatedTenant, openTenant } from "../emulated/tenant.ts";
import { textOf } from "./support/answers.ts";
import { connectInProcess } from "./support/clients.ts";

vi.setConfig({ hookTimeout: 30_000 });

/** What a model's host pays for the list of tools, at most; servers of one tool per endpoint take a megabyte. */
const mostBytes = 6 * 1024;
const mostTools = 10;

let emulated: EmulatedTenant;
let network: Interception;
let client: Client;

beforeAll(async () => {
  emulated = await openTenant();
  for (const [name, value] of Object.entries(emulated.environment)) vi.stubEnv(name, value);
  network = intercept(emulated.tenant);
  client = await connectInProcess();
});

afterAll(async () => {
  await client?.close();
  network?.close();
  vi.unstubAllEnvs();
});

describe("the list of tools", () => {
  test(`has at most ${mostTools} tools in at most ${mostBytes} bytes`, async () => {
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual(["list_users", "list_messages", "ask", "whoami"]);
    expect(tools.length).toBeLessThanOrEqual(mostTools);
    expect(new TextEncoder().encode(JSON.stringify(tools)).length).toBeLessThanOrEqual(mostBytes);
  });

  test("says of each tool what it takes, what it gives and that it changes nothing", async () => {
    const { tools } = await client.listTools();
    for (const { title, description, inputSchema, outputSchema, annotations } of tools) {
      expect(title).toBeTruthy();
      expect(description).toBeTruthy();
      expect(inputSchema["type"]).toBe("object");
      expect(outputSchema?.["type"]).toBe("object");
      expect(annotations).toMatchObject({ readOnlyHint: true, openWorldHint: expect.any(Boolean) });
    }
  });

  test("is given without a request to anybody", async () => {
    emulated.tenant.log.clear();
    await client.listTools();
    expect(emulated.tenant.log.requests).toEqual([]);
  });
});

describe("list_users", () => {
  test("gives as many people as asked for, and says that there are more", async () => {
    const { structuredContent } = await client.callTool({ name: "list_users", arguments: { top: 3 } });
    const first = [...emulated.tenant.directory.users.values()].slice(0, 3);
    expect(structuredContent).toEqual({
      users: first.map(({ displayName, mail, jobTitle }) => ({ displayName, mail, jobTitle })),
      more: true,
    });
  });

  test("finds people by the beginning of their names, quotes included", async () => {
    const [someone] = emulated.tenant.directory.users.values();
    if (someone === undefined) throw new Error("the tenant has no people");
    someone.displayName = "O'Neil, Ada";
    const { structuredContent } = await client.callTool({ name: "list_users", arguments: { nameStartsWith: "O'N" } });
    expect(structuredContent).toMatchObject({ users: [{ displayName: "O'Neil, Ada" }], more: false });
  });

  test("refuses what its schema does not allow", async () => {
    const answer = await client.callTool({ name: "list_users", arguments: { top: 0 } });
    expect(answer.isError).toBe(true);
  });
});

describe("a tool", () => {
  test("whose call Graph refuses says so in Graph's words and with what to do", async () => {
    const answer = await client.callTool({ name: "list_messages", arguments: { user: "nobody@nowhere.example" } });
    expect(answer.isError).toBe(true);
    expect(textOf(answer)).toContain("404 Request_ResourceNotFound");
    const stepped = await client.callTool({ name: "list_messages", arguments: { user: ".." } });
    expect(textOf(stepped)).toMatch(/"userId" .* cannot stand in a path\. Pass the plain, unencoded value/);
  });

  test("that fails unexpectedly keeps the words for the log", async () => {
    const log = vi.spyOn(console, "error").mockImplementation(() => {});
    vi.stubEnv("APP_TENANT_ID", "");
    const answer = await client.callTool({ name: "list_users", arguments: {} });
    vi.stubEnv("APP_TENANT_ID", emulated.tenant.tenantId);
    expect(textOf(answer)).toBe(
      "This failed for a reason that the server did not expect; its log (standard error) says more.",
    );
    expect(String(log.mock.calls[0])).toContain("APP_TENANT_ID is missing");
    log.mockRestore();
  });

  test("that is cancelled ends its requests", async () => {
    const through = globalThis.fetch;
    const chat = vi.fn<(signal: AbortSignal | null | undefined) => void>();
    const hold: typeof fetch = (input, init) => {
      const url = input instanceof Request ? input.url : input.toString();
      if (!url.endsWith("/chat/completions")) return through(input, init);
      chat(init?.signal);
      return new Promise((_, reject) => init?.signal?.addEventListener("abort", () => reject(init.signal?.reason)));
    };
    vi.stubGlobal("fetch", hold);
    const cancel = new AbortController();
    const call = client.callTool(
      { name: "ask", arguments: { question: "How many days of paid leave?" } },
      { signal: cancel.signal },
    );
    const outcome = call.then(
      () => "answered",
      () => "cancelled",
    );
    await vi.waitFor(() => expect(chat).toHaveBeenCalledOnce());
    expect(chat.mock.calls[0]?.[0]?.aborted).toBe(false);
    cancel.abort("the person changed their mind");
    expect(await outcome).toBe("cancelled");
    await vi.waitFor(() => expect(chat.mock.calls[0]?.[0]?.aborted).toBe(true));
    vi.unstubAllGlobals();
  });
});
