import { X509Certificate } from "node:crypto";
import { existsSync } from "node:fs";
import { execFile } from "node:child_process";
import http from "node:http";
import { createServer, get } from "node:https";
import { createConnection } from "node:net";
import { connect } from "node:tls";
import { promisify } from "node:util";
import { afterEach, describe, expect, it, vi } from "vitest";

import { emulatedDomains, refusedHeader } from "../../src/index.ts";
import { createAuthority } from "../../src/node/authority.ts";
import { type ProxyServer, connectProxy, interceptSockets } from "../../src/node/proxy.ts";
import { listenOnLoopback } from "../../src/node/sockets.ts";
import { newTenant, secretForm, tokenEndpoint } from "../entra/support.ts";
import { readParts, slowTenant } from "./support.ts";

const run = promisify(execFile);

afterEach(() => vi.unstubAllEnvs());

interface ConnectAnswer {
  readonly status: number | undefined;
  readonly reason: string | string[] | undefined;
  readonly body: string;
}

function connectTo(proxy: ProxyServer, target: string): Promise<ConnectAnswer> {
  return new Promise((resolve, reject) => {
    const request = http.request(proxy.url, { method: "CONNECT", path: target });
    request.on("error", reject).on("connect", (answer, socket, head) => {
      const chunks: Buffer[] = [head];
      const { statusCode: status, headers } = answer;
      socket.on("data", (chunk: Buffer) => chunks.push(chunk));
      socket.on("close", () =>
        resolve({ status, reason: headers[refusedHeader], body: Buffer.concat(chunks).toString() }),
      );
      if (status === 200) socket.destroy();
    });
    request.end();
  });
}

describe("the proxy", () => {
  it("answers a child process that has nothing but the environment", async () => {
    const tenant = newTenant();
    await using proxy = await connectProxy(tenant);
    const program = `
      const form = new URLSearchParams(process.env.FORM);
      const token = await fetch(process.env.ENDPOINT, { method: "POST", body: form });
      const { access_token } = await token.json();
      const users = await fetch("https://graph.microsoft.com/v1.0/users?$top=1", { headers: { authorization: "Bearer " + access_token } });
      console.log(token.status, users.status, await fetch("https://example.invalid/").then(() => "reached", () => "refused"));
    `;
    const environment = {
      ...process.env,
      ...proxy.environment(),
      ENDPOINT: tokenEndpoint(tenant),
      FORM: String(new URLSearchParams(secretForm(tenant))),
    };
    const { stdout } = await run(process.execPath, ["--input-type=module", "--eval", program], { env: environment });
    expect(stdout.trim()).toBe("200 200 refused");
  });

  it.each([
    "example.invalid:443",
    "graph.microsoft.com.example.invalid:443",
    "graph.microsoft.com:22",
    "127.0.0.1:443",
    "nonsense",
  ])("refuses a tunnel to %s with the reason in header and body", async (target) => {
    const tenant = newTenant();
    await using proxy = await connectProxy(tenant);
    const { status, reason, body } = await connectTo(proxy, target);
    expect(status).toBe(403);
    expect(reason).toContain(target);
    expect(body).toBe(reason);
    expect(tenant.log.requests).toMatchObject([{ method: "CONNECT", surface: "refused", status: 403 }]);
  });

  it("forwards nothing that is not in a tunnel", async () => {
    await using proxy = await connectProxy(newTenant());
    const answer = await fetch(proxy.url, { headers: { host: "example.invalid" } });
    expect([answer.status, answer.headers.has(refusedHeader)]).toEqual([403, true]);
  });

  it("answers in a tunnel for the tunnel's host alone", async () => {
    const tenant = newTenant();
    await using proxy = await connectProxy(tenant);
    const status = await new Promise((resolve, reject) => {
      const request = http.request(proxy.url, { method: "CONNECT", path: "graph.microsoft.com:443" });
      request.on("error", reject).on("connect", (_, socket) => {
        const inside = connect({ socket, servername: "graph.microsoft.com", ca: proxy.certificatePem });
        inside.on("error", reject).once("data", (chunk: Buffer) => {
          inside.destroy();
          resolve(chunk.toString().split("\r\n")[0]);
        });
        inside.write("GET / HTTP/1.1\r\nhost: login.microsoftonline.com\r\n\r\n");
      });
      request.end();
    });
    expect(status).toBe("HTTP/1.1 421 Misdirected Request");
    expect(tenant.log.requests).toEqual([]);
  });

  it("listens on 127.0.0.1 and leaves nothing behind", async () => {
    const proxy = await connectProxy(newTenant());
    const { port } = new URL(proxy.url);
    expect(proxy.url).toBe(`http://127.0.0.1:${port}`);
    expect(existsSync(proxy.certificateFile)).toBe(true);
    await proxy.close();
    expect(existsSync(proxy.certificateFile)).toBe(false);
    const outcome = await new Promise((resolve) => {
      const socket = createConnection(Number(port), "127.0.0.1");
      socket.on("error", () => resolve("refused")).on("connect", () => resolve("connected"));
    });
    expect(outcome).toBe("refused");
  });

  it("refuses to run in production", async () => {
    vi.stubEnv("NODE_ENV", "production");
    await expect(connectProxy(newTenant())).rejects.toThrow(/NODE_ENV=production/);
    await expect(interceptSockets(newTenant())).rejects.toThrow(/NODE_ENV=production/);
  });
});

describe("the proxy's authority", () => {
  it("lasts a day at most and is another in every run", async () => {
    const [one, two] = await Promise.all([createAuthority(), createAuthority()]);
    const certificate = new X509Certificate(one.certificatePem);
    const lifetime = certificate.validToDate.getTime() - certificate.validFromDate.getTime();
    expect(lifetime).toBeLessThanOrEqual(24 * 3_600_000);
    expect(certificate.ca).toBe(true);
    expect(new X509Certificate(two.certificatePem).fingerprint256).not.toBe(certificate.fingerprint256);
  });

  it.each([
    ["graph.microsoft.com", "trusted"],
    ["contoso.vault.azure.net", "trusted"],
    ["www.example.com", "permitted subtree violation"],
    ["graph.microsoft.com.example.com", "permitted subtree violation"],
  ])("certifies %s: %s", async (hostname, outcome) => {
    const authority = await createAuthority();
    const server = createServer(await authority.identityOf(hostname), (_, answer) => void answer.end());
    const port = await listenOnLoopback(server);
    const found = await new Promise((resolve) => {
      const options = { host: "127.0.0.1", port, servername: hostname, ca: authority.certificatePem, agent: false };
      get(options, () => resolve("trusted")).on("error", (error) => resolve(error.message));
    });
    server.close();
    server.closeAllConnections();
    expect(found).toBe(outcome);
  });
});

describe("interception on sockets", () => {
  it("answers fetch and node:https of this process, and gives the network back", async () => {
    const tenant = newTenant();
    const before = process.env["HTTPS_PROXY"];
    {
      await using net = await interceptSockets(tenant);
      expect(process.env["HTTPS_PROXY"]).toBe(net.proxy.url);
      const keys = await fetch("https://login.microsoftonline.com/common/discovery/keys");
      expect(keys.status).toBe(200);
      await expect(fetch("https://example.invalid/")).rejects.toThrow(TypeError);
    }
    expect(process.env["HTTPS_PROXY"]).toBe(before);
    expect(tenant.log.requests).toMatchObject([{ surface: "entra" }, { surface: "refused" }]);
  });

  it("reaches every domain that the authority may certify and the tenant plays", async () => {
    const tenant = newTenant();
    await using _ = await interceptSockets(tenant);
    const hosts = emulatedDomains
      .map((domain) => (tenant.owns(domain) ? domain : `any.${domain}`))
      .filter((host) => tenant.owns(host));
    expect(hosts.length).toBeGreaterThanOrEqual(8);
    for (const host of hosts) {
      const response = await fetch(`https://${host}/`);
      expect(response.headers.has(refusedHeader)).toBe(false);
      await response.arrayBuffer();
    }
  });

  it("passes a stream on part by part", async () => {
    const { tenant, release } = slowTenant(newTenant());
    await using _ = await interceptSockets(tenant);
    const response = await fetch("https://graph.microsoft.com/v1.0/stream");
    expect(await readParts(response, release)).toEqual(["data: first\n\n", "data: second\n\n"]);
  });
});
