import { beforeAll, describe, expect, test } from "vitest";

import { resourcesOf } from "../../src/arm/seed.ts";
import { type Tenant, createTenant } from "../../src/tenant.ts";
import { type Answer, appWithRoles, makeCertificate, pathOf, vaultCaller, versionOf } from "./setup.ts";

describe("secrets of a vault", () => {
  let tenant: Tenant;
  let vaultUrl: string;
  let vault: (method: string, path: string, body?: object) => Promise<Answer>;

  beforeAll(async () => {
    tenant = createTenant({ seed: "vault-secrets" });
    ({ vaultUrl } = resourcesOf(tenant));
    vault = await vaultCaller(tenant, await appWithRoles(tenant, "Key Vault Administrator"));
  });

  test("a secret is set, read by name and by version, and noted for the leak scan", async () => {
    const value = "correct horse battery staple";
    const set = await vault("PUT", "/secrets/s1", { value, contentType: "text/plain", tags: { for: "tests" } });
    expect(set.status).toBe(200);
    expect(set.body).toMatchObject({ value, contentType: "text/plain", tags: { for: "tests" } });
    expect(set.at("id")).toMatch(new RegExp(`^${vaultUrl}/secrets/s1/[0-9a-f]{32}$`));
    expect((await vault("GET", "/secrets/s1")).body).toEqual(set.body);
    expect((await vault("GET", pathOf(set.text("id")))).body).toEqual(set.body);
    expect(tenant.secrets.entries.has(value)).toBe(true);
  });

  test("a second value is a new version, and lists show no value", async () => {
    await vault("PUT", "/secrets/s2", { value: "the older value" });
    await vault("PUT", "/secrets/s2", { value: "the newer value" });
    expect((await vault("GET", "/secrets/s2")).at("value")).toBe("the newer value");
    const shown = await vault("GET", "/secrets/s2/versions");
    expect(shown.at("value")).toHaveLength(2);
    expect(JSON.stringify(shown.body)).not.toContain("value of");
    expect(shown.at("value.0.value")).toBeUndefined();
  });

  test("a disabled secret is not read, but can be enabled again", async () => {
    const shown = await vault("PUT", "/secrets/s3", { value: "hidden for now", attributes: { enabled: false } });
    const refused = await vault("GET", "/secrets/s3");
    expect(refused.status).toBe(403);
    expect(refused.body).toEqual({
      error: {
        code: "Forbidden",
        message: "Operation get is not allowed on a disabled secret.",
        innererror: { code: "SecretDisabled" },
      },
    });
    const patched = await vault("PATCH", pathOf(shown.text("id")), { attributes: { enabled: true } });
    expect(patched.at("value")).toBeUndefined();
    expect((await vault("GET", "/secrets/s3")).at("value")).toBe("hidden for now");
  });

  test("a secret that is not there has the vault's own words", async () => {
    const answer = await vault("GET", "/secrets/none");
    expect(answer.status).toBe(404);
    expect(answer.at("error")).toEqual({
      code: "SecretNotFound",
      message:
        "A secret with (name/id) none was not found in this key vault. If you recently deleted this secret you may be able to recover it using the correct recovery command. For help resolving this issue, please see https://go.microsoft.com/fwlink/?linkid=2125182",
    });
  });

  test("lists come in pages of 25 at most, linked until nothing is left", async () => {
    const names = Array.from({ length: 30 }, (_, index) => `page-${String(index).padStart(2, "0")}`);
    for (const name of names) await vault("PUT", `/secrets/${name}`, { value: "x" });
    const seen: string[] = [];
    let next: string | null = "/secrets?maxresults=12";
    let pages = 0;
    while (next !== null) {
      const shown: Answer = await vault("GET", next);
      expect(shown.list("value").length).toBeLessThanOrEqual(12);
      seen.push(...shown.list("value").map((_, index) => versionOf(shown.text(`value.${index}.id`))));
      const link: URL | undefined = shown.at("nextLink") === null ? undefined : new URL(shown.text("nextLink"));
      next = link === undefined ? null : link.pathname + link.search;
      pages += 1;
    }
    expect(pages).toBeGreaterThan(2);
    expect(seen.filter((name) => name.startsWith("page-"))).toEqual(names);
    expect(new Set(seen).size).toBe(seen.length);
    expect((await vault("GET", "/secrets?maxresults=26")).status).toBe(400);
  });

  test("a deleted secret is recovered with its versions, and purged for good", async () => {
    await vault("PUT", "/secrets/s4", { value: "to be deleted" });
    const deleted = await vault("DELETE", "/secrets/s4");
    expect(deleted.at("recoveryId")).toBe(`${vaultUrl}/deletedsecrets/s4`);
    expect(deleted.at("value")).toBeUndefined();
    expect((await vault("PUT", "/secrets/s4", { value: "again" })).status).toBe(409);
    expect((await vault("GET", "/deletedsecrets/s4")).status).toBe(200);
    await vault("POST", "/deletedsecrets/s4/recover");
    expect((await vault("GET", "/secrets/s4")).at("value")).toBe("to be deleted");
    await vault("DELETE", "/secrets/s4");
    expect((await vault("DELETE", "/deletedsecrets/s4")).status).toBe(204);
    expect((await vault("PUT", "/secrets/s4", { value: "again" })).status).toBe(200);
  });

  test("a certificate's secret is changed and deleted through the certificate alone", async () => {
    await makeCertificate(vault, "owner", { key_props: { kty: "EC" } });
    expect((await vault("PUT", "/secrets/owner", { value: "mine" })).status).toBe(403);
    expect((await vault("DELETE", "/secrets/owner")).status).toBe(403);
    await vault("PUT", "/secrets/s5", { value: "mine first" });
    const policy = { x509_props: { subject: "CN=x" }, issuer: { name: "Self" } };
    expect((await vault("POST", "/certificates/s5/create", { policy })).status).toBe(409);
  });

  test.each([
    ["a body that is no JSON object", "/secrets/s6", []],
    ["no value", "/secrets/s6", {}],
    ["a value that is no text", "/secrets/s6", { value: 1 }],
    ["a tag that is no text", "/secrets/s6", { value: "x", tags: { a: 1 } }],
    ["a name with other letters", "/secrets/s_6", { value: "x" }],
  ])("%s is refused", async (_case, path, body) => {
    const answer = await vault("PUT", path, body);
    expect(answer.status).toBe(400);
    expect(answer.at("error.code")).toBe("BadParameter");
  });
});
