import { X509Certificate, createHash } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";

import { resourcesOf } from "../../src/arm/seed.ts";
import { type Tenant, createTenant } from "../../src/tenant.ts";
import { type Answer, appWithRoles, makeCertificate, pathOf, vaultCaller, versionOf } from "./setup.ts";

function certificateOf(shown: Answer): X509Certificate {
  return new X509Certificate(Buffer.from(shown.text("cer"), "base64"));
}

describe("certificates of a vault", () => {
  let tenant: Tenant;
  let vaultUrl: string;
  let vault: (method: string, path: string, body?: object) => Promise<Answer>;

  beforeAll(async () => {
    tenant = createTenant({ seed: "vault-certificates" });
    ({ vaultUrl } = resourcesOf(tenant));
    vault = await vaultCaller(tenant, await appWithRoles(tenant, "Key Vault Administrator"));
  });

  const self = (more: object = {}): object => ({
    x509_props: { subject: "CN=service" },
    issuer: { name: "Self" },
    ...more,
  });

  test("creation answers 202 with a request to poll, and is over by the second poll", async () => {
    const created = await vault("POST", "/certificates/polled/create", { policy: self() });
    expect(created.status).toBe(202);
    expect(created.headers.get("retry-after")).toMatch(/^\d+$/);
    expect(created.headers.get("location")).toBe(
      `${vaultUrl}/certificates/polled/pending?api-version=2025-07-01&request_id=${String(created.at("request_id"))}`,
    );
    expect(created.body).toMatchObject({
      id: `${vaultUrl}/certificates/polled/pending`,
      issuer: { name: "Self" },
      cancellation_requested: false,
      status: "inProgress",
    });
    const first = await vault("GET", "/certificates/polled/pending");
    expect(first.at("status")).toBe("inProgress");
    expect(first.headers.has("retry-after")).toBe(true);
    const second = await vault("GET", "/certificates/polled/pending");
    expect(second.body).toMatchObject({ status: "completed", target: `${vaultUrl}/certificates/polled` });
    expect(second.headers.has("retry-after")).toBe(false);
  });

  test("the tenant's clock finishes a certificate, too", async () => {
    await vault("POST", "/certificates/waited/create", { policy: self({ key_props: { kty: "EC" } }) });
    expect((await vault("GET", "/certificates/waited")).at("cer")).toBeUndefined();
    tenant.clock.advance(60_000);
    expect((await vault("GET", "/certificates/waited")).at("cer")).toBeTypeOf("string");
    expect((await vault("GET", "/certificates/waited/pending")).at("status")).toBe("completed");
  });

  test("until then the certificate is disabled and has neither key nor secret", async () => {
    await vault("POST", "/certificates/early/create", { policy: self({ key_props: { kty: "EC" } }) });
    const shown = await vault("GET", "/certificates/early");
    expect(shown.at("attributes.enabled")).toBe(false);
    expect(shown.at("kid")).toBeUndefined();
    expect(shown.at("pending")).toEqual({ id: `${vaultUrl}/certificates/early/pending` });
    expect((await vault("GET", "/secrets/early")).status).toBe(404);
    const again = await vault("POST", "/certificates/early/create", { policy: self() });
    expect(again.status).toBe(409);
  });

  test("a policy's gaps are filled with the vault's defaults", async () => {
    const shown = await makeCertificate(vault, "defaults", { key_props: {}, secret_props: {} });
    const [created, updated] = [shown.number("policy.attributes.created"), shown.number("policy.attributes.updated")];
    expect(shown.at("policy")).toEqual({
      id: `${vaultUrl}/certificates/defaults/policy`,
      key_props: { exportable: true, kty: "RSA", key_size: 2048, reuse_key: false },
      secret_props: { contentType: "application/x-pkcs12" },
      x509_props: {
        subject: "CN=defaults",
        ekus: ["1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2"],
        key_usage: ["digitalSignature", "keyEncipherment"],
        validity_months: 12,
        basic_constraints: { ca: false },
      },
      lifetime_actions: [{ trigger: { lifetime_percentage: 80 }, action: { action_type: "AutoRenew" } }],
      issuer: { name: "Self" },
      attributes: { enabled: true, created, updated },
    });
  });

  test("x5t is the SHA-1 of cer, and kid and sid carry the certificate's name and version", async () => {
    const shown = await makeCertificate(vault, "thumbed", { key_props: { kty: "EC", crv: "P-384" } });
    const version = versionOf(shown.text("id"));
    expect(version).toMatch(/^[0-9a-f]{32}$/);
    expect(shown.at("kid")).toBe(`${vaultUrl}/keys/thumbed/${version}`);
    expect(shown.at("sid")).toBe(`${vaultUrl}/secrets/thumbed/${version}`);
    expect(shown.at("x5t")).toBe(
      createHash("sha1")
        .update(Buffer.from(shown.text("cer"), "base64"))
        .digest("base64url"),
    );
    expect(certificateOf(shown).publicKey.asymmetricKeyDetails?.namedCurve).toBe("secp384r1");
  });

  test("the certificate is self-signed for its subject, names and time", async () => {
    const shown = await makeCertificate(vault, "named", {
      x509_props: {
        subject: "cn=Web, O=Example",
        sans: { dns_names: ["a.example"] },
        validity_months: 6,
        key_usage: ["digitalSignature"],
      },
      key_props: { kty: "RSA", key_size: 3072 },
    });
    const certificate = certificateOf(shown);
    expect(certificate.verify(certificate.publicKey)).toBe(true);
    expect(certificate.subject).toBe("CN=Web\nO=Example");
    expect(certificate.subjectAltName).toBe("DNS:a.example");
    expect(certificate.publicKey.asymmetricKeyDetails?.modulusLength).toBe(3072);
    expect(shown.number("attributes.nbf") * 1000).toBe(Date.parse(certificate.validFrom));
    expect(shown.number("attributes.exp") * 1000).toBe(Date.parse(certificate.validTo));
    expect(shown.at("attributes.nbf")).toBe(shown.number("attributes.created") - 600);
    const key = await vault("GET", "/keys/named");
    expect(key.at("key.key_ops")).toEqual(["sign", "verify"]);
    expect(key.at("managed")).toBe(true);
    expect(key.at("key.d")).toBeUndefined();
  });

  test.each([
    ["no policy at all", undefined],
    ["no issuer", { x509_props: { subject: "CN=x" } }],
    ["no subject", { x509_props: {}, issuer: { name: "Self" } }],
    ["a subject that is no name", { x509_props: { subject: "just words" }, issuer: { name: "Self" } }],
    ["a key size of 1024", { ...self(), key_props: { kty: "RSA", key_size: 1024 } }],
    [
      "an unknown use of the key",
      { issuer: { name: "Self" }, x509_props: { subject: "CN=x", key_usage: ["everything"] } },
    ],
    ["an unknown content type", { ...self(), secret_props: { contentType: "text/plain" } }],
    ["no month of validity", { issuer: { name: "Self" }, x509_props: { subject: "CN=x", validity_months: 0 } }],
  ])("a policy with %s is refused", async (_case, policy) => {
    const answer = await vault("POST", "/certificates/refused/create", policy === undefined ? {} : { policy });
    expect(answer.status).toBe(400);
    expect(answer.at("error.code")).toBe("BadParameter");
    expect((await vault("GET", "/certificates/refused")).status).toBe(404);
  });

  test("an issuer other than Self is not played", async () => {
    const answer = await vault("POST", "/certificates/bought/create", {
      policy: self({ issuer: { name: "DigiCert" } }),
    });
    expect(answer.status).toBe(501);
  });

  test("a new version is the newest, and the old ones stay under their versions", async () => {
    const first = await makeCertificate(vault, "versions", { key_props: { kty: "EC" } });
    const second = await makeCertificate(vault, "versions", { key_props: { kty: "EC" } });
    expect(second.at("x5t")).not.toBe(first.at("x5t"));
    const old = await vault("GET", `/certificates/versions/${versionOf(first.text("id"))}`);
    expect(old.at("x5t")).toBe(first.at("x5t"));
    expect(old.at("policy")).toBeUndefined();
    const list = await vault("GET", "/certificates/versions/versions");
    expect(list.at("nextLink")).toBeNull();
    const thumbprints = list.list("value").map((_, index) => list.text(`value.${index}.x5t`));
    expect(thumbprints.sort()).toEqual([first.text("x5t"), second.text("x5t")].sort());
    expect(list.members("value.0")).toEqual(["attributes", "id", "subject", "x5t"]);
  });

  test("versions of a name that is not there are an empty list", async () => {
    expect((await vault("GET", "/certificates/nothing/versions")).body).toEqual({ value: [], nextLink: null });
  });

  test("a policy with reuse_key keeps the key in the next version", async () => {
    const policy = { key_props: { kty: "EC", reuse_key: true } };
    const first = await makeCertificate(vault, "reused", policy);
    const second = await makeCertificate(vault, "reused", policy);
    const keys = await Promise.all([first, second].map((shown) => vault("GET", pathOf(shown.text("kid")))));
    expect(keys[0]?.text("key.x")).toBe(keys[1]?.text("key.x"));
    expect(first.at("x5t")).not.toBe(second.at("x5t"));
  });

  test("a policy can be read and changed in part", async () => {
    await makeCertificate(vault, "policed", { key_props: { kty: "EC" } });
    const changed = await vault("PATCH", "/certificates/policed/policy", {
      x509_props: { subject: "CN=later", validity_months: 8 },
    });
    expect(changed.status).toBe(200);
    const shown = await vault("GET", "/certificates/policed/policy");
    expect(shown.at("x509_props")).toMatchObject({
      subject: "CN=later",
      validity_months: 8,
      key_usage: ["digitalSignature"],
    });
    expect(shown.at("key_props")).toMatchObject({ kty: "EC", crv: "P-256" });
  });

  test("a disabled version takes its key and its secret along", async () => {
    const shown = await makeCertificate(vault, "disabled");
    const version = versionOf(shown.text("id"));
    const patched = await vault("PATCH", `/certificates/disabled/${version}`, {
      attributes: { enabled: false },
      tags: { state: "retired" },
    });
    expect(patched.at("attributes.enabled")).toBe(false);
    expect(patched.at("tags")).toEqual({ state: "retired" });
    const secret = await vault("GET", "/secrets/disabled");
    expect(secret.status).toBe(403);
    expect(secret.at("error.innererror.code")).toBe("SecretDisabled");
    const digest = Buffer.alloc(32).toString("base64url");
    const signed = await vault("POST", `/keys/disabled/${version}/sign`, { alg: "PS256", value: digest });
    expect(signed.at("error.innererror.code")).toBe("KeyDisabled");
  });

  test("a deleted certificate keeps its name until it is purged, and can be recovered with key and secret", async () => {
    const shown = await makeCertificate(vault, "gone", { key_props: { kty: "EC" } });
    const deleted = await vault("DELETE", "/certificates/gone");
    expect(deleted.body).toMatchObject({ recoveryId: `${vaultUrl}/deletedcertificates/gone`, id: shown.at("id") });
    expect(deleted.number("scheduledPurgeDate") - deleted.number("deletedDate")).toBe(90 * 86_400);
    expect((await vault("GET", "/certificates/gone")).at("error.code")).toBe("CertificateNotFound");
    expect((await vault("GET", "/keys/gone")).status).toBe(404);
    const blocked = await vault("POST", "/certificates/gone/create", { policy: self() });
    expect(blocked.status).toBe(409);
    expect(blocked.at("error.innererror.code")).toBe("ObjectIsDeletedButRecoverable");
    expect((await vault("GET", "/deletedcertificates")).at("value")).toHaveLength(1);
    expect((await vault("POST", "/deletedcertificates/gone/recover")).at("id")).toBe(shown.at("id"));
    expect((await vault("GET", "/keys/gone")).status).toBe(200);
    await vault("DELETE", "/certificates/gone");
    expect((await vault("DELETE", "/deletedcertificates/gone")).status).toBe(204);
    expect((await vault("GET", "/deletedcertificates/gone")).at("error.message")).toBe(
      "Deleted Certificate not found: gone",
    );
    expect(
      (await vault("POST", "/certificates/gone/create", { policy: self({ key_props: { kty: "EC" } }) })).status,
    ).toBe(202);
  });

  test("a pending certificate can be cancelled, and its operation deleted", async () => {
    await vault("POST", "/certificates/stopped/create", { policy: self({ key_props: { kty: "EC" } }) });
    const cancelled = await vault("PATCH", "/certificates/stopped/pending", { cancellation_requested: true });
    expect(cancelled.body).toMatchObject({ cancellation_requested: true, status: "inProgress" });
    tenant.clock.advance(60_000);
    expect((await vault("GET", "/certificates/stopped/pending")).at("status")).toBe("cancelled");
    expect((await vault("DELETE", "/certificates/stopped/pending")).status).toBe(200);
    const missing = await vault("GET", "/certificates/stopped/pending");
    expect(missing.status).toBe(404);
  });
});
