import { CompactSign, SignJWT } from "jose";
import { describe, expect, it } from "vitest";

import type { Authentication } from "../../src/entra/claims.ts";
import { authenticate } from "../../src/entra/authenticate.ts";
import type { Tenant } from "../../src/index.ts";
import { accessToken, decodePart, freshTenant, newTenant } from "./support.ts";

const audiences = ["https://graph.microsoft.com"];

async function check(tenant: Tenant, authorization: string | undefined, wanted = audiences): Promise<Authentication> {
  const headers = authorization === undefined ? {} : { authorization };
  return authenticate(tenant, new Request("https://graph.microsoft.com/v1.0/users", { headers }), wanted);
}

function reasonOf(authentication: Authentication): string {
  return authentication.ok ? "accepted" : authentication.reason;
}

describe("a bearer token", () => {
  it("of this tenant is accepted, again and again", async () => {
    const tenant = newTenant();
    const token = await accessToken(tenant);
    expect(reasonOf(await check(tenant, `Bearer ${token}`))).toBe("accepted");
    expect(reasonOf(await check(tenant, `bearer ${token}`))).toBe("accepted");
  });

  it("is refused when it is absent, or no token", async () => {
    const tenant = newTenant();
    expect(reasonOf(await check(tenant, undefined))).toBe("missing");
    expect(reasonOf(await check(tenant, "Basic abc"))).toBe("missing");
    expect(reasonOf(await check(tenant, "Bearer rubbish"))).toBe("malformed");
  });

  it("is refused when another tenant signed it, under the same name for its key", async () => {
    const tenant = newTenant();
    const token = await accessToken(tenant);
    const other = freshTenant();
    await accessToken(other);
    const [key] = other.entra.signingKeys;
    const claims = decodePart(token, 1);
    const { kid } = decodePart(token, 0);
    if (key === undefined || typeof kid !== "string") throw new Error("no key");
    const forged = await new SignJWT(claims).setProtectedHeader({ alg: "RS256", kid }).sign(key.privateKey);
    expect(reasonOf(await check(tenant, `Bearer ${forged}`))).toBe("signature");
    expect(reasonOf(await check(other, `Bearer ${token}`))).toBe("signature");
  });

  it("is refused when a letter of its claims was changed, even after the true one was accepted", async () => {
    const tenant = newTenant();
    const token = await accessToken(tenant);
    await check(tenant, `Bearer ${token}`);
    const [head, , signature] = token.split(".");
    const body = btoa(JSON.stringify({ ...decodePart(token, 1), roles: ["Directory.ReadWrite.All"] })).replaceAll(
      "=",
      "",
    );
    expect(reasonOf(await check(tenant, `Bearer ${head}.${body}.${signature}`))).toBe("signature");
  });

  it.each(["none", "HS256"])("with the algorithm %s is refused", async (alg) => {
    const tenant = newTenant();
    const token = await accessToken(tenant);
    const header = btoa(JSON.stringify({ ...decodePart(token, 0), alg })).replaceAll("=", "");
    const [, body = "", signature] = token.split(".");
    expect(reasonOf(await check(tenant, `Bearer ${header}.${body}.${signature}`))).toBe("signature");
    const secret = new TextEncoder().encode(JSON.stringify(tenant.entra.signingKeys[0]?.jwk));
    const claims = new TextEncoder().encode(JSON.stringify(decodePart(token, 1)));
    const { kid } = decodePart(token, 0);
    const confused = await new CompactSign(claims).setProtectedHeader({ alg: "HS256", kid: String(kid) }).sign(secret);
    expect(reasonOf(await check(tenant, `Bearer ${confused}`))).toBe("signature");
  });

  it("is refused after its end and before its beginning, by the tenant's clock", async () => {
    const tenant = newTenant();
    const token = await accessToken(tenant);
    tenant.clock.advance(3_600_000);
    expect(reasonOf(await check(tenant, `Bearer ${token}`))).toBe("expired");
    tenant.clock.advance(-2 * 3_600_000);
    expect(reasonOf(await check(tenant, `Bearer ${token}`))).toBe("expired");
  });

  it("for another audience is refused, and the log keeps it without the token", async () => {
    const tenant = newTenant();
    const token = await accessToken(tenant);
    expect(reasonOf(await check(tenant, `Bearer ${token}`, ["https://vault.azure.net"]))).toBe("audience");
    expect(tenant.log.violations.map(({ kind }) => kind)).toEqual(["token-audience"]);
    expect(JSON.stringify(tenant.log)).not.toContain(token);
  });
});
