import { EntraError } from "@entrakit/auth-core";
import { timeSource } from "@entrakit/auth-core/transport";
import { expect } from "vitest";

import type { Contract } from "../contract.ts";
import { bySecret, graphScope, tokenOf } from "../credentials.ts";
import { rejectionOf } from "../rejection.ts";
import { claimsOf, rolesIn } from "../rest.ts";
import { isTokenRequest } from "../world.ts";

const here = { surface: "entra", client: "auth-core" } as const;
const flow = "learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow";

/** An app's own tokens, by secret: what is in them, how often they are asked for, what a refusal says. */
export const entraAppOnly: readonly Contract[] = [
  {
    ...here,
    id: "entra.client-credentials.secret",
    rule: "A client secret gets an app-only token whose roles are the granted application permissions and no others.",
    spec: `RFC 6749 §4.4; ${flow}`,
    async run(world) {
      const app = await world.register({ application: ["User.Read.All", "Mail.Read"] });
      const token = await tokenOf(bySecret(world, app));
      const claims = claimsOf(token);
      expect(claims).toMatchObject({ tid: world.tenant.tenantId, appid: app.clientId, appidacr: "1", idtyp: "app" });
      expect(rolesIn(token)).toEqual(["Mail.Read", "User.Read.All"]);
      expect(claims).not.toHaveProperty("scp");
    },
  },
  {
    ...here,
    id: "entra.cache.second-call",
    rule: "A token that is still good is given out again, and nothing is asked of the token endpoint.",
    spec: "learn.microsoft.com/entra/identity-platform/msal-acquire-cache-tokens",
    async run(world) {
      const credential = bySecret(world, await world.register());
      const first = await tokenOf(credential);
      const requests = await world.during(async () => expect(await tokenOf(credential)).toBe(first));
      expect(requests).toEqual([]);
    },
  },
  {
    ...here,
    id: "entra.cache.renewal",
    rule: "A token whose life is over is asked for again.",
    spec: "RFC 6749 §5.1, expires_in",
    async run(world) {
      const app = await world.register();
      const time = { ...world.time(), now: () => Date.now() + later };
      let later = 0;
      const credential = bySecret(world, app, { [timeSource]: time });
      const first = await tokenOf(credential);
      later = 3_600_000;
      await world.advance(later);
      const requests = await world.during(async () => expect(await tokenOf(credential)).not.toBe(first));
      expect(requests.filter(isTokenRequest)).toHaveLength(1);
    },
  },
  {
    ...here,
    id: "entra.single-flight",
    rule: "A hundred callers that ask for the same token at the same time cause one token request.",
    spec: "learn.microsoft.com/entra/identity-platform/reference-service-limits-restrictions",
    async run(world) {
      const credential = bySecret(world, await world.register());
      const tokens = new Set<string>();
      const requests = await world.during(async () => {
        const callers = Array.from({ length: 100 }, () => tokenOf(credential));
        for (const token of await Promise.all(callers)) tokens.add(token);
      });
      expect(requests.filter(isTokenRequest)).toHaveLength(1);
      expect(tokens.size).toBe(1);
    },
  },
  {
    ...here,
    id: "entra.claims.past-cache",
    rule: "The claims of a challenge go to the token endpoint past the cache, and the answer takes the old token's place.",
    spec: "learn.microsoft.com/entra/identity-platform/claims-challenge",
    async run(world) {
      const credential = bySecret(world, await world.register());
      const first = await tokenOf(credential);
      const claims = JSON.stringify({ access_token: { nbf: { essential: true, value: "1700000000" } } });
      const requests = await world.during(async () => {
        const second = await credential.getToken(graphScope, { claims });
        expect(second?.token).not.toBe(first);
        expect(await tokenOf(credential)).toBe(second?.token);
      });
      expect(requests.filter(isTokenRequest)).toHaveLength(1);
    },
  },
  {
    ...here,
    id: "entra.capability.cp1",
    rule: "A caller that can answer claims challenges gets Graph's long-lived token, one that cannot gets an hour.",
    spec: "learn.microsoft.com/entra/identity-platform/app-resilience-continuous-access-evaluation",
    async run(world) {
      const credential = bySecret(world, await world.register());
      const plain = claimsOf(await tokenOf(credential));
      const capable = claimsOf((await credential.getToken(graphScope, { enableCae: true }))?.token ?? "");
      expect(plain).not.toHaveProperty("xms_cc");
      expect(capable["xms_cc"]).toEqual(["cp1"]);
      expect(Number(capable["exp"]) - Number(plain["exp"])).toBeGreaterThan(20 * 3600);
    },
  },
  {
    ...here,
    id: "entra.refused.secret",
    rule: "A wrong client secret is a credential_error with AADSTS7000215, and the secret is in no part of the error.",
    spec: "RFC 6749 §5.2; learn.microsoft.com/entra/identity-platform/reference-error-codes",
    async run(world) {
      const app = { ...(await world.register()), clientSecret: "not~the.secret-of-this_app" };
      const error = await rejectionOf(tokenOf(bySecret(world, app)));
      expect(EntraError.isInstance(error)).toBe(true);
      expect(error).toMatchObject({
        code: "credential_error",
        error: "invalid_client",
        aadsts: [7000215],
        status: 401,
      });
      const written = `${String(error)} ${JSON.stringify(error)} ${error instanceof Error ? error.stack : ""}`;
      expect(written).not.toContain(app.clientSecret);
    },
  },
  {
    ...here,
    id: "entra.refused.app",
    rule: "An app that the tenant does not know is a config_error with AADSTS700016.",
    spec: "learn.microsoft.com/entra/identity-platform/reference-error-codes",
    async run(world) {
      const app = { ...(await world.register()), clientId: crypto.randomUUID() };
      const error = await rejectionOf(tokenOf(bySecret(world, app)));
      expect(error).toMatchObject({ code: "config_error", error: "unauthorized_client", aadsts: [700016] });
      expect(error).toHaveProperty("remedy", expect.stringMatching(/\w/));
    },
  },
  {
    ...here,
    id: "entra.throttled",
    rule: "A throttled token request is sent again when Retry-After is over, not before.",
    spec: "RFC 6585 §4; RFC 9110 §10.2.3",
    async run(world) {
      const app = await world.register();
      await world.fault({ host: "login.microsoftonline.com", status: 429, headers: { "retry-after": "7" } });
      const time = world.time();
      const requests = await world.during(() => tokenOf(bySecret(world, app, { [timeSource]: time })));
      const [refused, answered] = requests.filter(isTokenRequest);
      expect([refused?.status, answered?.status]).toEqual([429, 200]);
      expect((answered?.time ?? 0) - (refused?.time ?? 0)).toBeGreaterThanOrEqual(7_000);
    },
  },
];
