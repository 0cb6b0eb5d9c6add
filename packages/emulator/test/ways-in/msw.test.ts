import { createServer } from "node:http";
import { get } from "node:https";
import { afterEach, describe, expect, it, vi } from "vitest";

import { refusedHeader } from "../../src/index.ts";
import { intercept } from "../../src/msw.ts";
import { listenOnLoopback } from "../../src/node/sockets.ts";
import { newTenant, secretForm, tokenEndpoint } from "../entra/support.ts";
import { readParts, slowTenant } from "./support.ts";

afterEach(() => vi.unstubAllEnvs());

function statusOf(url: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    get(url, (response) => {
      response.resume().on("end", () => resolve(response.statusCode));
    }).on("error", reject);
  });
}

describe("interception by MSW", () => {
  it("answers fetch and node:https for Microsoft's own host names", async () => {
    const tenant = newTenant();
    using _ = intercept(tenant);
    const token = await fetch(tokenEndpoint(tenant), { method: "POST", body: new URLSearchParams(secretForm(tenant)) });
    expect(token.status).toBe(200);
    expect(await statusOf("https://login.microsoftonline.com/common/discovery/keys")).toBe(200);
    expect(tenant.log.requests.map(({ surface }) => surface)).toEqual(["entra", "entra"]);
  });

  it("lets loopback addresses through", async () => {
    const server = createServer((_, answer) => void answer.end("local"));
    const port = await listenOnLoopback(server);
    const tenant = newTenant();
    using _ = intercept(tenant);
    expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe("local");
    expect(tenant.log.requests).toEqual([]);
    server.close();
  });

  it.each([
    "https://example.invalid/x?secret=1",
    "https://graph.microsoft.com.example.invalid/",
    "http://169.254.169.254/",
  ])("refuses %s with the reason in header and body, and logs no query", async (url) => {
    const tenant = newTenant();
    using _ = intercept(tenant);
    const response = await fetch(url);
    expect(response.status).toBe(403);
    expect(response.headers.get(refusedHeader)).toContain(new URL(url).hostname);
    expect(await response.text()).toBe(response.headers.get(refusedHeader));
    expect(tenant.log.requests).toMatchObject([{ surface: "refused", status: 403 }]);
    expect(JSON.stringify(tenant.log)).not.toContain("secret");
  });

  it("records a credential that was sent to a host that is none of the tenant's", async () => {
    const tenant = newTenant();
    using _ = intercept(tenant);
    await fetch("https://example.invalid/", { headers: { authorization: "Bearer secret" } });
    expect(tenant.log.violations).toMatchObject([{ kind: "credential-to-wrong-host" }]);
    expect(JSON.stringify(tenant.log)).not.toContain("secret");
  });

  it("passes a stream on part by part", async () => {
    const { tenant, release } = slowTenant(newTenant());
    using _ = intercept(tenant);
    const response = await fetch("https://graph.microsoft.com/v1.0/stream");
    expect(await readParts(response, release)).toEqual(["data: first\n\n", "data: second\n\n"]);
  });

  it("ends when it is disposed of", async () => {
    {
      using _ = intercept(newTenant());
      expect((await fetch("https://example.invalid/")).status).toBe(403);
    }
    await expect(fetch("https://example.invalid/")).rejects.toThrow(TypeError);
  });

  it("refuses to run in production", () => {
    vi.stubEnv("NODE_ENV", "production");
    expect(() => intercept(newTenant())).toThrow(/NODE_ENV=production/);
  });
});
