import { type TimeSource, timeSource } from "@entrakit/auth-core/transport";
import { createCertificate, type CreateCertificateOptions, getCertificate } from "@entrakit/kv-cert";
import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";

import { fakeVault, type Override, rsa, vaultFailure, vaultUrl } from "./support/fake-vault.ts";

/** A clock that jumps to every timer at once, and keeps how long it was asked to wait. */
function jumpingTime(): { readonly time: TimeSource; readonly waits: number[] } {
  let now = Date.now();
  const waits: number[] = [];
  const time: TimeSource = {
    now: () => now,
    random: () => 0,
    setTimer(milliseconds, callback) {
      // Time limits of requests wait for nothing here; pauses between polls are what is looked at.
      const isPause = milliseconds < 20_000;
      const handle = setTimeout(
        () => {
          now += milliseconds;
          waits.push(milliseconds);
          callback();
        },
        isPause ? 0 : 60_000,
      );
      return () => clearTimeout(handle);
    },
  };
  return { time, waits };
}

function pending(
  status: string,
  extra: Readonly<Record<string, unknown>> = {},
  headers: Record<string, string> = {},
): Response {
  const body = { id: `${vaultUrl}/certificates/app/pending`, status, issuer: { name: "Self" }, ...extra };
  return Response.json(body, { status: status === "inProgress" ? 202 : 200, headers });
}

function setUp(polls: readonly Response[], options: Partial<CreateCertificateOptions> = {}) {
  const left = [...polls];
  const override: Override = ({ path }) =>
    path.endsWith("/create") || path.endsWith("/pending") ? left.shift() : undefined;
  const vault = fakeVault([{ version: "v1", made: rsa }], override);
  const { time, waits } = jumpingTime();
  const progress: string[] = [];
  const make = () =>
    createCertificate({
      ...vault.options,
      certificateName: "app",
      onProgress: (status) => void progress.push(status),
      [timeSource]: time,
      ...options,
    });
  return { ...vault, make, waits, progress };
}

describe("making a certificate", () => {
  test("asks for a self-signed RSA key that stays in the vault, and gives the new version's public half", async () => {
    const { make, seen } = setUp([pending("completed")]);
    expect(await make()).toMatchObject({
      id: `${vaultUrl}/certificates/app/v1`,
      version: "v1",
      cer: rsa.certificateDer.toString("base64"),
      x5tS256: createHash("sha256").update(rsa.certificateDer).digest("base64url"),
      expiresOn: expect.any(Date),
    });
    expect(seen[0]).toMatchObject({ method: "POST", path: "/certificates/app/create" });
    expect(seen[0]?.body).toEqual({
      policy: {
        key_props: { kty: "RSA", key_size: 2048, exportable: false, reuse_key: false },
        secret_props: { contentType: "application/x-pem-file" },
        x509_props: {
          subject: "CN=app",
          validity_months: 12,
          key_usage: ["digitalSignature"],
          ekus: ["1.3.6.1.5.5.7.3.2"],
        },
        issuer: { name: "Self" },
        lifetime_actions: [{ trigger: { lifetime_percentage: 80 }, action: { action_type: "EmailContacts" } }],
      },
      attributes: { enabled: true },
    });
  });

  test("takes the caller's policy and tags", async () => {
    const policy = {
      subject: "CN=other",
      validityInMonths: 3,
      keySize: 4096,
      exportable: true,
      contentType: "application/x-pkcs12",
    } as const;
    const { make, seen } = setUp([pending("completed")], { policy, tags: { owner: "me" } });
    await make();
    expect(seen[0]?.body).toMatchObject({
      policy: {
        key_props: { key_size: 4096, exportable: true },
        secret_props: { contentType: "application/x-pkcs12" },
        x509_props: { subject: "CN=other", validity_months: 3 },
      },
      tags: { owner: "me" },
    });
  });

  test("waits until the vault has done it, as long between polls as the vault asks", async () => {
    const { make, waits, progress, seen } = setUp([
      pending("inProgress", {}, { "retry-after": "10" }),
      pending("inProgress"),
      pending("completed"),
    ]);
    await make();
    expect(waits).toEqual([10_000, 2_000]);
    expect(progress).toEqual(["inProgress", "inProgress", "completed"]);
    expect(seen.map(({ path }) => path)).toEqual([
      "/certificates/app/create",
      "/certificates/app/pending",
      "/certificates/app/pending",
      "/certificates/app/",
    ]);
  });

  test.each(["failed", "cancelled", "unknown"])(
    "that ends as %s is an error with the vault's reason",
    async (status) => {
      const { make } = setUp([pending("inProgress"), pending(status, { error: { message: "The issuer refused." } })]);
      await expect(make()).rejects.toEqual(
        expect.objectContaining({ code: "creation_failed", message: expect.stringContaining("The issuer refused.") }),
      );
    },
  );

  test("is given up in time, and goes on in the vault", async () => {
    const { make, seen } = setUp([pending("inProgress", {}, { "retry-after": "30" })], { timeoutMs: 20_000 });
    await expect(make()).rejects.toEqual(
      expect.objectContaining({ code: "service_unavailable", remedy: expect.stringMatching(/again/) }),
    );
    expect(seen).toHaveLength(1);
  });

  test("is given up at once when the caller aborts", async () => {
    const controller = new AbortController();
    const { make } = setUp([pending("inProgress")], {
      signal: controller.signal,
      onProgress: () => controller.abort(new Error("changed my mind")),
    });
    await expect(make()).rejects.toThrow("changed my mind");
  });

  test("is never asked for twice, as that would make two", async () => {
    const { make, seen } = setUp([vaultFailure(503, "ServiceUnavailable"), pending("completed")]);
    await expect(make()).rejects.toEqual(expect.objectContaining({ code: "service_unavailable" }));
    expect(seen).toHaveLength(1);
  });

  test("of a name that is in the way says so", async () => {
    const { make } = setUp([vaultFailure(409, "Conflict", "ObjectIsDeletedButRecoverable")]);
    await expect(make()).rejects.toEqual(
      expect.objectContaining({ code: "conflict", remedy: expect.stringMatching(/purge/) }),
    );
  });

  test.each([0, 0.5, 121, NaN])("for %s months is refused before any request", async (validityInMonths) => {
    const { make, seen } = setUp([pending("completed")], { policy: { validityInMonths } });
    await expect(make()).rejects.toEqual(
      expect.objectContaining({ name: "ConfigurationError", option: "validityInMonths" }),
    );
    expect(seen).toHaveLength(0);
  });
});

describe("reading a certificate", () => {
  test("gives the newest whatever its state, so that the reader can say what is wrong with it", async () => {
    const { options } = fakeVault([{ version: "v1", made: rsa, enabled: false, exp: 1_000_000_000 }]);
    expect(await getCertificate({ ...options, certificateName: "app" })).toMatchObject({
      enabled: false,
      expiresOn: new Date(1_000_000_000_000),
      keyType: "RSA",
      exportable: true,
    });
  });

  test("that is not there is not_found", async () => {
    const { options } = fakeVault([]);
    await expect(getCertificate({ ...options, certificateName: "app" })).rejects.toEqual(
      expect.objectContaining({ code: "not_found" }),
    );
  });
});
