import { execFile } from "node:child_process";
import { X509Certificate, createPrivateKey } from "node:crypto";
import { promisify } from "node:util";

import { ClientAssertionCredential, ClientCertificateCredential, ClientSecretCredential } from "@azure/identity";
import { ConfidentialClientApplication, CryptoProvider, PublicClientApplication } from "@azure/msal-node";
import type { Tenant } from "@entrakit/emulator";
import { type Interception, intercept } from "@entrakit/emulator/msw";
import { connectProxy } from "@entrakit/emulator/proxy";
import { SignJWT } from "jose";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { type ProvisionedTenant, provisionedTenant } from "../src/node/provisioned-tenant.ts";
import { claimsOf, rolesIn } from "../src/rest.ts";
import { signInAt } from "../src/sign-in.ts";

const graphScope = "https://graph.microsoft.com/.default";
const vaultScope = "https://vault.azure.net/.default";
const redirectUri = "http://localhost";

let provisioned: ProvisionedTenant;
let tenant: Tenant;
let net: Interception;

beforeAll(async () => {
  provisioned = await provisionedTenant("foreign-entra", { application: ["User.Read.All"] });
  ({ tenant } = provisioned);
  net = intercept(tenant);
});

afterAll(async () => {
  net.close();
  await provisioned[Symbol.asyncDispose]();
});

beforeEach(() => tenant.log.clear());

function authority(): string {
  return `https://login.microsoftonline.com/${tenant.tenantId}`;
}

function thumbprintSha256(): string {
  const { fingerprint256 } = new X509Certificate(provisioned.pem.slice(provisioned.pem.indexOf("-----BEGIN CERT")));
  return fingerprint256.replaceAll(":", "");
}

function byCertificate(): ConfidentialClientApplication {
  const clientCertificate = { thumbprintSha256: thumbprintSha256(), privateKey: provisioned.pem };
  return new ConfidentialClientApplication({
    auth: { clientId: provisioned.app.clientId, authority: authority(), clientCertificate },
  });
}

function bySecret(clientSecret: string): ConfidentialClientApplication {
  return new ConfidentialClientApplication({
    auth: { clientId: provisioned.app.clientId, authority: authority(), clientSecret },
  });
}

describe("@azure/msal-node, unmodified, against the emulator", () => {
  test("a client secret gets a token with the granted roles", async () => {
    const client = bySecret(provisioned.app.clientSecret);
    const result = await client.acquireTokenByClientCredential({ scopes: [graphScope] });
    expect(rolesIn(result?.accessToken ?? "")).toEqual(["User.Read.All"]);
  });

  test("a wrong secret is refused in the words that MSAL reads", async () => {
    const attempt = bySecret("wrong").acquireTokenByClientCredential({ scopes: [graphScope] });
    await expect(attempt).rejects.toMatchObject({
      errorCode: "invalid_client",
      errorMessage: expect.stringContaining("AADSTS7000215"),
    });
  });

  test("a certificate (PS256) gets a token", async () => {
    const result = await byCertificate().acquireTokenByClientCredential({ scopes: [graphScope] });
    expect(claimsOf(result?.accessToken ?? "")).toMatchObject({ appid: provisioned.app.clientId, appidacr: "2" });
    expect(tenant.log.violations).toEqual([]);
  });

  test("its assertion sent a second time is accepted, as Entra accepts it, and recorded", async () => {
    const client = byCertificate();
    await client.acquireTokenByClientCredential({ scopes: [graphScope] });
    await client.acquireTokenByClientCredential({ scopes: [vaultScope] });
    expect(tenant.log.requests.filter(({ url }) => url.endsWith("/token")).map(({ status }) => status)).toEqual([
      200, 200,
    ]);
    expect(tenant.log.violations.map(({ kind }) => kind)).toEqual(["jti-replayed"]);
  });

  test("a person signs in by code and PKCE, and is served silently afterwards", async () => {
    const { clientId } = await provisioned.provisioning.register({
      redirectUris: [redirectUri],
      delegated: ["User.Read", "Mail.Read"],
    });
    const client = new PublicClientApplication({ auth: { clientId, authority: authority() } });
    const { verifier, challenge } = await new CryptoProvider().generatePkceCodes();
    const scopes = ["User.Read"];
    const pkce = { codeChallenge: challenge, codeChallengeMethod: "S256" };
    const page = await client.getAuthCodeUrl({ scopes, redirectUri, ...pkce });
    const [person] = [...tenant.directory.users.values()].slice(-1);
    const code = (await signInAt(new URL(page), person?.userPrincipalName ?? "")).get("code") ?? "";
    const signedIn = await client.acquireTokenByCode({ scopes, redirectUri, code, codeVerifier: verifier });
    expect(claimsOf(signedIn.accessToken)["oid"]).toBe(person?.id);
    expect(signedIn.account).toMatchObject({ tenantId: tenant.tenantId, username: person?.userPrincipalName });
    if (signedIn.account === null) throw new Error("MSAL has no account");
    const mail = await client.acquireTokenSilent({ scopes: ["Mail.Read"], account: signedIn.account });
    expect(String(claimsOf(mail.accessToken)["scp"])).toContain("Mail.Read");
  });
});

describe("@azure/identity, unmodified, against the emulator", () => {
  test("ClientSecretCredential gets a token", async () => {
    const { clientId, clientSecret } = provisioned.app;
    const { token } = await new ClientSecretCredential(tenant.tenantId, clientId, clientSecret).getToken(graphScope);
    expect(rolesIn(token)).toEqual(["User.Read.All"]);
  });

  test("ClientCertificateCredential gets a token with the PEM that the vault exported", async () => {
    const { pemFile: certificatePath, app } = provisioned;
    const credential = new ClientCertificateCredential(tenant.tenantId, app.clientId, { certificatePath });
    expect(claimsOf((await credential.getToken(graphScope)).token)["appidacr"]).toBe("2");
  });

  test("ClientAssertionCredential gets a token with an assertion that another program signed", async () => {
    const { clientId } = provisioned.app;
    const x5t = Buffer.from(thumbprintSha256(), "hex").toString("base64url");
    const assertion = (): Promise<string> =>
      new SignJWT({ jti: crypto.randomUUID() })
        .setProtectedHeader({ alg: "PS256", typ: "JWT", "x5t#S256": x5t })
        .setIssuer(clientId)
        .setSubject(clientId)
        .setAudience(`${authority()}/oauth2/v2.0/token`)
        .setNotBefore("0s")
        .setExpirationTime("10m")
        .sign(createPrivateKey(provisioned.pem));
    const credential = new ClientAssertionCredential(tenant.tenantId, clientId, assertion);
    expect(claimsOf((await credential.getToken(graphScope)).token)["appidacr"]).toBe("2");
  });

  test("DefaultAzureCredential in a child process is configured by its environment alone", async () => {
    await using proxy = await connectProxy(tenant);
    const program = `
      import { DefaultAzureCredential } from "@azure/identity";
      const { token } = await new DefaultAzureCredential().getToken("${graphScope}");
      const users = await fetch("https://graph.microsoft.com/v1.0/users", { headers: { authorization: "Bearer " + token } });
      console.log((await users.json()).value.length);
    `;
    const environment = {
      PATH: process.env["PATH"] ?? "",
      ...proxy.environment(),
      AZURE_TENANT_ID: tenant.tenantId,
      AZURE_CLIENT_ID: provisioned.app.clientId,
      AZURE_CLIENT_CERTIFICATE_PATH: provisioned.pemFile,
    };
    const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", program], {
      cwd: import.meta.dirname,
      env: environment,
    });
    expect(stdout.trim()).toBe(String(tenant.directory.users.size));
  });
});
