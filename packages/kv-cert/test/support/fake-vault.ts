import type { GetTokenOptions, TokenCredential } from "@entrakit/auth-core";
import { customFetch, type Fetch, type TimeSource, timeSource } from "@entrakit/auth-core/transport";

import { makeCertificate, type TestCertificate } from "./certificate.ts";
import { writePfx } from "./pfx-writer.ts";
import { signDigest } from "./sign-digest.ts";

export const vaultUrl = "https://contoso.vault.azure.net";
export const tenantId = "3f6b1c52-9d0e-4a77-8f1b-2c5d7e9a0b13";

/** One version of the vault's one certificate, `app`. */
export interface FakeVersion {
  readonly version: string;
  readonly made: TestCertificate;
  readonly enabled?: boolean;
  /** Seconds since the epoch. */
  readonly nbf?: number;
  readonly exp?: number;
  readonly created?: number;
  readonly kty?: string;
  readonly exportable?: boolean;
  readonly contentType?: string;
}

/** One request as the vault saw it. */
interface VaultRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly token: string | undefined;
  readonly body: Record<string, unknown>;
}

/** A vault that holds one certificate and answers as Key Vault's REST API does. */
export interface FakeVault {
  readonly seen: VaultRequest[];
  /** The options that a client of it takes. */
  readonly options: {
    readonly vaultUrl: string;
    readonly credential: TokenCredential;
    readonly [customFetch]: Fetch;
    readonly [timeSource]?: TimeSource;
  };
  /** What the credential was asked for. */
  readonly asked: { readonly scopes: string | string[]; readonly options: GetTokenOptions | undefined }[];
}

/** The address that a `fetch` was called with. */
export function addressOf(input: string | URL | Request): string {
  return input instanceof Request ? input.url : input.toString();
}

const now = Math.floor(Date.now() / 1000);

/** The vault's answers before its own: the first that is not undefined is given. */
export type Override = (request: VaultRequest) => Response | undefined;

export function vaultFailure(status: number, code: string, message = "", innererror?: string): Response {
  const error = { code, message, ...(innererror === undefined ? {} : { innererror: { code: innererror } }) };
  return Response.json({ error }, { status });
}

export function challenge(parameters: Readonly<Record<string, string>>): Response {
  const list = Object.entries(parameters).map(([name, value]) => `${name}="${value}"`);
  return new Response("", { status: 401, headers: { "www-authenticate": `Bearer ${list.join(", ")}` } });
}

function attributesOf({ enabled = true, nbf = now - 600, exp = now + 86_400 * 365, created = now }: FakeVersion) {
  return { enabled, nbf, exp, created, updated: created, recoveryLevel: "Recoverable" };
}

function bundleOf(version: FakeVersion): Response {
  const id = (kind: string): string => `${vaultUrl}/${kind}/app/${version.version}`;
  const { kty = "RSA", exportable = true, contentType = "application/x-pem-file" } = version;
  return Response.json({
    id: id("certificates"),
    kid: id("keys"),
    sid: id("secrets"),
    x5t: "c2hhMQ",
    cer: version.made.certificateDer.toString("base64"),
    attributes: attributesOf(version),
    policy: { key_props: { kty, key_size: 2048, exportable }, secret_props: { contentType } },
  });
}

function secretOf({ made, contentType = "application/x-pem-file" }: FakeVersion): Response {
  const isPem = contentType === "application/x-pem-file";
  const pfx = {
    password: null,
    encryption: "des-ede3-cbc",
    mac: "sha1",
    keys: [made.keyDer],
    certificates: [made.certificateDer],
  } as const;
  const value = isPem ? made.keyPem + made.certificatePem : writePfx(pfx).toString("base64");
  return Response.json({ value, contentType, id: `${vaultUrl}/secrets/app` });
}

function signatureOf({ made }: FakeVersion, body: Record<string, unknown>): Response {
  const digest = Buffer.from(String(body["value"]), "base64url");
  if (body["alg"] !== "PS256" || digest.length !== 32) return vaultFailure(400, "BadParameter");
  return Response.json({ value: signDigest(made.privateKey, digest).toString("base64url") });
}

function answerOf(versions: readonly FakeVersion[], { method, path, body }: VaultRequest): Response {
  const [, kind, name, version, verb] = path.split("/");
  if (name !== "app")
    return vaultFailure(404, `${kind === "certificates" ? "Certificate" : "Secret"}NotFound`, "not found");
  const newest = versions.at(-1);
  if (version === "versions")
    return Response.json({
      value: versions.map((one) => ({
        id: `${vaultUrl}/certificates/app/${one.version}`,
        attributes: attributesOf(one),
      })),
    });
  const found = version === undefined || version === "" ? newest : versions.find((one) => one.version === version);
  if (found === undefined) return vaultFailure(404, "CertificateNotFound", "not found");
  if (kind === "certificates") return bundleOf(found);
  if (kind === "secrets") return secretOf(found);
  return method === "POST" && verb === "sign" ? signatureOf(found, body) : vaultFailure(404, "KeyNotFound");
}

/** Makes it. */
export function fakeVault(versions: readonly FakeVersion[], override: Override = () => undefined): FakeVault {
  const seen: VaultRequest[] = [];
  const asked: FakeVault["asked"] = [];
  const credential: TokenCredential = {
    async getToken(scopes, options) {
      asked.push({ scopes, options });
      return { token: `vault-token-${asked.length}`, expiresOnTimestamp: Date.now() + 3_600_000 };
    },
  };
  const fetch: Fetch = async (input, init = {}) => {
    const url = new URL(addressOf(input));
    const text = await new Response(init.body ?? null).text();
    const request: VaultRequest = {
      method: init.method ?? "GET",
      path: url.pathname,
      query: url.searchParams,
      token: new Headers(init.headers).get("authorization")?.replace("Bearer ", ""),
      body: text === "" ? {} : JSON.parse(text),
    };
    seen.push(request);
    return override(request) ?? answerOf(versions, request);
  };
  return { seen, asked, options: { vaultUrl, credential, [customFetch]: fetch } };
}

export const rsa: TestCertificate = makeCertificate("app");
export const olderRsa: TestCertificate = makeCertificate("app, older");
