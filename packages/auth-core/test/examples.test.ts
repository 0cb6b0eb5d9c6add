import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { generateKeyPairSync } from "node:crypto";
import { afterEach, describe, expect, test, vi } from "vitest";

import { credentialOf, graphToken } from "../examples/certificate.ts";
import { mailToken } from "../examples/sign-in.ts";
import { mayReadOrders, ordersVerifier } from "../examples/verify.ts";
import { fileStore } from "@entrakit/auth-core/node";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { clientId, errorResponse, tenantId, tokenResponse } from "./support/entra.ts";
import { fakeFetch } from "./support/fake-fetch.ts";

afterEach(() => {
  vi.unstubAllGlobals();
});

describe("the examples", () => {
  test("get a token with a certificate, and tell what to do about a refusal", async () => {
    const key = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ format: "pem", type: "pkcs8" });
    const pem = `-----BEGIN CERTIFICATE-----\n${btoa("only hashed")}\n-----END CERTIFICATE-----\n${key.toString()}`;
    const refusal = errorResponse(401, { error: "invalid_client", error_codes: [700027] });
    const { fetch, seen } = fakeFetch(tokenResponse("graph-token"), refusal);
    vi.stubGlobal("fetch", fetch);
    expect(await graphToken(await credentialOf(tenantId, clientId, pem))).toBe("graph-token");
    expect(seen[0]?.form.get("client_assertion")?.split(".")).toHaveLength(3);
    expect(await graphToken(await credentialOf(tenantId, clientId, pem))).toMatch(
      /^credential_error \(AADSTS 700027\): \w/,
    );
  });

  test("read a kept sign-in without asking anybody", async () => {
    const folder = mkdtempSync(join(tmpdir(), "entrakit-example-"));
    try {
      const path = join(folder, "sign-ins");
      const account = { homeAccountId: "o.t", tenantId, objectId: "o", username: "adele@contoso.com", name: "Adele" };
      const key = `https://login.microsoftonline.com|${tenantId}|${clientId}`;
      await fileStore({ path }).save(key, { account, refreshToken: "kept", savedAt: 1 });
      const { fetch, seen } = fakeFetch(tokenResponse("mail-token"));
      vi.stubGlobal("fetch", fetch);
      expect(await mailToken(tenantId, clientId, path)).toBe("mail-token");
      expect(seen[0]?.form.get("refresh_token")).toBe("kept");
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  test("let a caller with the role in, and one without out", async () => {
    const { privateKey, publicKey } = await generateKeyPair("RS256");
    const { fetch } = fakeFetch(Response.json({ keys: [{ ...(await exportJWK(publicKey)), kid: "1" }] }));
    vi.stubGlobal("fetch", fetch);
    const verify = ordersVerifier(tenantId, clientId);
    const issue = (roles: string[]): Promise<string> =>
      new SignJWT({ tid: tenantId, ver: "2.0", azp: clientId, roles })
        .setProtectedHeader({ alg: "RS256", kid: "1" })
        .setIssuer(`https://login.microsoftonline.com/${tenantId}/v2.0`)
        .setAudience(`api://${clientId}`)
        .setSubject("caller")
        .setIssuedAt()
        .setNotBefore("0s")
        .setExpirationTime("1h")
        .sign(privateKey);
    expect(mayReadOrders(await verify(await issue(["Orders.Read.All"])))).toBe(true);
    expect(mayReadOrders(await verify(await issue(["Orders.Write.All"])))).toBe(false);
  });
});
