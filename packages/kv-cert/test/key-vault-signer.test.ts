import { keyVaultSigner, type KeyVaultSignerOptions } from "@entrakit/kv-cert";
import { exportCertificate, keyVaultSigner as nodeKeyVaultSigner } from "@entrakit/kv-cert/node";
import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";

import { rsa, vaultFailure, vaultUrl } from "./support/fake-vault.ts";
import { newest, setUp, signsFor } from "./support/signer.ts";

const thumbprint = createHash("sha256").update(rsa.certificateDer).digest("base64url");

describe("a remote signer", () => {
  test("signs in the vault: the digest goes there, the key stays", async () => {
    const { make, seen } = setUp();
    const signer = await make();
    expect(signer).toMatchObject({
      alg: "PS256",
      x5tS256: thumbprint,
      certificateId: `${vaultUrl}/certificates/app/v2`,
      version: "v2",
      mode: "remote",
    });
    expect(signer.expiresOn.getTime()).toBeGreaterThan(Date.now());
    expect(await signsFor(signer, rsa)).toBe(true);
    expect(seen.map(({ method, path }) => `${method} ${path}`)).toEqual([
      "GET /certificates/app/",
      "POST /keys/app/v2/sign",
    ]);
    expect(seen[1]?.body).toEqual({ alg: "PS256", value: expect.stringMatching(/^[\w-]{43}$/) });
    expect(seen.every(({ query }) => query.get("api-version") === "2025-07-01")).toBe(true);
  });

  test("asks for a token for Key Vault of the vault's cloud", async () => {
    const { make, asked } = setUp();
    await make();
    expect(asked[0]).toEqual({
      scopes: "https://vault.azure.net/.default",
      options: expect.objectContaining({ enableCae: true }),
    });
  });

  test("is sent a signature once more when the vault is busy, and no sooner than it asks", async () => {
    let busy = 1;
    const { make, seen } = setUp([newest], ({ path }) => {
      if (!path.endsWith("/sign") || (busy -= 1) < 0) return undefined;
      return new Response("{}", { status: 503, headers: { "retry-after": "0" } });
    });
    expect(await signsFor(await make(), rsa)).toBe(true);
    expect(seen).toHaveLength(3);
  });

  test("does not take an answer that is no signature", async () => {
    const { make } = setUp([newest], ({ path }) =>
      path.endsWith("/sign") ? Response.json({ value: "c2hvcnQ" }) : undefined,
    );
    const signer = await make();
    await expect(signer.sign(new Uint8Array())).rejects.toEqual(expect.objectContaining({ code: "invalid_response" }));
  });
});

describe("an exported signer", () => {
  test("reads the key as PEM and signs here", async () => {
    const { make, seen } = setUp();
    const signer = await make({ mode: "exported" });
    expect(signer).toMatchObject({ x5tS256: thumbprint, mode: "exported" });
    expect(await signsFor(signer, rsa)).toBe(true);
    expect(seen.map(({ path }) => path)).toEqual(["/certificates/app/", "/secrets/app/v2"]);
  });

  test("says what to do about a PFX, and opens it at /node", async () => {
    const pfx = { ...newest, contentType: "application/x-pkcs12" };
    const { make, options } = setUp([pfx]);
    await expect(make({ mode: "exported" })).rejects.toEqual(
      expect.objectContaining({
        code: "unsupported_content",
        remedy: expect.stringContaining("@entrakit/kv-cert/node"),
      }),
    );
    const signer = await nodeKeyVaultSigner({ ...options, certificateName: "app", mode: "exported" });
    expect(await signsFor(signer, rsa)).toBe(true);
  });

  test.each([
    ["a key that cannot leave the vault", { exportable: false }],
    ["a secret that is no certificate", { contentType: "text/plain" }],
  ])("is refused for %s", async (_, change) => {
    const { make } = setUp([{ ...newest, ...change }]);
    await expect(make({ mode: "exported" })).rejects.toEqual(expect.objectContaining({ code: "unsupported_content" }));
  });
});

describe("mode auto", () => {
  test("signs remotely where it may", async () => {
    expect((await setUp().make({ mode: "auto" })).mode).toBe("remote");
  });

  test("exports the key where it may not sign, and says so", async () => {
    const { make } = setUp([newest], ({ path }) =>
      path.endsWith("/sign") ? vaultFailure(403, "Forbidden", "", "ForbiddenByRbac") : undefined,
    );
    const signer = await make({ mode: "auto" });
    expect(signer.mode).toBe("exported");
    expect(await signsFor(signer, rsa)).toBe(true);
  });

  test("does not export for another failure's sake", async () => {
    const { make, seen } = setUp([newest], ({ path }) =>
      path.endsWith("/sign") ? vaultFailure(404, "KeyNotFound") : undefined,
    );
    await expect(make({ mode: "auto" })).rejects.toEqual(expect.objectContaining({ code: "not_found" }));
    expect(seen.some(({ path }) => path.startsWith("/secrets"))).toBe(false);
  });
});

describe("a mistake in the configuration", () => {
  test.each<[string, Partial<Record<keyof KeyVaultSignerOptions, unknown>>]>([
    ["vaultUrl", { vaultUrl: "" }],
    ["vaultUrl", { vaultUrl: "contoso" }],
    ["vaultUrl", { vaultUrl: "http://contoso.vault.azure.net" }],
    ["vaultUrl", { vaultUrl: "https://contoso.vault.azure.net.evil.example" }],
    ["vaultUrl", { vaultUrl: "https://evilvault.azure.net" }],
    ["vaultUrl", { vaultUrl: "https://a.b.vault.azure.net" }],
    ["vaultUrl", { vaultUrl: "https://vault.azure.net" }],
    ["vaultUrl", { vaultUrl: "https://user@contoso.vault.azure.net" }],
    ["vaultUrl", { vaultUrl: "https://contoso.vault.azure.net:8443" }],
    ["vaultUrl", { vaultUrl: "https://contoso.vault.azure.net/certificates/app" }],
    ["vaultUrl", { vaultUrl: "https://127.0.0.1:8443" }],
    ["certificateName", { certificateName: "" }],
    ["certificateName", { certificateName: "../keys/other" }],
    ["version", { version: "v1/../v2" }],
    ["mode", { mode: "local" }],
    ["mode", { mode: undefined }],
  ])("names the option %s, before any request: %j", async (option, wrong) => {
    const { options, seen, asked } = setUp();
    const make = async (): Promise<unknown> =>
      Reflect.apply(keyVaultSigner, undefined, [{ ...options, certificateName: "app", mode: "remote", ...wrong }]);
    await expect(make()).rejects.toEqual(expect.objectContaining({ name: "ConfigurationError", option }));
    expect([seen.length, asked.length]).toEqual([0, 0]);
  });

  test("of a credential that gives nothing is told", async () => {
    const { make } = setUp();
    await expect(make({ credential: { getToken: async () => null } })).rejects.toEqual(
      expect.objectContaining({ code: "unauthorized" }),
    );
  });
});

describe("an exported certificate", () => {
  test.each(["application/x-pem-file", "application/x-pkcs12"])(
    "of %s has its key and its thumbprints",
    async (contentType) => {
      const { options } = setUp([{ ...newest, contentType }]);
      const exported = await exportCertificate({ ...options, certificateName: "app" });
      expect(exported.privateKey.equals(rsa.privateKey)).toBe(true);
      expect(exported).toMatchObject({
        thumbprint: createHash("sha1").update(rsa.certificateDer).digest("hex").toUpperCase(),
        x5tS256: thumbprint,
        x5c: [rsa.certificateDer.toString("base64")],
        version: "v2",
      });
    },
  );
});
