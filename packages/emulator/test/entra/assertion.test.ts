import { decodeJwt } from "jose";
import { beforeAll, describe, expect, it } from "vitest";

import {
  type AssertionParts,
  type TestCertificate,
  aadsts,
  assertionForm,
  assertionOf,
  bodyOf,
  decodePart,
  graph,
  newCertificate,
  newTenant,
  postToken,
  registerWithCertificate,
  textOf,
} from "./support.ts";

let certificate: TestCertificate;
let other: TestCertificate;

beforeAll(async () => {
  [certificate, other] = await Promise.all([newCertificate(), newCertificate()]);
});

/** The status and the number that Entra answers an assertion with. */
async function answerTo(parts: AssertionParts, signer: TestCertificate = certificate): Promise<[number, unknown]> {
  const tenant = newTenant();
  const app = await registerWithCertificate(tenant, certificate);
  const response = await postToken(
    tenant,
    assertionForm(app.appId, await assertionOf(tenant, app.appId, signer, parts)),
  );
  return [response.status, response.ok ? "token" : await aadsts(response)];
}

describe("a client assertion", () => {
  it("signed with a registered certificate buys a token, and the token says so", async () => {
    const tenant = newTenant();
    const app = await registerWithCertificate(tenant, certificate);
    const assertion = await assertionOf(tenant, app.appId, certificate);
    const body = await bodyOf(await postToken(tenant, assertionForm(app.appId, assertion)));
    expect(decodePart(textOf(body["access_token"]), 1)).toMatchObject({ appid: app.appId, appidacr: "2" });
    expect(tenant.secrets.entries.get(assertion)).toBe("client-assertion");
  });

  it("names its client where the form does not", async () => {
    const tenant = newTenant();
    const app = await registerWithCertificate(tenant, certificate);
    const form = assertionForm(app.appId, await assertionOf(tenant, app.appId, certificate));
    const response = await postToken(tenant, { ...form, client_id: "" });
    expect(response.status).toBe(200);
  });

  it("may be RS256 with x5t, padded or not", async () => {
    expect(await answerTo({ algorithm: "RS256" })).toEqual([200, "token"]);
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-1", certificate.der));
    const padded = btoa(String.fromCharCode(...digest))
      .replaceAll("+", "-")
      .replaceAll("/", "_");
    expect(padded).toMatch(/=$/);
    expect(await answerTo({ algorithm: "RS256", header: { x5t: padded } })).toEqual([200, "token"]);
  });

  it("is refused when its certificate is not registered", async () => {
    expect(await answerTo({}, other)).toEqual([401, 700_027]);
  });

  it("is refused when it names the registered certificate and was signed with another key", async () => {
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", certificate.der));
    const named = btoa(String.fromCharCode(...digest))
      .replaceAll("+", "-")
      .replaceAll("/", "_")
      .replace("=", "");
    expect(await answerTo({ header: { "x5t#S256": named } }, other)).toEqual([401, 700_027]);
  });

  it("is refused when it names no certificate", async () => {
    expect(await answerTo({ header: { "x5t#S256": undefined } })).toEqual([401, 700_027]);
  });

  it("is refused when its certificate has expired", async () => {
    const tenant = newTenant();
    const app = await registerWithCertificate(tenant, certificate);
    tenant.clock.advance(31 * 86_400_000);
    const response = await postToken(
      tenant,
      assertionForm(app.appId, await assertionOf(tenant, app.appId, certificate)),
    );
    const body = await bodyOf(response);
    expect(body["error_codes"]).toEqual([700_027]);
    expect(body["error_description"]).toContain("Reason - The key used is expired.");
  });

  it("is refused for another audience, and accepted for every form of Entra's own", async () => {
    expect(await answerTo({ claims: { aud: "https://graph.microsoft.com" } })).toEqual([401, 700_023]);
    expect(await answerTo({ claims: { aud: "https://login.evil.example/common/oauth2/v2.0/token" } })).toEqual([
      401, 700_023,
    ]);
    const { tenantId } = newTenant();
    for (const aud of [
      `https://login.microsoftonline.com/${tenantId}/v2.0`,
      `https://login.microsoftonline.com/${tenantId}/oauth2/token`,
      `https://login.windows.net/${tenantId}/oauth2/v2.0/token`,
      `https://sts.windows.net/${tenantId}/`,
    ]) {
      expect(await answerTo({ claims: { aud } })).toEqual([200, "token"]);
    }
  });

  it.each<[string, number, string | number]>([
    ["4 minutes late", -4 * 60, "token"],
    ["6 minutes late", -6 * 60, 700_024],
  ])("that expired %s meets a tolerance of five minutes", async (_, offset, outcome) => {
    const now = Math.floor(Date.now() / 1000);
    expect((await answerTo({ claims: { exp: now + offset, nbf: now - 900 } }))[1]).toBe(outcome);
  });

  it.each<[string, number, string | number]>([
    ["4 minutes early", 4 * 60, "token"],
    ["6 minutes early", 6 * 60, 700_024],
  ])("that begins %s meets a tolerance of five minutes", async (_, offset, outcome) => {
    const now = Math.floor(Date.now() / 1000);
    expect((await answerTo({ claims: { nbf: now + offset, exp: now + 900 } }))[1]).toBe(outcome);
  });

  it("out of its time is told both clocks, so that a client can learn its skew", async () => {
    const tenant = newTenant();
    const app = await registerWithCertificate(tenant, certificate);
    const assertion = await assertionOf(tenant, app.appId, certificate);
    tenant.clock.advance(3_600_000);
    const { error_description: text } = await bodyOf(await postToken(tenant, assertionForm(app.appId, assertion)));
    const [, current = "", expiry = ""] =
      /Current time: (\S+), .* expiry time of assertion (\S+)\. /.exec(textOf(text)) ?? [];
    const { exp = 0 } = decodeJwt(assertion);
    expect(Date.parse(expiry)).toBe(exp * 1000);
    expect(Math.abs(Date.parse(current) - tenant.clock.now())).toBeLessThan(5000);
  });

  it.each<[string, Record<string, unknown>, number]>([
    [
      "another client",
      { iss: "3e6e0e8b-0000-4000-8000-000000000000", sub: "3e6e0e8b-0000-4000-8000-000000000000" },
      700_021,
    ],
    ["a foreign issuer", { iss: "https://token.actions.example" }, 700_211],
    ["another subject", { sub: "someone" }, 700_213],
  ])("that speaks for %s is refused", async (_, claims, code) => {
    expect(await answerTo({ claims })).toEqual([401, code]);
  });

  it("that is no token is refused", async () => {
    const tenant = newTenant();
    const app = await registerWithCertificate(tenant, certificate);
    expect(await aadsts(await postToken(tenant, assertionForm(app.appId, "not.a.token")))).toBe(50_027);
  });

  it("is accepted a second time, and the replay is recorded", async () => {
    const tenant = newTenant();
    const app = await registerWithCertificate(tenant, certificate);
    const form = assertionForm(app.appId, await assertionOf(tenant, app.appId, certificate));
    expect((await postToken(tenant, form)).status).toBe(200);
    expect(tenant.log.violations).toEqual([]);
    expect((await postToken(tenant, form)).status).toBe(200);
    expect(tenant.log.violations.map(({ kind }) => kind)).toEqual(["jti-replayed"]);
  });

  it("buys nothing once the certificate was taken off the application", async () => {
    const tenant = newTenant();
    const app = await registerWithCertificate(tenant, certificate);
    await graph(tenant, "PATCH", `/applications/${app.id}`, { keyCredentials: [] });
    const form = assertionForm(app.appId, await assertionOf(tenant, app.appId, certificate));
    expect(await aadsts(await postToken(tenant, form))).toBe(700_027);
  });
});
