import { createLocalJWKSet, decodeProtectedHeader, jwtVerify } from "jose";
import { describe, expect, it } from "vitest";

import { provisionerOf, rotateSigningKey } from "../../src/index.ts";
import {
  aadsts,
  accessToken,
  bodyOf,
  decodePart,
  graph,
  graphScope,
  newTenant,
  postToken,
  register,
  secretForm,
  textOf,
} from "./support.ts";

async function document(tenant: ReturnType<typeof newTenant>, path: string): Promise<Record<string, unknown>> {
  return bodyOf(await tenant.fetch(new Request(`https://login.microsoftonline.com${path}`)));
}

describe("tokens of a client", () => {
  it("carry the application permissions that were granted on the resource, all of them", async () => {
    const tenant = newTenant();
    const claims = decodePart(await accessToken(tenant), 1);
    expect(claims).toMatchObject({
      aud: "https://graph.microsoft.com",
      iss: `https://sts.windows.net/${tenant.tenantId}/`,
      appid: provisionerOf(tenant).clientId,
      appidacr: "1",
      idtyp: "app",
      oid: provisionerOf(tenant).servicePrincipalId,
      ver: "1.0",
    });
    expect(claims["roles"]).toEqual([
      "AppRoleAssignment.ReadWrite.All",
      "Application.ReadWrite.All",
      "DelegatedPermissionGrant.ReadWrite.All",
      "Organization.Read.All",
      "User.Read.All",
    ]);
  });

  it("verify with the published keys, before and after a rotation", async () => {
    const tenant = newTenant();
    const before = await accessToken(tenant);
    await rotateSigningKey(tenant.entra);
    const after = await accessToken(tenant);
    const { keys } = await document(tenant, "/common/discovery/v2.0/keys");
    const jwks = createLocalJWKSet({ keys: Array.isArray(keys) ? keys : [] });
    for (const token of [before, after]) await expect(jwtVerify(token, jwks)).resolves.toBeDefined();
    expect(decodeProtectedHeader(before).kid).not.toBe(decodeProtectedHeader(after).kid);
  });

  it("are marked as an emulator's in their header and nowhere else", async () => {
    const token = await accessToken(newTenant());
    expect(decodePart(token, 0)["entrakit-emulator"]).toBe(true);
    expect(JSON.stringify(decodePart(token, 1))).not.toContain("emulator");
  });

  it.each([
    ["https://vault.azure.net/.default", "https://vault.azure.net"],
    ["https://management.azure.com//.default", "https://management.azure.com/"],
    ["https://ai.azure.com/.default", "https://ai.azure.com"],
    ["00000003-0000-0000-c000-000000000000/.default", "00000003-0000-0000-c000-000000000000"],
  ])("asked for with %s are for %s", async (scope, audience) => {
    const tenant = newTenant();
    expect(decodePart(await accessToken(tenant, secretForm(tenant, scope)), 1)["aud"]).toBe(audience);
  });

  it("for an own API are of the version that its manifest asks for, with its own roles", async () => {
    const tenant = newTenant();
    const role = {
      id: crypto.randomUUID(),
      value: "Reports.Read",
      displayName: "r",
      description: "r",
      allowedMemberTypes: ["Application"],
    };
    const api = await register(tenant, { appRoles: [role], api: { requestedAccessTokenVersion: 2 } });
    await graph(tenant, "PATCH", `/applications/${api.id}`, { identifierUris: [`api://${api.appId}`] });
    const assignment = {
      principalId: provisionerOf(tenant).servicePrincipalId,
      resourceId: api.servicePrincipalId,
      appRoleId: role.id,
    };
    await graph(tenant, "POST", `/servicePrincipals/${api.servicePrincipalId}/appRoleAssignedTo`, assignment);
    const claims = decodePart(await accessToken(tenant, secretForm(tenant, `api://${api.appId}/.default`)), 1);
    expect(claims).toMatchObject({
      aud: api.appId,
      iss: `https://login.microsoftonline.com/${tenant.tenantId}/v2.0`,
      azp: provisionerOf(tenant).clientId,
      roles: ["Reports.Read"],
      ver: "2.0",
    });
    await graph(tenant, "PATCH", `/applications/${api.id}`, { api: { requestedAccessTokenVersion: null } });
    const first = decodePart(await accessToken(tenant, secretForm(tenant, `api://${api.appId}/.default`)), 1);
    expect(first).toMatchObject({ aud: `api://${api.appId}`, ver: "1.0", roles: ["Reports.Read"] });
  });

  it("live an hour; those for a client that answers challenges live a day and name when to renew", async () => {
    const tenant = newTenant();
    const plain = await bodyOf(await postToken(tenant, secretForm(tenant)));
    expect(plain).toMatchObject({ token_type: "Bearer", expires_in: 3599, ext_expires_in: 3599 });
    expect(plain).not.toHaveProperty("refresh_in");
    const claims = JSON.stringify({ access_token: { xms_cc: { values: ["cp1"] } } });
    const long = await bodyOf(await postToken(tenant, { ...secretForm(tenant), claims }));
    expect(long).toMatchObject({ expires_in: 86_399, refresh_in: 43_199 });
    expect(decodePart(textOf(long["access_token"]), 1)["xms_cc"]).toEqual(["cp1"]);
  });

  it("are given for a secret in the Authorization header too", async () => {
    const tenant = newTenant();
    const { clientId, clientSecret } = provisionerOf(tenant);
    const authorization = `Basic ${btoa(`${clientId}:${encodeURIComponent(clientSecret)}`)}`;
    const body = new URLSearchParams({ grant_type: "client_credentials", scope: graphScope });
    const url = `https://login.microsoftonline.com/${tenant.tenantId}/oauth2/v2.0/token`;
    const response = await tenant.fetch(new Request(url, { method: "POST", headers: { authorization }, body }));
    expect(response.status).toBe(200);
  });

  it("are noted for the leak scan with the secret that bought them", async () => {
    const tenant = newTenant();
    const token = await accessToken(tenant);
    expect(tenant.secrets.entries.get(token)).toBe("access-token");
    expect(tenant.secrets.entries.get(provisionerOf(tenant).clientSecret)).toBe("client-secret");
  });
});

describe("the token endpoint", () => {
  it.each<[string, Record<string, string>, number, number]>([
    ["an unknown client", { client_id: "4a1b8f0e-0000-4000-8000-000000000000" }, 400, 700_016],
    ["a wrong secret", { client_secret: "not-the-secret" }, 401, 7_000_215],
    ["no credential", { client_secret: "" }, 401, 7_000_218],
    ["no scope", { scope: "" }, 400, 90_014],
    ["a scope that is a permission", { scope: "https://graph.microsoft.com/User.Read.All" }, 400, 1_002_012],
    ["two scopes", { scope: `${graphScope} https://vault.azure.net/.default` }, 400, 70_011],
    ["an unknown resource", { scope: "https://unknown.example/.default" }, 400, 500_011],
    ["an unknown grant", { grant_type: "telepathy" }, 400, 70_003],
    ["no grant", { grant_type: "" }, 400, 900_144],
  ])("refuses %s as Entra does", async (_, change, status, code) => {
    const tenant = newTenant();
    const response = await postToken(tenant, { ...secretForm(tenant), ...change });
    expect(response.status).toBe(status);
    expect(await aadsts(response)).toBe(code);
  });

  it("refuses a secret after its end", async () => {
    const tenant = newTenant();
    tenant.clock.advance(200 * 86_400_000 * 10);
    expect(await aadsts(await postToken(tenant, secretForm(tenant)))).toBe(7_000_222);
  });

  it("refuses a disabled client", async () => {
    const tenant = newTenant();
    const form = secretForm(tenant);
    const principal = tenant.directory.servicePrincipals.get(provisionerOf(tenant).servicePrincipalId);
    if (principal !== undefined) principal.accountEnabled = false;
    expect(await aadsts(await postToken(tenant, form))).toBe(7_000_112);
  });

  it("words its errors in Entra's shape, with the ids of the request", async () => {
    const tenant = newTenant();
    const correlationId = crypto.randomUUID();
    const request = new Request(`https://login.microsoftonline.com/${tenant.tenantId}/oauth2/v2.0/token`, {
      method: "POST",
      headers: { "client-request-id": correlationId },
      body: new URLSearchParams({ ...secretForm(tenant), client_secret: "not-the-secret" }),
    });
    const body = await bodyOf(await tenant.fetch(request));
    expect(body).toMatchObject({
      error: "invalid_client",
      error_codes: [7_000_215],
      correlation_id: correlationId,
      error_uri: "https://login.microsoftonline.com/error?code=7000215",
    });
    expect(body["error_description"]).toMatch(
      /^AADSTS7000215: .+ Trace ID: [\da-f-]{36} Correlation ID: [\da-f-]{36} Timestamp: \d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ$/,
    );
    expect(body["timestamp"]).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ$/);
    expect(JSON.stringify(body)).not.toContain("not-the-secret");
  });

  it("knows its tenant by id, by domain and by organizations, and no other", async () => {
    const tenant = newTenant();
    const status = async (segment: string): Promise<number> =>
      (await postToken(tenant, secretForm(tenant), segment)).status;
    expect(await status(tenant.directory.organization.domain)).toBe(200);
    expect(await status("organizations")).toBe(200);
    expect(await aadsts(await postToken(tenant, secretForm(tenant), "elsewhere.example"))).toBe(90_002);
    expect(await aadsts(await postToken(tenant, secretForm(tenant), crypto.randomUUID()))).toBe(90_002);
    expect(await aadsts(await postToken(tenant, secretForm(tenant), "nonsense"))).toBe(900_023);
  });

  it("refuses a parameter that is sent twice, and a body that is no form", async () => {
    const tenant = newTenant();
    const twice = new URLSearchParams([...Object.entries(secretForm(tenant)), ["scope", graphScope]]);
    const url = `https://login.microsoftonline.com/${tenant.tenantId}/oauth2/v2.0/token`;
    expect(await aadsts(await tenant.fetch(new Request(url, { method: "POST", body: twice })))).toBe(9_002_313);
    const json = { method: "POST", headers: { "content-type": "application/json" }, body: "{}" };
    expect(await aadsts(await tenant.fetch(new Request(url, json)))).toBe(9_002_313);
  });
});

describe("discovery", () => {
  it("names the tenant in the issuer, or leaves a hole for it where any tenant may sign in", async () => {
    const tenant = newTenant();
    const issuer = async (path: string): Promise<unknown> =>
      (await document(tenant, `${path}/.well-known/openid-configuration`))["issuer"];
    expect(await issuer(`/${tenant.tenantId}/v2.0`)).toBe(`https://login.microsoftonline.com/${tenant.tenantId}/v2.0`);
    expect(await issuer(`/${tenant.directory.organization.domain}`)).toBe(
      `https://sts.windows.net/${tenant.tenantId}/`,
    );
    expect(await issuer("/organizations/v2.0")).toBe("https://login.microsoftonline.com/{tenantid}/v2.0");
  });

  it("of instances knows Microsoft's hosts and refuses others", async () => {
    const tenant = newTenant();
    const instance = (host: string): Promise<Record<string, unknown>> =>
      document(
        tenant,
        `/common/discovery/instance?api-version=1.1&authorization_endpoint=https://${host}/common/oauth2/v2.0/authorize`,
      );
    expect(await instance("login.microsoftonline.com")).toHaveProperty(
      "metadata.0.preferred_cache",
      "login.windows.net",
    );
    expect(await instance("login.evil.example")).toHaveProperty("error", "invalid_instance");
  });

  it("says plainly what the tenant does not play", async () => {
    const tenant = newTenant();
    const url = `https://login.microsoftonline.com/${tenant.tenantId}/oauth2/v2.0/devicecode`;
    const response = await tenant.fetch(new Request(url, { method: "POST", body: new URLSearchParams() }));
    expect(response.status).toBe(501);
    expect(await bodyOf(response)).toHaveProperty("error", "not_emulated");
  });
});
