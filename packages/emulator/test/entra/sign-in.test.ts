import { base64url } from "jose";
import { describe, expect, it } from "vitest";

import type { Tenant, User } from "../../src/index.ts";
import {
  type Body,
  type RegisteredApp,
  aadsts,
  bodyOf,
  decodePart,
  graph,
  newTenant,
  postToken,
  register,
  textOf,
} from "./support.ts";

const redirectUri = "http://localhost:53682";
const verifier = base64url.encode(crypto.getRandomValues(new Uint8Array(32)));

interface Setting {
  readonly tenant: Tenant;
  readonly app: RegisteredApp;
  readonly administrator: User;
  readonly user: User;
}

async function setting(
  application: object = { publicClient: { redirectUris: ["http://localhost"] } },
): Promise<Setting> {
  const tenant = newTenant();
  const app = await register(tenant, application);
  const users = [...tenant.directory.users.values()];
  const administrator = users.find(({ id }) => tenant.directory.administrators.has(id));
  const user = users.find(({ id }) => !tenant.directory.administrators.has(id));
  if (administrator === undefined || user === undefined) throw new Error("the company lacks people");
  return { tenant, app, administrator, user };
}

async function challengeOf(text: string): Promise<string> {
  return base64url.encode(new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text))));
}

async function authorizeUrl({ tenant, app }: Setting, change: Record<string, string> = {}): Promise<string> {
  const parameters = {
    client_id: app.appId,
    response_type: "code",
    redirect_uri: redirectUri,
    response_mode: "query",
    scope: "openid profile offline_access User.Read",
    state: "state & more",
    nonce: "nonce-1",
    code_challenge: await challengeOf(verifier),
    code_challenge_method: "S256",
    ...change,
  };
  return `https://login.microsoftonline.com/${tenant.tenantId}/oauth2/v2.0/authorize?${new URLSearchParams(parameters)}`;
}

/** What a browser would send when a person uses the page. */
async function submit(
  { tenant }: Setting,
  url: string,
  fields: Record<string, string>,
  headers = {},
): Promise<Response> {
  return tenant.fetch(new Request(url, { method: "POST", headers, body: new URLSearchParams(fields) }));
}

async function consent(
  { tenant, app }: Setting,
  scope: string,
  resourceAppId = "00000003-0000-0000-c000-000000000000",
): Promise<void> {
  const resource = await graph(tenant, "GET", `/servicePrincipals(appId='${resourceAppId}')?$select=id`);
  const grant = {
    clientId: app.servicePrincipalId,
    consentType: "AllPrincipals",
    resourceId: resource.body["id"],
    scope,
  };
  await graph(tenant, "POST", "/oauth2PermissionGrants", grant);
}

function answerOf(response: Response): URLSearchParams {
  return new URL(response.headers.get("location") ?? "").searchParams;
}

async function codeFor(set: Setting, change: Record<string, string> = {}): Promise<string> {
  const url = await authorizeUrl(set, change);
  const response = await submit(set, url, { account: set.user.userPrincipalName, decision: "accept" });
  return answerOf(response).get("code") ?? "";
}

function codeForm({ app }: Setting, code: string, change: Record<string, string> = {}): Record<string, string> {
  return {
    grant_type: "authorization_code",
    client_id: app.appId,
    code,
    redirect_uri: redirectUri,
    code_verifier: verifier,
    scope: "openid profile offline_access User.Read",
    client_info: "1",
    ...change,
  };
}

async function signIn(set: Setting): Promise<Body> {
  return bodyOf(await postToken(set.tenant, codeForm(set, await codeFor(set))));
}

describe("the sign-in page", () => {
  it("offers every account, labels its fields and lets nothing in from elsewhere", async () => {
    const set = await setting();
    const response = await set.tenant.fetch(new Request(await authorizeUrl(set)));
    const page = await response.text();
    for (const { userPrincipalName } of set.tenant.directory.users.values()) expect(page).toContain(userPrincipalName);
    expect(page.match(/<input type="radio"/g)).toHaveLength(set.tenant.directory.users.size);
    expect(page.match(/<label\s*>/g)).toHaveLength(set.tenant.directory.users.size);
    const policy = response.headers.get("content-security-policy") ?? "";
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("form-action 'self' http://localhost:53682");
    expect(response.headers.get("x-frame-options")).toBe("DENY");
  });

  it("escapes what the client says of itself", async () => {
    const set = await setting({ displayName: "<img src=x>", publicClient: { redirectUris: ["http://localhost"] } });
    const page = await (await set.tenant.fetch(new Request(await authorizeUrl(set)))).text();
    expect(page).not.toContain("<img");
    expect(page).toContain("&lt;img src=x&gt;");
  });

  it("lists the permissions that nobody consented to, and records a user's consent", async () => {
    const set = await setting();
    const url = await authorizeUrl(set);
    const asked = await submit(set, url, { account: set.user.userPrincipalName });
    expect(asked.status).toBe(200);
    expect(await asked.text()).toContain("User.Read");
    const accepted = await submit(set, url, { account: set.user.userPrincipalName, decision: "accept" });
    expect(accepted.status).toBe(302);
    const again = await submit(set, url, { account: set.user.userPrincipalName });
    expect(again.status).toBe(302);
    expect([...set.tenant.directory.oauth2PermissionGrants.values()]).toMatchObject([
      { consentType: "Principal", principalId: set.user.id, scope: "User.Read" },
    ]);
  });

  it("asks nothing where an administrator consented for all", async () => {
    const set = await setting();
    await consent(set, "User.Read");
    const response = await submit(set, await authorizeUrl(set), { account: set.user.userPrincipalName });
    expect(response.status).toBe(302);
    expect(answerOf(response).get("state")).toBe("state & more");
    expect(answerOf(response).get("code")).toMatch(/^1\./);
  });

  it("sends people away who may not consent to what concerns everybody, and lets administrators", async () => {
    const set = await setting();
    const url = await authorizeUrl(set, { scope: "openid User.Read.All" });
    const refused = await submit(set, url, { account: set.user.userPrincipalName, decision: "accept" });
    expect(answerOf(refused).get("error_description")).toMatch(/^AADSTS90094/);
    const accepted = await submit(set, url, { account: set.administrator.userPrincipalName, decision: "accept" });
    expect(answerOf(accepted).has("code")).toBe(true);
  });

  it("tells the client when the person declines", async () => {
    const set = await setting();
    const response = await submit(set, await authorizeUrl(set), { decision: "cancel" });
    expect(answerOf(response).get("error")).toBe("access_denied");
    expect(answerOf(response).get("error_description")).toMatch(/^AADSTS65004/);
  });

  it("posts the answer where the client asked for form_post", async () => {
    const set = await setting();
    const url = await authorizeUrl(set, { response_mode: "form_post" });
    const response = await submit(set, url, { account: set.user.userPrincipalName, decision: "accept" });
    const page = await response.text();
    expect(response.status).toBe(200);
    expect(page).toContain(`<form method="post" action="${redirectUri}">`);
    expect(page).toMatch(/name="code" value="1\.[\w-]+"/);
    expect(page).toContain('name="state" value="state &amp; more"');
  });

  it.each<[string, Record<string, string>, RegExp]>([
    ["an address that is not registered", { redirect_uri: "https://evil.example/" }, /AADSTS50011/],
    [
      "a loopback address with a path that is not registered",
      { redirect_uri: "http://localhost:1/evil" },
      /AADSTS50011/,
    ],
    ["an unknown client", { client_id: "3e6e0e8b-0000-4000-8000-000000000000" }, /AADSTS700016/],
  ])("shows an error page and redirects nobody for %s", async (_, change, message) => {
    const set = await setting();
    const response = await set.tenant.fetch(new Request(await authorizeUrl(set, change)));
    expect(response.status).toBe(400);
    expect(response.headers.get("location")).toBeNull();
    expect(await response.text()).toMatch(message);
  });

  it.each<[string, Record<string, string>, string]>([
    ["an implicit token", { response_type: "token" }, "unsupported_response_type"],
    ["no scope", { scope: "" }, "invalid_scope"],
    [
      "scopes of two resources",
      { scope: "https://graph.microsoft.com/User.Read https://vault.azure.net/user_impersonation" },
      "invalid_scope",
    ],
    ["an unknown resource", { scope: "https://unknown.example/x" }, "invalid_resource"],
    ["no page", { prompt: "none" }, "login_required"],
    ["a challenge of the wrong length", { code_challenge: "short" }, "invalid_request"],
  ])("returns to the client an error for %s", async (_, change, error) => {
    const set = await setting();
    const response = await set.tenant.fetch(new Request(await authorizeUrl(set, change)));
    expect(response.status).toBe(302);
    expect(answerOf(response).get("error")).toBe(error);
    expect(answerOf(response).get("state")).toBe("state & more");
  });

  it("refuses a permission that the API does not have, by its name", async () => {
    const set = await setting();
    const url = await authorizeUrl(set, { scope: "Calendar.Read" });
    const response = await submit(set, url, { account: set.user.userPrincipalName });
    expect(answerOf(response).get("error_description")).toContain("AADSTS650053");
    expect(answerOf(response).get("error_description")).toContain("Calendar.Read");
  });

  it("refuses a submission that another origin's page made", async () => {
    const set = await setting();
    const fields = { account: set.user.userPrincipalName, decision: "accept" };
    const response = await submit(set, await authorizeUrl(set), fields, { origin: "https://evil.example" });
    expect(response.status).toBe(400);
    const own = await submit(set, await authorizeUrl(set), fields, { origin: "https://login.microsoftonline.com" });
    expect(own.status).toBe(302);
  });
});

describe("an authorization code", () => {
  it("buys tokens that name the person and every consented permission of the resource", async () => {
    const set = await setting();
    await consent(set, "Mail.Read User.Read Calendars.Read");
    const body = await signIn(set);
    const claims = decodePart(textOf(body["access_token"]), 1);
    expect(claims).toMatchObject({
      aud: "00000003-0000-0000-c000-000000000000",
      appid: set.app.appId,
      appidacr: "0",
      idtyp: "user",
      oid: set.user.id,
      upn: set.user.userPrincipalName,
    });
    expect(textOf(claims["scp"]).split(" ").toSorted()).toEqual([
      "Calendars.Read",
      "Mail.Read",
      "User.Read",
      "openid",
      "profile",
    ]);
    expect(claims).not.toHaveProperty("roles");
    expect(textOf(body["scope"]).split(" ").toSorted()).toEqual([
      "Calendars.Read",
      "Mail.Read",
      "User.Read",
      "openid",
      "profile",
    ]);
    expect(decodePart(textOf(body["id_token"]), 1)).toMatchObject({
      aud: set.app.appId,
      iss: `https://login.microsoftonline.com/${set.tenant.tenantId}/v2.0`,
      nonce: "nonce-1",
      oid: set.user.id,
      preferred_username: set.user.userPrincipalName,
    });
    const clientInfo: unknown = JSON.parse(new TextDecoder().decode(base64url.decode(textOf(body["client_info"]))));
    expect(clientInfo).toEqual({ uid: set.user.id, utid: set.tenant.tenantId });
  });

  it("works once", async () => {
    const set = await setting();
    const code = await codeFor(set);
    expect((await postToken(set.tenant, codeForm(set, code))).status).toBe(200);
    expect(await aadsts(await postToken(set.tenant, codeForm(set, code)))).toBe(54_005);
  });

  it.each<[string, Record<string, string>, number]>([
    ["a wrong verifier", { code_verifier: "x".repeat(43) }, 501_481],
    ["no verifier", { code_verifier: "" }, 50_148],
    ["another address", { redirect_uri: "http://localhost:1" }, 500_112],
    ["a made-up code", { code: "1.made-up" }, 70_000],
    ["a secret of a client that cannot keep one", { client_secret: "secret" }, 700_025],
  ])("is refused with %s", async (_, change, code) => {
    const set = await setting();
    expect(await aadsts(await postToken(set.tenant, codeForm(set, await codeFor(set), change)))).toBe(code);
  });

  it("is worth nothing to another client, and nothing after ten minutes", async () => {
    const set = await setting();
    const code = await codeFor(set);
    const other = await register(set.tenant, { publicClient: { redirectUris: ["http://localhost"] } });
    expect(await aadsts(await postToken(set.tenant, codeForm(set, code, { client_id: other.appId })))).toBe(70_000);
    set.tenant.clock.advance(600_000);
    expect(await aadsts(await postToken(set.tenant, codeForm(set, code)))).toBe(70_008);
  });

  it("of a web client needs the client's secret", async () => {
    const web = "https://app.example/signin";
    const set = await setting({ web: { redirectUris: [web] } });
    const code = await codeFor(set, { redirect_uri: web });
    expect(await aadsts(await postToken(set.tenant, codeForm(set, code, { redirect_uri: web })))).toBe(7_000_218);
    const secret = await graph(set.tenant, "POST", `/applications/${set.app.id}/addPassword`, {});
    const form = codeForm(set, code, { redirect_uri: web, client_secret: textOf(secret.body["secretText"]) });
    const body = await bodyOf(await postToken(set.tenant, form));
    expect(decodePart(textOf(body["access_token"]), 1)["appidacr"]).toBe("1");
  });
});

describe("a refresh token", () => {
  function refreshForm({ app }: Setting, token: unknown, change: Record<string, string> = {}): Record<string, string> {
    return {
      grant_type: "refresh_token",
      client_id: app.appId,
      refresh_token: textOf(token),
      scope: "User.Read",
      ...change,
    };
  }

  it("is replaced at each use, and the old one goes on working", async () => {
    const set = await setting();
    const first = (await signIn(set))["refresh_token"];
    const second = (await bodyOf(await postToken(set.tenant, refreshForm(set, first))))["refresh_token"];
    expect(second).not.toBe(first);
    expect((await postToken(set.tenant, refreshForm(set, first))).status).toBe(200);
    expect((await postToken(set.tenant, refreshForm(set, second))).status).toBe(200);
  });

  it("buys tokens for any API that was consented to, and for no other", async () => {
    const set = await setting();
    const { refresh_token: token } = await signIn(set);
    const scope = "https://vault.azure.net/user_impersonation";
    const refused = await bodyOf(await postToken(set.tenant, refreshForm(set, token, { scope })));
    expect(refused).toMatchObject({ error: "invalid_grant", error_codes: [65_001], suberror: "consent_required" });
    await consent(set, "user_impersonation", "cfa8b339-82a2-471a-a3c9-0fc0be7a4093");
    const body = await bodyOf(await postToken(set.tenant, refreshForm(set, token, { scope })));
    expect(decodePart(textOf(body["access_token"]), 1)).toMatchObject({
      aud: "https://vault.azure.net",
      scp: "user_impersonation",
    });
    expect(body["scope"]).toBe(scope);
  });

  it("ends after 90 days, with the person's account, and for other clients", async () => {
    const set = await setting();
    const { refresh_token: token } = await signIn(set);
    const other = await register(set.tenant, { publicClient: { redirectUris: ["http://localhost"] } });
    expect(await aadsts(await postToken(set.tenant, refreshForm(set, token, { client_id: other.appId })))).toBe(70_000);
    set.user.accountEnabled = false;
    expect(await aadsts(await postToken(set.tenant, refreshForm(set, token)))).toBe(50_057);
    set.user.accountEnabled = true;
    set.tenant.clock.advance(91 * 86_400_000);
    expect(await aadsts(await postToken(set.tenant, refreshForm(set, token)))).toBe(700_082);
  });

  it("and the code, the verifier and the id token are noted for the leak scan", async () => {
    const set = await setting();
    const code = await codeFor(set);
    const body = await bodyOf(await postToken(set.tenant, codeForm(set, code)));
    const { entries } = set.tenant.secrets;
    expect(entries.get(code)).toBe("authorization-code");
    expect(entries.get(verifier)).toBe("code-verifier");
    expect(entries.get(textOf(body["refresh_token"]))).toBe("refresh-token");
    expect(entries.get(textOf(body["id_token"]))).toBe("id-token");
  });
});
