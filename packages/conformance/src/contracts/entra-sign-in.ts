import {
  type AuthorizationCodeOptions,
  EntraError,
  Secret,
  authorizationUrl,
  redeemCode,
  refreshToken,
} from "@entrakit/auth-core";
import { expect } from "vitest";

import type { Contract } from "../contract.ts";
import { rejectionOf } from "../rejection.ts";
import { claimsOf } from "../rest.ts";
import { signInAt } from "../sign-in.ts";
import { type World, isTokenRequest } from "../world.ts";

const here = { surface: "entra", client: "auth-core" } as const;
const flow = "learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow";
const refresh = "learn.microsoft.com/entra/identity-platform/refresh-tokens";
const redirectUri = "http://localhost";

async function publicApp(world: World, ...delegated: readonly string[]): Promise<AuthorizationCodeOptions> {
  const { clientId } = await world.register({ redirectUris: [redirectUri], delegated });
  return { tenantId: world.tenant.tenantId, clientId, redirectUri };
}

function someone(world: World) {
  const person = world.tenant.users.at(-1);
  if (person === undefined) throw new Error("the tenant has no users");
  return person;
}

async function signIn(world: World, app: AuthorizationCodeOptions, ...scopes: readonly string[]) {
  const { url, transaction } = await authorizationUrl(app, { scopes });
  return redeemCode(app, transaction, await signInAt(url, someone(world).userPrincipalName));
}

/** The delegated permissions of a token; Graph's tokens name the OpenID scopes, too. */
function permissionsIn(token: string): readonly string[] {
  const scopes = String(claimsOf(token)["scp"]).split(" ");
  return scopes.filter((scope) => scope !== "openid" && scope !== "profile").sort();
}

/** A person's tokens: authorization code with PKCE, and the refresh token afterwards. */
export const entraSignIn: readonly Contract[] = [
  {
    ...here,
    id: "entra.authorization-code.pkce",
    rule: "A person who signs in with code and PKCE gives a token for the scopes that were asked for, and their account.",
    spec: `RFC 6749 §4.1; RFC 7636; ${flow}`,
    async run(world) {
      const app = await publicApp(world, "User.Read");
      const person = someone(world);
      const { token, account, refreshToken: kept } = await signIn(world, app, "User.Read");
      expect(claimsOf(token.token)).toMatchObject({ oid: person.id, idtyp: "user", appidacr: "0" });
      expect(permissionsIn(token.token)).toEqual(["User.Read"]);
      expect(account).toMatchObject({ objectId: person.id, username: person.userPrincipalName });
      expect(kept).toBeInstanceOf(Secret);
    },
  },
  {
    ...here,
    id: "entra.authorization-code.verifier",
    rule: "A code is worth nothing without the verifier of its own sign-in.",
    spec: `RFC 7636 §4.6; ${flow}`,
    async run(world) {
      const app = await publicApp(world, "User.Read");
      const { url, transaction } = await authorizationUrl(app, { scopes: ["User.Read"] });
      const parameters = await signInAt(url, someone(world).userPrincipalName);
      const stolen = { ...transaction, codeVerifier: new Secret("v".repeat(43)) };
      const error = await rejectionOf(redeemCode(app, stolen, parameters));
      expect(EntraError.isInstance(error)).toBe(true);
      expect(error).toMatchObject({ error: "invalid_grant", aadsts: [501481] });
    },
  },
  {
    ...here,
    id: "entra.authorization-code.state",
    rule: "An answer whose state is another sign-in's is refused before its code is redeemed.",
    spec: `RFC 6749 §10.12; ${flow}`,
    async run(world) {
      const app = await publicApp(world, "User.Read");
      const mine = await authorizationUrl(app, { scopes: ["User.Read"] });
      const other = await authorizationUrl(app, { scopes: ["User.Read"] });
      const parameters = await signInAt(other.url, someone(world).userPrincipalName);
      const requests = await world.during(async () => {
        const error = await rejectionOf(redeemCode(app, mine.transaction, parameters));
        expect(error).toMatchObject({ code: "invalid_response" });
      });
      expect(requests).toEqual([]);
    },
  },
  {
    ...here,
    id: "entra.authorization-code.once",
    rule: "A code is redeemed once; the second time the person has to sign in again.",
    spec: `RFC 6749 §4.1.2; ${flow}`,
    async run(world) {
      const app = await publicApp(world, "User.Read");
      const { url, transaction } = await authorizationUrl(app, { scopes: ["User.Read"] });
      const parameters = await signInAt(url, someone(world).userPrincipalName);
      await redeemCode(app, transaction, parameters);
      const error = await rejectionOf(redeemCode(app, transaction, parameters));
      expect(error).toMatchObject({ code: "reauth", error: "invalid_grant", aadsts: [54005] });
    },
  },
  {
    ...here,
    id: "entra.authorization-code.consent",
    rule: "What nobody has consented to is asked of the person at the sign-in, and is in the token afterwards.",
    spec: "learn.microsoft.com/entra/identity-platform/permissions-consent-overview",
    async run(world) {
      const app = await publicApp(world, "User.Read");
      const { token } = await signIn(world, app, "Mail.Read");
      expect(permissionsIn(token.token)).toEqual(["Mail.Read", "User.Read"]);
    },
  },
  {
    ...here,
    id: "entra.refresh-token.kept",
    rule: "The refresh token that comes with an answer takes the old one's place before the access token is given out.",
    spec: `RFC 6749 §6; ${refresh}`,
    async run(world) {
      const app = await publicApp(world, "User.Read", "Mail.Read");
      const first = (await signIn(world, app, "User.Read")).refreshToken?.reveal() ?? "";
      const kept: string[] = [];
      const onRefreshToken = (newer: Secret): void => void kept.push(newer.reveal());
      const credential = refreshToken({ ...app, refreshToken: first, onRefreshToken });
      const requests = await world.during(async () => {
        await credential.getToken("https://graph.microsoft.com/User.Read");
        expect(kept).toHaveLength(1);
        await credential.getToken("https://graph.microsoft.com/Mail.Read");
      });
      expect(requests.filter(isTokenRequest)).toHaveLength(2);
      expect(new Set([first, ...kept]).size).toBe(3);
      const next = refreshToken({ ...app, refreshToken: kept.at(-1) ?? "" });
      expect((await next.getToken("https://graph.microsoft.com/User.Read"))?.token).toMatch(/^ey/);
    },
  },
  {
    ...here,
    id: "entra.refresh-token.consent",
    rule: "A refresh token asked for a permission that nobody consented to is a consent_required with AADSTS65001.",
    spec: "learn.microsoft.com/entra/identity-platform/reference-error-codes",
    async run(world) {
      const app = await publicApp(world, "User.Read");
      const signedIn = await signIn(world, app, "User.Read");
      const credential = refreshToken({ ...app, refreshToken: signedIn.refreshToken ?? "" });
      const error = await rejectionOf(credential.getToken("https://graph.microsoft.com/Mail.Read"));
      expect(error).toMatchObject({ code: "consent_required", suberror: "consent_required", aadsts: [65001] });
    },
  },
  {
    ...here,
    id: "entra.refresh-token.expired",
    rule: "A refresh token that was not used for 90 days asks the person to sign in again.",
    spec: `${refresh}#token-lifetime`,
    async run(world) {
      const app = await publicApp(world, "User.Read");
      const signedIn = await signIn(world, app, "User.Read");
      await world.advance(91 * 86_400_000);
      const credential = refreshToken({ ...app, refreshToken: signedIn.refreshToken ?? "" });
      const error = await rejectionOf(credential.getToken("https://graph.microsoft.com/User.Read"));
      expect(error).toMatchObject({ code: "reauth", error: "invalid_grant", aadsts: [700082] });
    },
  },
];
