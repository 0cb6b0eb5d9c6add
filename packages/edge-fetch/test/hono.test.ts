import { customFetch } from "@entrakit/auth-core/transport";
import { Hono } from "hono";
import { beforeAll, describe, expect, it } from "vitest";

import { entraBearer, type EntraBearerOptions, type EntraVariables } from "../src/hono.ts";

const tenantId = "11111111-1111-4111-8111-111111111111";
const audience = "22222222-2222-4222-8222-222222222222";
const clientId = "33333333-3333-4333-8333-333333333333";

let keys: CryptoKeyPair;
let jwks: string;

beforeAll(async () => {
  const algorithm = {
    name: "RSASSA-PKCS1-v1_5",
    hash: "SHA-256",
    modulusLength: 2048,
    publicExponent: new Uint8Array([1, 0, 1]),
  };
  keys = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const publicKey = await crypto.subtle.exportKey("jwk", keys.publicKey);
  jwks = JSON.stringify({ keys: [{ ...publicKey, kid: "k1", use: "sig", alg: "RS256" }] });
});

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");

async function tokenWith(claims: Record<string, unknown> = {}): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  const times = { iat: now, nbf: now, exp: now + 600 };
  const iss = `https://login.microsoftonline.com/${tenantId}/v2.0`;
  const payload = { ver: "2.0", tid: tenantId, aud: audience, iss, sub: "s", azp: clientId, ...times, ...claims };
  const input = `${encode({ alg: "RS256", typ: "JWT", kid: "k1" })}.${encode(payload)}`;
  const signature = await crypto.subtle.sign("RSASSA-PKCS1-v1_5", keys.privateKey, new TextEncoder().encode(input));
  return `${input}.${Buffer.from(signature).toString("base64url")}`;
}

function guarded(options: Partial<EntraBearerOptions> = {}) {
  const fetched: string[] = [];
  const app = new Hono<{ Variables: EntraVariables }>();
  const keysFetch: EntraBearerOptions[typeof customFetch] = async (input) => {
    fetched.push(input instanceof Request ? input.url : String(input));
    return new Response(jwks, { headers: { "content-type": "application/json" } });
  };
  app.use(entraBearer({ tenantId, audience, [customFetch]: keysFetch, ...options }));
  app.get("/", (context) => context.json({ roles: context.get("entra").roles, app: context.get("entra").clientId }));
  const call = async (token?: string): Promise<Response> =>
    app.request("/", token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } });
  return { call, fetched, app };
}

describe("entraBearer", () => {
  it("answers 401 with a bare challenge where there is no token", async () => {
    const response = await guarded().call();
    expect(response.status).toBe(401);
    expect(response.headers.get("www-authenticate")).toBe("Bearer");
  });

  it("answers 401 to another scheme", async () => {
    const response = await guarded().app.request("/", { headers: { authorization: "Basic dTpw" } });
    expect([response.status, response.headers.get("www-authenticate")]).toEqual([401, "Bearer"]);
  });

  it.each([
    ["another audience", { aud: "someone-else" }],
    ["another tenant", { tid: clientId }],
    ["another issuer", { iss: "https://login.microsoftonline.com/common/v2.0" }],
    ["an end in the past", { exp: 1000 }],
  ])("answers 401 invalid_token to a token with %s", async (_, claims) => {
    const response = await guarded().call(await tokenWith(claims));
    expect(response.status).toBe(401);
    expect(response.headers.get("www-authenticate")).toMatch(
      /^Bearer error="invalid_token", error_description="[^"]+"$/,
    );
  });

  it("answers 401 to a changed token, and does not repeat it", async () => {
    const token = await tokenWith();
    const changed = `${token.slice(0, -8)}AAAAAAAA`;
    const response = await guarded().call(changed);
    expect(response.status).toBe(401);
    expect(JSON.stringify([...response.headers]) + (await response.text())).not.toContain(changed.slice(0, 20));
  });

  it("lets a verified token through and gives its claims to the route", async () => {
    const response = await guarded().call(await tokenWith({ roles: ["Users.Read"] }));
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ roles: ["Users.Read"], app: clientId });
  });

  it("answers 403 to a token without any of the roles and scopes, naming them", async () => {
    const { call } = guarded({ roles: ["Users.Read", "Admin"], scopes: ["access_as_user"] });
    const response = await call(await tokenWith({ roles: ["Other"] }));
    expect(response.status).toBe(403);
    const challenge = response.headers.get("www-authenticate");
    expect(challenge).toMatch(/^Bearer error="insufficient_scope", scope="access_as_user", error_description=/);
    expect(challenge).toContain("Users.Read, Admin");
  });

  it.each([
    ["an app with one of the roles", { roles: ["Admin"] }],
    ["a user with one of the scopes", { scp: "other access_as_user" }],
  ])("lets %s through", async (_, claims) => {
    const { call } = guarded({ roles: ["Users.Read", "Admin"], scopes: ["access_as_user"] });
    expect((await call(await tokenWith(claims))).status).toBe(200);
  });

  it("lets nobody through where the list of roles is empty", async () => {
    expect((await guarded({ roles: [] }).call(await tokenWith({ roles: ["Admin"] }))).status).toBe(403);
  });

  it("does not take a role for a scope or a scope for a role", async () => {
    const byScope = guarded({ scopes: ["Admin"] });
    expect((await byScope.call(await tokenWith({ roles: ["Admin"] }))).status).toBe(403);
    const byRole = guarded({ roles: ["Admin"] });
    expect((await byRole.call(await tokenWith({ scp: "Admin" }))).status).toBe(403);
  });

  it("fetches the tenant's keys once for any number of requests", async () => {
    const { call, fetched } = guarded();
    const token = await tokenWith();
    for (let count = 0; count < 5; count += 1) expect((await call(token)).status).toBe(200);
    expect(fetched).toEqual([`https://login.microsoftonline.com/${tenantId}/discovery/v2.0/keys`]);
  });

  it("answers 503 where the keys cannot be fetched", async () => {
    const { call } = guarded({ [customFetch]: async () => new Response("no", { status: 500 }) });
    const response = await call(await tokenWith());
    expect(response.status).toBe(503);
    expect(response.headers.has("www-authenticate")).toBe(false);
  });

  it("reads its options from the Worker's bindings once, at the first request", async () => {
    let reads = 0;
    const app = new Hono<{ Bindings: { TENANT: string }; Variables: EntraVariables }>();
    app.use(
      entraBearer((bindings: { TENANT: string }) => {
        reads += 1;
        return { tenantId: bindings.TENANT, audience, [customFetch]: async () => new Response(jwks) };
      }),
    );
    app.get("/", (context) => context.text(context.get("entra").tid));
    const headers = { authorization: `Bearer ${await tokenWith()}` };
    for (let count = 0; count < 2; count += 1) {
      const response = await app.request("/", { headers }, { TENANT: tenantId });
      expect(await response.text()).toBe(tenantId);
    }
    expect(reads).toBe(1);
  });

  it("refuses a missing tenant when it is made", () => {
    expect(() => entraBearer({ audience })).toThrow(expect.objectContaining({ option: "tenantId" }));
  });
});
