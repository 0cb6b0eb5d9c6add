import { type AssertionSigner, EntraError, FederatedAssertion, appOnly, webCryptoSigner } from "@entrakit/auth-core";
import { timeSource } from "@entrakit/auth-core/transport";
import { SignJWT, exportJWK, importPKCS8 } from "jose";
import { expect } from "vitest";

import type { Contract } from "../contract.ts";
import {
  type HeldCertificate,
  byCertificate,
  certifiedApp,
  graphScope,
  heldCertificate,
  tokenOf,
} from "../credentials.ts";
import type { RegisteredApp } from "../provisioning.ts";
import { rejectionOf } from "../rejection.ts";
import { claimsOf } from "../rest.ts";
import { type World, isTokenRequest } from "../world.ts";

const here = { surface: "entra", client: "auth-core" } as const;
const credentials = "learn.microsoft.com/entra/identity-platform/certificate-credentials";

/** A token request whose assertion is written by hand, with something wrong in it. */
async function requestWith(
  world: World,
  app: RegisteredApp,
  { privateKey }: HeldCertificate,
  x5tS256: string,
  wrong: { readonly audience?: string; readonly expires?: number },
): Promise<string> {
  const key = await importPKCS8(privateKey, "PS256");
  const clientAuth = FederatedAssertion(({ tokenEndpoint, clientId, now }) =>
    new SignJWT({ jti: crypto.randomUUID() })
      .setProtectedHeader({ alg: "PS256", typ: "JWT", "x5t#S256": x5tS256 })
      .setIssuer(clientId)
      .setSubject(clientId)
      .setAudience(wrong.audience ?? tokenEndpoint)
      .setNotBefore(Math.floor(now / 1000) - 3_600)
      .setExpirationTime(Math.floor(now / 1000) + (wrong.expires ?? 600))
      .sign(key),
  );
  return tokenOf(appOnly({ tenantId: world.tenant.tenantId, clientId: app.clientId, clientAuth }));
}

/** Client assertions signed with a certificate: what is checked of them, and that none is sent twice. */
export const entraCertificate: readonly Contract[] = [
  {
    ...here,
    id: "entra.client-credentials.certificate",
    rule: "A certificate's key held here signs an assertion by WebCrypto (PS256, x5t#S256) that gets a token.",
    spec: `RFC 7523 §2.2, §3; RFC 7518 §3.5; ${credentials}`,
    async run(world) {
      const { app, signer } = await certifiedApp(world);
      expect(signer.alg).toBe("PS256");
      const claims = claimsOf(await tokenOf(byCertificate(world, app, signer)));
      expect(claims).toMatchObject({ appid: app.clientId, appidacr: "2" });
    },
  },
  {
    ...here,
    id: "entra.client-credentials.certificate-jwk",
    rule: "A private key as a JWK with the certificate's thumbprint signs as the PEM does: an edge needs no more.",
    spec: `RFC 7517 §4; RFC 7515 §4.1.8; ${credentials}`,
    async run(world) {
      const { app, held, signer } = await certifiedApp(world);
      const jwk = await exportJWK(await importPKCS8(held.privateKey, "PS256", { extractable: true }));
      const fromJwk = await webCryptoSigner({ privateKey: jwk, certificate: { x5tS256: signer.x5tS256 } });
      expect(claimsOf(await tokenOf(byCertificate(world, app, fromJwk)))["appid"]).toBe(app.clientId);
    },
  },
  {
    ...here,
    id: "entra.assertion.fresh",
    rule: "Every token request carries an assertion of its own: no jti is sent twice, not even when a request is repeated.",
    spec: `RFC 7523 §3, item 7; ${credentials}`,
    async run(world) {
      const { app, signer } = await certifiedApp(world);
      const credential = byCertificate(world, app, signer, { [timeSource]: world.time() });
      await world.fault({ host: "login.microsoftonline.com", status: 503, headers: { "retry-after": "1" } });
      const requests = await world.during(async () => {
        for (const scope of [graphScope, "https://vault.azure.net/.default", "https://management.azure.com/.default"]) {
          await tokenOf(credential, scope);
        }
      });
      expect(requests.filter(isTokenRequest).map(({ status }) => status)).toEqual([503, 200, 200, 200]);
      expect(await world.violations()).toEqual([]);
    },
  },
  {
    ...here,
    id: "entra.assertion.signature",
    rule: "An assertion signed with another key than the thumbprint names is a credential_error with AADSTS700027.",
    spec: `RFC 7523 §3, item 9; ${credentials}`,
    async run(world) {
      const { app, signer } = await certifiedApp(world);
      const other = await webCryptoSigner(await heldCertificate(world, "other"));
      const forged: AssertionSigner = { ...signer, sign: (data) => other.sign(data) };
      const error = await rejectionOf(tokenOf(byCertificate(world, app, forged)));
      expect(EntraError.isInstance(error)).toBe(true);
      expect(error).toMatchObject({ code: "credential_error", error: "invalid_client", aadsts: [700027] });
    },
  },
  {
    ...here,
    id: "entra.assertion.thumbprint",
    rule: "An assertion of a certificate that is not on the app registration is a credential_error with AADSTS700027.",
    spec: `RFC 7515 §4.1.8; ${credentials}`,
    async run(world) {
      const { app } = await certifiedApp(world);
      const stranger = await webCryptoSigner(await heldCertificate(world, "other"));
      const error = await rejectionOf(tokenOf(byCertificate(world, app, stranger)));
      expect(error).toMatchObject({ code: "credential_error", aadsts: [700027] });
      expect(error).toHaveProperty("message", expect.stringContaining("not registered on application"));
    },
  },
  {
    ...here,
    id: "entra.assertion.audience",
    rule: "An assertion made for another audience than the tenant's token endpoint is refused with AADSTS700023.",
    spec: `RFC 7523 §3, item 3; ${credentials}`,
    async run(world) {
      const { app, held, signer } = await certifiedApp(world);
      await expect(requestWith(world, app, held, signer.x5tS256, {})).resolves.toMatch(/^ey/);
      const audience = `https://login.microsoftonline.com/${crypto.randomUUID()}/oauth2/v2.0/token`;
      const error = await rejectionOf(requestWith(world, app, held, signer.x5tS256, { audience }));
      expect(error).toMatchObject({ code: "credential_error", aadsts: [700023] });
    },
  },
  {
    ...here,
    id: "entra.assertion.expired",
    rule: "An assertion past its end is a clock_skew with AADSTS700024.",
    spec: `RFC 7523 §3, item 4; ${credentials}`,
    async run(world) {
      const { app, held, signer } = await certifiedApp(world);
      const error = await rejectionOf(requestWith(world, app, held, signer.x5tS256, { expires: -600 }));
      expect(error).toMatchObject({ code: "clock_skew", aadsts: [700024] });
    },
  },
  {
    ...here,
    id: "entra.assertion.clock",
    rule: "A machine whose clock is an hour behind is told so: clock_skew with AADSTS700024, and the remedy names the clock.",
    spec: `RFC 7523 §3, items 4 and 5; ${credentials}`,
    async run(world) {
      const { app, signer } = await certifiedApp(world);
      const behind = { ...world.time(), now: () => Date.now() - 3_600_000 };
      const error = await rejectionOf(tokenOf(byCertificate(world, app, signer, { [timeSource]: behind })));
      expect(error).toMatchObject({ code: "clock_skew", aadsts: [700024] });
      expect(error).toHaveProperty("remedy", expect.stringContaining("clock"));
    },
  },
];
