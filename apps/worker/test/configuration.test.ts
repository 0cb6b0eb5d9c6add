import { intercept, type Interception } from "@entrakit/emulator/msw";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";

import { type EmulatedTenant, openTenant } from "../emulated/tenant.ts";
import { expectNoSecretIn } from "./support/leaks.ts";

vi.mock("cloudflare:workers", () => ({ waitUntil: () => {} }));
vi.stubGlobal("ACCEPT_EMULATED_TOKENS", true);

vi.setConfig({ hookTimeout: 30_000 });

type Given = Record<string, unknown>;

let emulated: EmulatedTenant;
let network: Interception;
let token: string;
let logged: string[];

beforeAll(async () => {
  emulated = await openTenant();
  network = intercept(emulated.tenant);
  token = (await emulated.caller.getToken(`api://${emulated.clientId}/.default`)).token;
});

afterAll(() => {
  network?.close();
  vi.unstubAllGlobals();
});

beforeEach(() => {
  logged = [];
  vi.spyOn(console, "error").mockImplementation((...words: unknown[]) => void logged.push(words.join(" ")));
  // A guard that was made for one environment is kept for an isolate's life, so each test has a Worker of its own.
  vi.resetModules();
});

afterEach(() => {
  vi.restoreAllMocks();
});

/** Properties are defined, not copied, so that a getter stays one. */
function environmentWith(change: Given): Given {
  const complete = {
    ...emulated.given.variables,
    CLIENT_CERTIFICATE: { get: () => Promise.resolve(emulated.given.certificate) },
  };
  return Object.defineProperties<Given>(complete, Object.getOwnPropertyDescriptors(change));
}

async function getUsers(environment: Given): Promise<{ status: number; text: string }> {
  const { default: app } = await import("../src/index.ts");
  emulated.tenant.log.clear();
  const response = await app.request("/users", { headers: { authorization: `Bearer ${token}` } }, environment);
  return { status: response.status, text: await response.text() };
}

describe("a Worker that is not configured", () => {
  test.each<[string, Given, string]>([
    ["no tenant", { AZURE_TENANT_ID: undefined }, "AZURE_TENANT_ID is missing: it is to be the Directory (tenant) ID"],
    ["an empty tenant", { AZURE_TENANT_ID: "" }, "AZURE_TENANT_ID is missing"],
    ["a tenant that is no GUID", { AZURE_TENANT_ID: "contoso" }, "AZURE_TENANT_ID is malformed"],
    ["a client that is no GUID", { AZURE_CLIENT_ID: "1234-5678" }, "AZURE_CLIENT_ID is malformed"],
    ["no endpoint", { AZURE_OPENAI_ENDPOINT: undefined }, "AZURE_OPENAI_ENDPOINT is missing"],
    ["an endpoint that is no https", { AZURE_OPENAI_ENDPOINT: "http://contoso" }, "AZURE_OPENAI_ENDPOINT is malformed"],
    ["no credential", { CLIENT_CERTIFICATE: undefined }, "There is no client credential: bind CLIENT_CERTIFICATE"],
    [
      "a secret's ID in the place of its value",
      { CLIENT_CERTIFICATE: undefined, AZURE_CLIENT_SECRET: "33333333-3333-4333-8333-333333333333" },
      "AZURE_CLIENT_SECRET is a GUID, and so the secret's ID",
    ],
  ])("says so before any request: %s", async (_what, change, words) => {
    const { status, text } = await getUsers(environmentWith(change));
    expect(status).toBe(500);
    expect(JSON.parse(text)).toMatchObject({ error: "invalid_configuration" });
    expect(text).toContain(words);
    expect(text).toContain("npx wrangler secret put <NAME>");
    expect(emulated.tenant.log.requests).toEqual([]);
    expect(logged.join("\n")).toContain(words);
  });

  test("names everything at once", async () => {
    const nothing = {
      AZURE_TENANT_ID: "",
      AZURE_CLIENT_ID: "",
      AZURE_OPENAI_ENDPOINT: "",
      CLIENT_CERTIFICATE: undefined,
    };
    const { text } = await getUsers(environmentWith(nothing));
    for (const name of Object.keys(nothing)) expect(text).toContain(name);
  });

  test.each<[string, () => Promise<string>]>([
    ["is not in the store", () => Promise.reject(new Error("Secret not found"))],
    ["is a PEM", async () => "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC"],
    ["is a JWK without its thumbprint", async () => JSON.stringify({ jwk: { kty: "RSA" } })],
    [
      "is a public key",
      async () => JSON.stringify({ jwk: { kty: "RSA", n: "AQAB", e: "AQAB" }, "x5t#S256": "A".repeat(43) }),
    ],
  ])("says before any token request, and without a word of it, that the key %s", async (_what, get) => {
    const { status, text } = await getUsers(environmentWith({ CLIENT_CERTIFICATE: { get } }));
    expect(status).toBe(500);
    expect(JSON.parse(text)).toMatchObject({ error: "invalid_configuration" });
    expect(text + logged.join("\n")).not.toMatch(/MIIEvQ|Secret not found/);
    expect(emulated.tenant.log.requests.filter(({ method }) => method === "POST")).toEqual([]);
  });
});

describe("a Worker that is configured", () => {
  test("reads five variables and its certificate's binding, and nothing else", async () => {
    const read = new Set<PropertyKey>();
    const environment = new Proxy(environmentWith({}), {
      get(target, name, receiver) {
        read.add(name);
        return Reflect.get(target, name, receiver);
      },
    });
    const { default: app } = await import("../src/index.ts");
    const headers = { authorization: `Bearer ${token}` };
    const body = '{"question": "How many days of paid leave are there?"}';
    expect((await app.request("/users", { headers }, environment)).status).toBe(200);
    expect((await app.request("/ask", { headers, method: "POST", body }, environment)).status).toBe(200);
    expect([...read].sort()).toEqual([
      "AZURE_CLIENT_ID",
      "AZURE_CLIENT_SECRET",
      "AZURE_OPENAI_ENDPOINT",
      "AZURE_OPENAI_KEY",
      "AZURE_TENANT_ID",
      "CLIENT_CERTIFICATE",
    ]);
  });

  test("reads Graph with a client secret where no certificate is bound", async () => {
    const { tenant } = emulated;
    const secret = tenant.secrets.note("client-secret", `secret-${crypto.randomUUID()}`);
    const application = [...tenant.directory.applications.values()].find(({ appId }) => appId === emulated.clientId);
    application?.passwordCredentials.push({
      keyId: crypto.randomUUID(),
      displayName: null,
      startDateTime: new Date(Date.now() - 60_000).toISOString(),
      endDateTime: new Date(Date.now() + 60_000).toISOString(),
      hint: secret.slice(0, 3),
      secretText: secret,
    });
    const { status, text } = await getUsers(
      environmentWith({ CLIENT_CERTIFICATE: undefined, AZURE_CLIENT_SECRET: secret }),
    );
    expect({ status, text }).toMatchObject({ status: 200, text: expect.stringContaining("displayName") });
  });

  test("tells Entra's refusal as a bad gateway, with Entra's code and without the secret", async () => {
    const secret = emulated.tenant.secrets.note("client-secret", `wrong-${crypto.randomUUID()}`);
    const { status, text } = await getUsers(
      environmentWith({ CLIENT_CERTIFICATE: undefined, AZURE_CLIENT_SECRET: secret }),
    );
    expect(status).toBe(502);
    expect(JSON.parse(text)).toMatchObject({
      error: "credential_error",
      error_description: expect.stringContaining("AADSTS7000215"),
    });
    expectNoSecretIn(emulated.tenant, text + logged.join("\n"));
  });

  test("logs nothing for a caller that has gone", async () => {
    const { default: app } = await import("../src/index.ts");
    const headers = { authorization: `Bearer ${token}` };
    const response = await app.request("/users", { headers, signal: AbortSignal.abort() }, environmentWith({}));
    expect(response.status).toBe(503);
    expect(logged).toEqual([]);
  });

  test("does not remember that the key could not be read", async () => {
    const get = vi.fn<() => Promise<string>>().mockRejectedValueOnce(new Error("The store is away."));
    get.mockResolvedValue(emulated.given.certificate);
    const environment = environmentWith({ CLIENT_CERTIFICATE: { get } });
    expect((await getUsers(environment)).status).toBe(500);
    expect((await getUsers(environment)).status).toBe(200);
    expect((await getUsers(environment)).status).toBe(200);
    expect(get).toHaveBeenCalledTimes(2);
  });

  test("tells a caller nothing of a failure that nobody expected, and the log which one it was", async () => {
    const failing = {
      get CLIENT_CERTIFICATE(): never {
        throw new TypeError("words from the inside");
      },
    };
    const { status, text } = await getUsers(environmentWith(failing));
    const id = /under ([\w-]{36})\./.exec(text)?.[1];
    expect(status).toBe(500);
    expect(text).not.toContain("inside");
    expect(logged.join("\n")).toContain("words from the inside");
    expect(logged.join("\n")).toContain(id);
    expectNoSecretIn(emulated.tenant, text + logged.join("\n"));
  });
});
