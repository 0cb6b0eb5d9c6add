import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

import { ClientSecret, authorizationUrl, redeemCode } from "@entrakit/auth-core";
import { fileStore, interactive } from "@entrakit/auth-core/node";
import { type Tenant, resourcesOf } from "@entrakit/emulator";
import { type Interception, intercept } from "@entrakit/emulator/msw";
import { connectProxy } from "@entrakit/emulator/proxy";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import * as auth from "../../../apps/mcp-server/src/auth/index.ts";
import { type Env, getAzureToken, refreshDelegatedToken } from "../../../apps/worker/examples/tokens.ts";
import { type ProvisionedTenant, provisionedTenant } from "../src/node/provisioned-tenant.ts";
import { temporaryDirectory } from "../src/node/temporary-directory.ts";
import { claimsOf, rolesIn } from "../src/rest.ts";
import { signInAt } from "../src/sign-in.ts";

const graphScope = "https://graph.microsoft.com/.default";
const redirectUri = "https://app.contoso.example/signed-in";

let provisioned: ProvisionedTenant;
let tenant: Tenant;
let net: Interception;
let env: Env;

beforeAll(async () => {
  const wish = { application: ["User.Read.All"], delegated: ["User.Read"], webRedirectUris: [redirectUri] };
  provisioned = await provisionedTenant("seed-contract", wish);
  ({ tenant } = provisioned);
  net = intercept(tenant);
  const { clientId, clientSecret } = provisioned.app;
  env = { AZURE_TENANT_ID: tenant.tenantId, AZURE_CLIENT_ID: clientId, AZURE_CLIENT_SECRET: clientSecret };
});

afterAll(async () => {
  net.close();
  await provisioned[Symbol.asyncDispose]();
});

beforeEach(() => tenant.log.clear());

function someone(): { readonly id: string; readonly userPrincipalName: string } {
  const [person] = [...tenant.directory.users.values()].slice(-1);
  if (person === undefined) throw new Error("the tenant has no users");
  return person;
}

function tokenRequests(): number {
  return tenant.log.requests.filter(({ url }) => url.endsWith("/oauth2/v2.0/token")).length;
}

describe("the functions that a Worker writes by hand, replaced line for line", () => {
  test("getAzureToken gets a token for a scope, and asks once for two calls", async () => {
    const token = await getAzureToken(env, graphScope);
    expect(rolesIn(token)).toEqual(["User.Read.All"]);
    expect(await getAzureToken(env, graphScope)).toBe(token);
    expect(tokenRequests()).toBe(1);
  });

  test("refreshDelegatedToken gets the person's token and hands out the refresh token that replaces the used one", async () => {
    const clientAuth = ClientSecret(env.AZURE_CLIENT_SECRET);
    const app = { tenantId: env.AZURE_TENANT_ID, clientId: env.AZURE_CLIENT_ID, clientAuth, redirectUri };
    const { url, transaction } = await authorizationUrl(app, { scopes: ["User.Read"] });
    const back = await signInAt(url, someone().userPrincipalName);
    const first = (await redeemCode(app, transaction, back)).refreshToken?.reveal() ?? "";
    const kept: string[] = [];
    const token = await refreshDelegatedToken(env, first, (next) => void kept.push(next));
    expect(claimsOf(token)["oid"]).toBe(someone().id);
    expect(kept).toEqual([expect.stringMatching(/^(?!$)/)]);
    expect(kept).not.toContain(first);
    expect(claimsOf(await refreshDelegatedToken(env, kept[0] ?? ""))["oid"]).toBe(someone().id);
  });
});

/** Runs a program as the sample server runs: in its folder, as the given app, through the proxy. */
async function runAsServer(program: string, more: Readonly<Record<string, string>> = {}): Promise<unknown> {
  await using proxy = await connectProxy(tenant);
  const { vaultUrl, openaiEndpoint, searchEndpoint } = resourcesOf(tenant);
  const environment = {
    PATH: process.env["PATH"] ?? "",
    ...proxy.environment(),
    ...env,
    APP_TENANT_ID: tenant.tenantId,
    APP_CLIENT_ID: provisioned.app.clientId,
    KEY_VAULT_URL: vaultUrl,
    KEY_VAULT_CERTIFICATE: provisioned.certificateName,
    AZURE_OPENAI_ENDPOINT: openaiEndpoint,
    AZURE_SEARCH_ENDPOINT: searchEndpoint,
    ...more,
  };
  const source = `import * as auth from "./src/auth/index.ts";\n${program}`;
  const options = ["--conditions=@entrakit/source", "--input-type=module", "--eval", source];
  const { stdout } = await promisify(execFile)(process.execPath, options, {
    cwd: join(import.meta.dirname, "../../../apps/mcp-server"),
    env: environment,
  });
  return JSON.parse(stdout);
}

describe("the sample server's auth folder", () => {
  test("exports the names that the document gives them", () => {
    expect(auth).toMatchObject({
      fetchCertificate: expect.any(Function),
      getAppOnlyToken: expect.any(Function),
      getDelegatedToken: expect.any(Function),
      getGraphClient: expect.any(Function),
    });
  });

  test("as the app: the certificate is read, the vault signs, and Graph answers Microsoft's own client", async () => {
    const { servicePrincipalId, clientId } = provisioned.app;
    for (const role of ["Key Vault Reader", "Key Vault Crypto User", "Key Vault Certificate User"]) {
      await provisioned.provisioning.allowOnVault(servicePrincipalId, role);
    }
    const found = await runAsServer(`
      const { KEY_VAULT_URL, KEY_VAULT_CERTIFICATE, APP_TENANT_ID, APP_CLIENT_ID } = process.env;
      const { thumbprint } = await auth.fetchCertificate(KEY_VAULT_URL, KEY_VAULT_CERTIFICATE);
      const token = await auth.getAppOnlyToken(APP_TENANT_ID, APP_CLIENT_ID, "${graphScope}");
      const client = await auth.getGraphClient({ mode: "app-only" });
      const users = await client.api("/users").select("displayName").get();
      console.log(JSON.stringify({ thumbprint, payload: token.split(".")[1], users: users.value.length }));
    `);
    const application = tenant.directory.applications.get(provisioned.app.id);
    expect(found).toMatchObject({
      thumbprint: application?.keyCredentials[0]?.customKeyIdentifier,
      users: tenant.directory.users.size,
    });
    const payload = typeof found === "object" && found !== null && "payload" in found ? String(found.payload) : "";
    expect(claimsOf(`.${payload}`)).toMatchObject({ appid: clientId, appidacr: "2" });
    expect(tenant.log.requests.some(({ url }) => url.endsWith("/sign"))).toBe(true);
  });

  test("as a person who signed in before: another process gets their token without asking", async () => {
    await using directory = await temporaryDirectory();
    const path = join(directory.path, "sign-ins");
    const { clientId } = await provisioned.provisioning.register({
      redirectUris: ["http://localhost"],
      delegated: ["User.Read"],
    });
    const openBrowser = async (page: string): Promise<void> => {
      const address = new URL(new URL(page).searchParams.get("redirect_uri") ?? "");
      address.search = String(await signInAt(new URL(page), someone().userPrincipalName));
      void fetch(address);
    };
    const store = fileStore({ path });
    await interactive({ tenantId: tenant.tenantId, clientId, store, openBrowser }).getToken("User.Read");
    const found = await runAsServer(
      `
      const token = await auth.getDelegatedToken(process.env.APP_TENANT_ID, process.env.APP_CLIENT_ID, ["User.Read"]);
      const client = await auth.getGraphClient({ mode: "delegated", scopes: ["User.Read"] });
      const me = await client.api("/me").get();
      console.log(JSON.stringify({ token: token.split(".").length, me: me.userPrincipalName }));
    `,
      { ENTRAKIT_CACHE: path, APP_CLIENT_ID: clientId, BROWSER: "/bin/false" },
    );
    expect(found).toEqual({ token: 3, me: someone().userPrincipalName });
  });
});
