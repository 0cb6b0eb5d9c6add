import "reflect-metadata";

import * as x509 from "@peculiar/x509";
import { CompactSign, base64url } from "jose";

import { signingKey } from "../../src/entra/keys.ts";
import { createEntra } from "../../src/entra/state.ts";
import { type SigningKey, type Tenant, createTenant, provisionerOf } from "../../src/index.ts";

/** What the tests send: every request goes through the tenant's one door. */
export const graphScope = "https://graph.microsoft.com/.default";

let sharedKey: Promise<SigningKey> | undefined;

/** A tenant with a signing key of its own. */
export function freshTenant(): Tenant {
  return createTenant({ seed: "tests", users: 6 });
}

/** A tenant that shares its signing key with the file's others: making an RSA key costs more than most tests. */
export function newTenant(): Tenant {
  const tenant = freshTenant();
  const { entra } = tenant;
  sharedKey ??= signingKey(createEntra());
  entra.firstKey = sharedKey.then((key) => {
    entra.signingKeys.push(key);
    return key;
  });
  return tenant;
}

export function tokenEndpoint(tenant: Tenant, segment: string = tenant.tenantId): string {
  return `https://login.microsoftonline.com/${segment}/oauth2/v2.0/token`;
}

export type Body = Record<string, unknown>;

export async function bodyOf(response: Response): Promise<Body> {
  const body: unknown = await response.json();
  if (typeof body !== "object" || body === null) throw new TypeError("the body is not an object");
  return { ...body };
}

export async function postToken(tenant: Tenant, form: Record<string, string>, segment?: string): Promise<Response> {
  const body = new URLSearchParams(form);
  return tenant.fetch(new Request(tokenEndpoint(tenant, segment), { method: "POST", body }));
}

/** The number that Entra gives an error. */
export async function aadsts(response: Response): Promise<unknown> {
  const { error_codes: codes } = await bodyOf(response);
  return Array.isArray(codes) ? codes[0] : undefined;
}

export function secretForm(tenant: Tenant, scope: string = graphScope): Record<string, string> {
  const { clientId, clientSecret } = provisionerOf(tenant);
  return { grant_type: "client_credentials", client_id: clientId, client_secret: clientSecret, scope };
}

export async function accessToken(tenant: Tenant, form: Record<string, string> = secretForm(tenant)): Promise<string> {
  const { access_token: token } = await bodyOf(await postToken(tenant, form));
  if (typeof token !== "string") throw new TypeError("the tenant issued no token");
  return token;
}

export function decodePart(token: string, index: 0 | 1): Body {
  const part: unknown = JSON.parse(new TextDecoder().decode(base64url.decode(token.split(".")[index] ?? "")));
  if (typeof part !== "object" || part === null) throw new TypeError("not a token");
  return { ...part };
}

export interface GraphAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

/** A call to Graph with the provisioner's rights. */
export async function graph(
  tenant: Tenant,
  method: string,
  path: string,
  body?: object,
  headers: Record<string, string> = {},
): Promise<GraphAnswer> {
  const request = new Request(`https://graph.microsoft.com/v1.0${path}`, {
    method,
    headers: { authorization: `Bearer ${await accessToken(tenant)}`, "content-type": "application/json", ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const response = await tenant.fetch(request);
  const text = await response.text();
  const parsed: unknown = text === "" ? {} : JSON.parse(text);
  return { status: response.status, headers: response.headers, body: typeof parsed === "object" ? { ...parsed } : {} };
}

export function textOf(value: unknown): string {
  if (typeof value !== "string") throw new TypeError("not a text");
  return value;
}

export interface RegisteredApp {
  /** Object id. */
  readonly id: string;
  readonly appId: string;
  readonly servicePrincipalId: string;
}

/** Registers an app with its service principal, over Graph. */
export async function register(tenant: Tenant, application: object = {}): Promise<RegisteredApp> {
  const app = await graph(tenant, "POST", "/applications", { displayName: "Under test", ...application });
  const principal = await graph(tenant, "POST", "/servicePrincipals", { appId: app.body["appId"] });
  return {
    id: textOf(app.body["id"]),
    appId: textOf(app.body["appId"]),
    servicePrincipalId: textOf(principal.body["id"]),
  };
}

export interface TestCertificate {
  readonly der: Uint8Array<ArrayBuffer>;
  readonly base64: string;
  readonly privateKey: CryptoKey;
}

/** A self-signed RSA certificate; its days are counted from now. */
export async function newCertificate(fromDays = -1, toDays = 30): Promise<TestCertificate> {
  x509.cryptoProvider.set(globalThis.crypto);
  const algorithm = {
    name: "RSASSA-PKCS1-v1_5",
    hash: "SHA-256",
    modulusLength: 2048,
    publicExponent: new Uint8Array([1, 0, 1]),
  };
  const keys = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const day = 86_400_000;
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: "CN=under test",
    notBefore: new Date(Date.now() + fromDays * day),
    notAfter: new Date(Date.now() + toDays * day),
    signingAlgorithm: algorithm,
    keys,
  });
  const der = new Uint8Array(certificate.rawData);
  return { der, base64: btoa(String.fromCharCode(...der)), privateKey: keys.privateKey };
}

export interface AssertionParts {
  readonly algorithm?: "PS256" | "RS256";
  readonly claims?: Body;
  readonly header?: Record<string, string | undefined>;
}

/** A client assertion as a careful client makes it, with the parts that a test spoils. */
export async function assertionOf(
  tenant: Tenant,
  appId: string,
  certificate: TestCertificate,
  parts: AssertionParts = {},
): Promise<string> {
  const algorithm = parts.algorithm ?? "PS256";
  const now = Math.floor(tenant.clock.now() / 1000);
  const claims = {
    aud: tokenEndpoint(tenant),
    iss: appId,
    sub: appId,
    jti: crypto.randomUUID(),
    nbf: now,
    exp: now + 600,
    ...parts.claims,
  };
  const digest = await crypto.subtle.digest(algorithm === "PS256" ? "SHA-256" : "SHA-1", certificate.der);
  const thumbprint = base64url.encode(new Uint8Array(digest));
  const named = algorithm === "PS256" ? { "x5t#S256": thumbprint } : { x5t: thumbprint };
  const pkcs8 = await crypto.subtle.exportKey("pkcs8", certificate.privateKey);
  const name = algorithm === "PS256" ? "RSA-PSS" : "RSASSA-PKCS1-v1_5";
  const key = await crypto.subtle.importKey("pkcs8", pkcs8, { name, hash: "SHA-256" }, false, ["sign"]);
  return new CompactSign(new TextEncoder().encode(JSON.stringify(claims)))
    .setProtectedHeader({ typ: "JWT", ...named, ...parts.header, alg: algorithm })
    .sign(key);
}

export function assertionForm(appId: string, assertion: string): Record<string, string> {
  return {
    grant_type: "client_credentials",
    client_id: appId,
    client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    client_assertion: assertion,
    scope: graphScope,
  };
}

/** Registers an app and puts a certificate on it. */
export async function registerWithCertificate(tenant: Tenant, certificate: TestCertificate): Promise<RegisteredApp> {
  const app = await register(tenant);
  const keyCredentials = [{ type: "AsymmetricX509Cert", usage: "Verify", key: certificate.base64 }];
  const { status } = await graph(tenant, "PATCH", `/applications/${app.id}`, { keyCredentials });
  if (status !== 204) throw new Error(`the certificate was not taken: ${status}`);
  return app;
}
