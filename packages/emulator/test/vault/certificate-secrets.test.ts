import { X509Certificate, createPrivateKey } from "node:crypto";
import { createSecureContext } from "node:tls";
import { beforeAll, describe, expect, test } from "vitest";

import { type Tenant, createTenant } from "../../src/tenant.ts";
import { type Answer, appWithRoles, makeCertificate, vaultCaller, versionOf } from "./setup.ts";

describe("the secret of a certificate", () => {
  let tenant: Tenant;
  let vault: (method: string, path: string, body?: object) => Promise<Answer>;

  beforeAll(async () => {
    tenant = createTenant({ seed: "vault-certificate-secrets" });
    vault = await vaultCaller(tenant, await appWithRoles(tenant, "Key Vault Administrator"));
  });

  test("the exported PFX opens with no password and holds the certificate's own key", async () => {
    const shown = await makeCertificate(vault, "exported");
    const secret = await vault("GET", "/secrets/exported");
    expect(secret.body).toMatchObject({
      contentType: "application/x-pkcs12",
      managed: true,
      id: shown.at("sid"),
      kid: shown.at("kid"),
    });
    expect(secret.at("attributes")).toEqual(shown.at("attributes"));
    const pfx = Buffer.from(secret.text("value"), "base64");
    expect(() => createSecureContext({ pfx })).not.toThrow();
    expect(() => createSecureContext({ pfx, passphrase: "wrong" })).toThrow(/mac verify failure/i);
    const again = await vault("GET", `/secrets/exported/${versionOf(shown.text("id"))}`);
    expect(again.at("value")).toBe(secret.at("value"));
  });

  test("a PEM secret holds the key and the certificate, and they belong together", async () => {
    const shown = await makeCertificate(vault, "pem", { secret_props: { contentType: "application/x-pem-file" } });
    const value = (await vault("GET", "/secrets/pem")).text("value");
    expect(value).toMatch(
      /^-----BEGIN PRIVATE KEY-----\n[\s\S]+\n-----END PRIVATE KEY-----\n-----BEGIN CERTIFICATE-----\n[\s\S]+-----END CERTIFICATE-----\n$/,
    );
    const certificate = new X509Certificate(value.slice(value.indexOf("-----BEGIN CERTIFICATE")));
    expect(certificate.raw.toString("base64")).toBe(shown.at("cer"));
    expect(certificate.checkPrivateKey(createPrivateKey(value))).toBe(true);
  });

  test("a key that may not be exported is in no secret", async () => {
    const policy = { key_props: { exportable: false }, secret_props: { contentType: "application/x-pem-file" } };
    await makeCertificate(vault, "inside", policy);
    const value = (await vault("GET", "/secrets/inside")).text("value");
    expect(value).toMatch(/^-----BEGIN CERTIFICATE-----/);
    expect(value).not.toContain("PRIVATE KEY");
    await makeCertificate(vault, "inside-pfx", { key_props: { exportable: false } });
    const pfx = await vault("GET", "/secrets/inside-pfx");
    const exported = await vault("GET", "/secrets/exported");
    expect(pfx.text("value").length).toBeLessThan(exported.text("value").length / 1.5);
    const import_ = await vault("POST", "/certificates/inside-copy/import", { value: pfx.at("value") });
    expect(import_.status).toBe(400);
    expect(import_.at("error.message")).toContain("private key");
  });

  test("every private key and PFX that left the vault is on the leak scan's list", async () => {
    for (const name of ["exported", "pem"]) {
      const value = (await vault("GET", `/secrets/${name}`)).text("value");
      expect(tenant.secrets.entries.has(value)).toBe(true);
    }
  });

  test("an exported certificate comes back in by import, as PFX and as PEM", async () => {
    for (const name of ["exported", "pem"]) {
      const original = await vault("GET", `/certificates/${name}`);
      const secret = await vault("GET", `/secrets/${name}`);
      const imported = await vault("POST", `/certificates/${name}-copy/import`, { value: secret.at("value") });
      expect(imported.status).toBe(200);
      expect(imported.at("cer")).toBe(original.at("cer"));
      expect(imported.at("policy")).toMatchObject({
        issuer: { name: "Unknown" },
        x509_props: { subject: `CN=${name}`, validity_months: 12, key_usage: ["digitalSignature", "keyEncipherment"] },
        lifetime_actions: [{ action: { action_type: "EmailContacts" } }],
      });
      const key = await vault("GET", `/keys/${name}-copy`);
      expect(key.at("key.n")).toBe((await vault("GET", `/keys/${name}`)).at("key.n"));
    }
  });

  test("what is no certificate is refused on import", async () => {
    for (const value of ["bm90IGEgcGZ4", "!!", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"]) {
      const answer = await vault("POST", "/certificates/nonsense/import", { value });
      expect(answer.status).toBe(400);
      expect(answer.at("error.code")).toBe("BadParameter");
    }
  });
});
