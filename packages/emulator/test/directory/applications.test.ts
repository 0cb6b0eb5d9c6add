import { describe, expect, it } from "vitest";

import { type Body, graph, newCertificate, newTenant, register, textOf } from "../entra/support.ts";

const graphAppId = "00000003-0000-0000-c000-000000000000";
const userReadAll = "df021288-bdef-4463-88db-98f22de89214";
const userRead = "e1fe6dd8-ba31-4d61-89e7-88639da4683d";
const upsert = { prefer: "create-if-missing" };

function errorOf(body: Body): Body {
  const { error } = body;
  return typeof error === "object" && error !== null ? { ...error } : {};
}

function access(...resourceAccess: readonly { id: string; type: string }[]): object {
  return { requiredResourceAccess: [{ resourceAppId: graphAppId, resourceAccess }] };
}

describe("an app registration", () => {
  it("is made once and updated after, by its unique name", async () => {
    const tenant = newTenant();
    const path = "/applications(uniqueName='kit-one')";
    expect((await graph(tenant, "PATCH", path, { displayName: "One" })).status).toBe(404);
    const created = await graph(tenant, "PATCH", path, { displayName: "One" }, upsert);
    expect(created.status).toBe(201);
    expect(created.body).toMatchObject({ uniqueName: "kit-one", displayName: "One", signInAudience: "AzureADMyOrg" });
    const updated = await graph(tenant, "PATCH", path, { displayName: "Two" }, upsert);
    expect([updated.status, updated.body]).toEqual([204, {}]);
    const read = await graph(tenant, "GET", path);
    expect(read.body).toMatchObject({ id: created.body["id"], appId: created.body["appId"], displayName: "Two" });
  });

  it("is found by id, by application id and by filter", async () => {
    const tenant = newTenant();
    const app = await register(tenant, { displayName: "It's mine" });
    const byAppId = await graph(tenant, "GET", `/applications(appId='${app.appId}')?$select=id`);
    expect(byAppId.body["id"]).toBe(app.id);
    const filter = encodeURIComponent("displayName eq 'It''s mine'");
    const { body } = await graph(tenant, "GET", `/applications?$filter=${filter}`);
    expect(body).toHaveProperty("value.0.appId", app.appId);
    expect(body).toHaveProperty("value.length", 1);
  });

  it("may ask for permissions that exist, as the type that they are", async () => {
    const tenant = newTenant();
    const app = await register(tenant, access({ id: userReadAll, type: "Role" }, { id: userRead, type: "Scope" }));
    const { body } = await graph(tenant, "GET", `/applications/${app.id}`);
    expect(body["requiredResourceAccess"]).toEqual([
      {
        resourceAppId: graphAppId,
        resourceAccess: [
          { id: userReadAll, type: "Role" },
          { id: userRead, type: "Scope" },
        ],
      },
    ]);
  });

  it.each<[string, object, string]>([
    ["a delegated permission as an application's", access({ id: userRead, type: "Role" }), userRead],
    ["an application permission as a delegated one", access({ id: userReadAll, type: "Scope" }), userReadAll],
    ["a made-up permission", access({ id: "11111111-1111-4111-8111-111111111111", type: "Role" }), "11111111"],
    [
      "an unknown API",
      { requiredResourceAccess: [{ resourceAppId: "22222222-2222-4222-8222-222222222222", resourceAccess: [] }] },
      "22222222",
    ],
  ])("may not ask for %s; the refusal names it", async (_, body, named) => {
    const { status, body: answer } = await graph(newTenant(), "POST", "/applications", { displayName: "x", ...body });
    expect(status).toBe(400);
    expect(errorOf(answer)).toMatchObject({ code: "Request_BadRequest", message: expect.stringContaining(named) });
  });

  it("is left as it was when part of a change is wrong", async () => {
    const tenant = newTenant();
    const app = await register(tenant, { displayName: "Before" });
    const change = { displayName: "After", ...access({ id: userRead, type: "Role" }) };
    expect((await graph(tenant, "PATCH", `/applications/${app.id}`, change)).status).toBe(400);
    expect((await graph(tenant, "GET", `/applications/${app.id}`)).body["displayName"]).toBe("Before");
  });

  it("keeps only what the tenant plays, and says plainly what it does not", async () => {
    const { status, body } = await graph(newTenant(), "POST", "/applications", { displayName: "x", logo: "…" });
    expect(status).toBe(501);
    expect(errorOf(body)["message"]).toContain("'logo'");
  });

  it("shows a new secret once, and never again", async () => {
    const tenant = newTenant();
    const app = await register(tenant);
    const wish = { passwordCredential: { displayName: "laptop" } };
    const { status, body } = await graph(tenant, "POST", `/applications/${app.id}/addPassword`, wish);
    expect(status).toBe(200);
    const secret = textOf(body["secretText"]);
    expect(secret).toHaveLength(40);
    expect(tenant.secrets.entries.get(secret)).toBe("client-secret");
    const read = await graph(tenant, "GET", `/applications/${app.id}`);
    expect(JSON.stringify(read.body)).not.toContain(secret);
    expect(read.body).toHaveProperty("passwordCredentials.0.displayName", "laptop");
    const removed = await graph(tenant, "POST", `/applications/${app.id}/removePassword`, { keyId: body["keyId"] });
    expect(removed.status).toBe(204);
  });

  it("takes its service principal and their consents with it", async () => {
    const tenant = newTenant();
    const app = await register(tenant);
    const resource = await graph(tenant, "GET", `/servicePrincipals(appId='${graphAppId}')?$select=id`);
    const grant = {
      clientId: app.servicePrincipalId,
      consentType: "AllPrincipals",
      resourceId: resource.body["id"],
      scope: "User.Read",
    };
    await graph(tenant, "POST", "/oauth2PermissionGrants", grant);
    expect((await graph(tenant, "DELETE", `/applications/${app.id}`)).status).toBe(204);
    expect((await graph(tenant, "GET", `/servicePrincipals/${app.servicePrincipalId}`)).status).toBe(404);
    expect((await graph(tenant, "GET", "/oauth2PermissionGrants")).body["value"]).toEqual([]);
  });
});

describe("key credentials", () => {
  async function withKey(): Promise<{
    tenant: ReturnType<typeof newTenant>;
    path: string;
    key: string;
    keyId: unknown;
  }> {
    const tenant = newTenant();
    const app = await register(tenant);
    const path = `/applications/${app.id}`;
    const { base64: key } = await newCertificate();
    await graph(tenant, "PATCH", path, {
      keyCredentials: [{ type: "AsymmetricX509Cert", usage: "Verify", key, displayName: "one" }],
    });
    const { body } = await graph(tenant, "GET", `${path}?$select=keyCredentials`);
    const [credential] = Array.isArray(body["keyCredentials"]) ? body["keyCredentials"] : [];
    return { tenant, path, key, keyId: { ...credential }.keyId };
  }

  it("show their key only where it is selected of one application", async () => {
    const { tenant, path, key } = await withKey();
    const selected = await graph(tenant, "GET", `${path}?$select=id,keyCredentials`);
    expect(selected.body).toHaveProperty("keyCredentials.0.key", key);
    expect(selected.body).toHaveProperty(
      "keyCredentials.0.customKeyIdentifier",
      expect.stringMatching(/^[0-9A-F]{40}$/),
    );
    const whole = await graph(tenant, "GET", path);
    expect(whole.body).toHaveProperty("keyCredentials.0.key", null);
    const list = await graph(tenant, "GET", "/applications?$select=id,keyCredentials");
    expect(JSON.stringify(list.body)).not.toContain(key);
  });

  it("are replaced by a PATCH: entries keep a present key by its id, and what is left out is gone", async () => {
    const { tenant, path, key, keyId } = await withKey();
    const { base64: second } = await newCertificate();
    const kept = { keyId, type: "AsymmetricX509Cert", usage: "Verify", key: null };
    const added = { type: "AsymmetricX509Cert", usage: "Verify", key: second };
    expect((await graph(tenant, "PATCH", path, { keyCredentials: [kept, added] })).status).toBe(204);
    const both = await graph(tenant, "GET", `${path}?$select=keyCredentials`);
    expect(both.body).toHaveProperty("keyCredentials.0.key", key);
    expect(both.body).toHaveProperty("keyCredentials.1.key", second);
    await graph(tenant, "PATCH", path, { keyCredentials: [added] });
    const one = await graph(tenant, "GET", `${path}?$select=keyCredentials`);
    expect(one.body).toHaveProperty("keyCredentials.length", 1);
  });

  it("are refused when they are no certificate, too old, out of its time, or twice the same", async () => {
    const { tenant, path, key, keyId } = await withKey();
    const [past, fresh] = await Promise.all([newCertificate(-30, -1), newCertificate()]);
    const entry = { type: "AsymmetricX509Cert", usage: "Verify" };
    const later = new Date(Date.now() + 400 * 86_400_000).toISOString();
    const lists = [
      [{ ...entry, key: btoa("no certificate") }],
      [{ ...entry, key: "%%%" }],
      [{ ...entry, key: past.base64 }],
      [{ ...entry, key: fresh.base64, endDateTime: later }],
      [{ ...entry, key: fresh.base64, usage: "Trust" }],
      [
        { ...entry, key: fresh.base64 },
        { ...entry, key: fresh.base64 },
      ],
      [{ ...entry }],
      [{ ...entry, keyId, key: fresh.base64 }],
    ];
    const statuses: number[] = [];
    for (const keyCredentials of lists) {
      statuses.push((await graph(tenant, "PATCH", path, { keyCredentials })).status);
    }
    expect(statuses).toEqual(lists.map(() => 400));
    const after = await graph(tenant, "GET", `${path}?$select=keyCredentials`);
    expect(after.body).toHaveProperty("keyCredentials.0.key", key);
  });
});
