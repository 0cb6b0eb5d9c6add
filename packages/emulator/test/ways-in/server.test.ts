import { request } from "node:https";
import { afterEach, describe, expect, it, vi } from "vitest";

import { resourcesOf } from "../../src/index.ts";
import { type TenantServer, serve } from "../../src/node/server.ts";
import {
  type Body,
  aadsts,
  assertionForm,
  assertionOf,
  newCertificate,
  newTenant,
  postToken,
  registerWithCertificate,
} from "../entra/support.ts";

afterEach(() => vi.unstubAllEnvs());

interface Answer {
  readonly status: number | undefined;
  readonly text: string;
  json(): Body;
}

/** A request that trusts the server's certificate; `host` sends another Host header. */
function send(
  server: TenantServer,
  url: string,
  options: { readonly host?: string; readonly form?: string } = {},
): Promise<Answer> {
  const headers = {
    ...(options.host === undefined ? {} : { host: options.host }),
    ...(options.form === undefined ? {} : { "content-type": "application/x-www-form-urlencoded" }),
  };
  const method = options.form === undefined ? "GET" : "POST";
  return new Promise((resolve, reject) => {
    const outgoing = request(
      url,
      { method, headers, ca: server.certificatePem, agent: false, servername: "localhost" },
      (incoming) => {
        let text = "";
        incoming.setEncoding("utf8").on("data", (chunk: string) => {
          text += chunk;
        });
        incoming.on("end", () => resolve({ status: incoming.statusCode, text, json: () => ({ ...JSON.parse(text) }) }));
      },
    );
    outgoing.on("error", reject).end(options.form);
  });
}

describe("a served tenant", () => {
  it("has one https port on 127.0.0.1 for each host, its own resources included", async () => {
    const tenant = newTenant();
    await using server = await serve(tenant);
    const { vaultUrl, openaiEndpoint, searchEndpoint } = resourcesOf(tenant);
    expect([...server.origins.keys()]).toEqual([
      "login.microsoftonline.com",
      "graph.microsoft.com",
      "management.azure.com",
      ...[vaultUrl, openaiEndpoint, searchEndpoint].map((url) => new URL(url).hostname),
    ]);
    const origins = [...server.origins.values()];
    expect(origins.every((origin) => /^https:\/\/127\.0\.0\.1:\d+$/.test(origin))).toBe(true);
    expect(new Set(origins).size).toBe(origins.length);
  });

  it("leads to its own ports and keeps Microsoft's issuer", async () => {
    const tenant = newTenant();
    await using server = await serve(tenant);
    const origin = server.origins.get("login.microsoftonline.com") ?? "";
    const { status, json } = await send(server, `${origin}/${tenant.tenantId}/v2.0/.well-known/openid-configuration`);
    expect(status).toBe(200);
    expect(json()).toMatchObject({
      issuer: `https://login.microsoftonline.com/${tenant.tenantId}/v2.0`,
      token_endpoint: `${origin}/${tenant.tenantId}/oauth2/v2.0/token`,
      jwks_uri: `${origin}/${tenant.tenantId}/discovery/v2.0/keys`,
    });
  });

  it("takes an assertion for its own token endpoint, which an unserved tenant refuses", async () => {
    const tenant = newTenant();
    const certificate = await newCertificate();
    const app = await registerWithCertificate(tenant, certificate);
    const foreign = { claims: { aud: `https://127.0.0.1:1/${tenant.tenantId}/oauth2/v2.0/token` } };
    const refused = await postToken(
      tenant,
      assertionForm(app.appId, await assertionOf(tenant, app.appId, certificate, foreign)),
    );
    expect(await aadsts(refused)).toBe(700_023);
    await using server = await serve(tenant);
    const aud = `${server.origins.get("login.microsoftonline.com")}/${tenant.tenantId}/oauth2/v2.0/token`;
    const assertion = await assertionOf(tenant, app.appId, certificate, { claims: { aud } });
    const form = String(new URLSearchParams(assertionForm(app.appId, assertion)));
    expect((await send(server, aud, { form })).status).toBe(200);
  });

  it("answers no request that names another host", async () => {
    const tenant = newTenant();
    await using server = await serve(tenant);
    const url = `${server.origins.get("graph.microsoft.com")}/v1.0/users`;
    expect((await send(server, url, { host: "rebound.example" })).status).toBe(421);
    expect((await send(server, url)).status).toBe(401);
  });

  it("serves more hosts on request, and none that the tenant does not play", async () => {
    await using server = await serve(newTenant(), { hosts: [] });
    expect(server.origins.size).toBe(0);
    const origin = await server.serveHost("any.vault.azure.net");
    expect(await server.serveHost("any.vault.azure.net")).toBe(origin);
    await expect(server.serveHost("example.com")).rejects.toThrow(/does not play example.com/);
  });

  it("refuses to run in production", async () => {
    vi.stubEnv("NODE_ENV", "production");
    await expect(serve(newTenant())).rejects.toThrow(/NODE_ENV=production/);
  });
});
