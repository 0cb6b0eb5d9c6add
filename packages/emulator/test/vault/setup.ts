import { type KeyObject, createPublicKey } from "node:crypto";

import { resourcesOf } from "../../src/arm/seed.ts";
import { provisionerOf } from "../../src/directory/seed.ts";
import { isObject } from "../../src/json.ts";
import type { Tenant } from "../../src/tenant.ts";

/** An app that can get tokens. */
export interface App {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly servicePrincipalId: string;
}

/** An answer, its body read. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** JSON; an empty object where there was no body. */
  readonly body: unknown;
  /** What the body has at a path: `at("error.code")`, `at("value.0.id")`; undefined where it has nothing. */
  at(path: string): unknown;
  /** The text at a path; an error where it is none. */
  text(path: string): string;
  /** The number at a path; an error where it is none. */
  number(path: string): number;
  /** The sorted names of the members of the object at a path; an error where it is none. */
  members(path: string): readonly string[];
  /** The list at a path; an error where it is none. */
  list(path: string): readonly unknown[];
}

function at(body: unknown, path: string): unknown {
  return path.split(".").reduce<unknown>((value, member) => {
    if (Array.isArray(value)) return value[Number(member)];
    return isObject(value) ? value[member] : undefined;
  }, body);
}

function answerOf(response: Response, body: unknown): Answer {
  return {
    status: response.status,
    headers: response.headers,
    body,
    at: (path) => at(body, path),
    text(path) {
      const value = at(body, path);
      if (typeof value !== "string") throw new TypeError(`No text at ${path} in ${JSON.stringify(body)}`);
      return value;
    },
    number(path) {
      const value = at(body, path);
      if (typeof value !== "number") throw new TypeError(`No number at ${path} in ${JSON.stringify(body)}`);
      return value;
    },
    members(path) {
      const value = at(body, path);
      if (!isObject(value)) throw new TypeError(`No object at ${path} in ${JSON.stringify(body)}`);
      return Object.keys(value).sort();
    },
    list(path) {
      const value = at(body, path);
      if (!Array.isArray(value)) throw new TypeError(`No list at ${path} in ${JSON.stringify(body)}`);
      return value;
    },
  };
}

const origins = {
  graph: "https://graph.microsoft.com",
  vault: "https://vault.azure.net",
  arm: "https://management.azure.com",
};

export async function tokenOf(tenant: Tenant, app: App, resource: keyof typeof origins): Promise<string> {
  const response = await tenant.fetch(
    new Request(`https://login.microsoftonline.com/${tenant.tenantId}/oauth2/v2.0/token`, {
      method: "POST",
      body: new URLSearchParams({
        grant_type: "client_credentials",
        client_id: app.clientId,
        client_secret: app.clientSecret,
        scope: `${origins[resource]}/.default`,
      }),
    }),
  );
  const body: unknown = await response.json();
  if (typeof body !== "object" || body === null || !("access_token" in body)) throw new Error(JSON.stringify(body));
  return String(body.access_token);
}

async function read(response: Response): Promise<Answer> {
  const text = await response.text();
  const body: unknown = text === "" ? {} : JSON.parse(text);
  return answerOf(response, body);
}

export async function call(
  tenant: Tenant,
  url: string,
  token: string | undefined,
  method: string,
  body?: object,
): Promise<Answer> {
  const headers = new Headers(body === undefined ? {} : { "content-type": "application/json" });
  if (token !== undefined) headers.set("authorization", `Bearer ${token}`);
  const init = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
  return read(await tenant.fetch(new Request(url, init)));
}

/** A caller of the tenant's vault: `vault("GET", "/secrets/s1")`. */
export async function vaultCaller(
  tenant: Tenant,
  app: App,
): Promise<(method: string, path: string, body?: object) => Promise<Answer>> {
  const token = await tokenOf(tenant, app, "vault");
  const { vaultUrl } = resourcesOf(tenant);
  return (method, path, body) => {
    const query = path.includes("api-version=") ? "" : `${path.includes("?") ? "&" : "?"}api-version=2025-07-01`;
    return call(tenant, `${vaultUrl}${path}${query}`, token, method, body);
  };
}

/** A caller of Resource Manager: `arm("GET", "/subscriptions")`. */
export async function armCaller(
  tenant: Tenant,
  app: App,
): Promise<(method: string, path: string, body?: object) => Promise<Answer>> {
  const token = await tokenOf(tenant, app, "arm");
  return (method, path, body) =>
    call(tenant, `${origins.arm}${path}${path.includes("?") ? "&" : "?"}api-version=2022-04-01`, token, method, body);
}

/** Registers an app as its owner would, over Graph, with a secret and a service principal. */
export async function registerApp(tenant: Tenant, displayName: string): Promise<App> {
  const token = await tokenOf(tenant, provisionerOf(tenant), "graph");
  const graph = (path: string, body: object): Promise<Answer> =>
    call(tenant, `${origins.graph}/v1.0${path}`, token, "POST", body);
  const application = await graph("/applications", { displayName });
  const principal = await graph("/servicePrincipals", { appId: application.text("appId") });
  const password = await graph(`/applications/${application.text("id")}/addPassword`, {
    passwordCredential: { displayName: "tests" },
  });
  return {
    clientId: application.text("appId"),
    clientSecret: password.text("secretText"),
    servicePrincipalId: principal.text("id"),
  };
}

/** Gives a role by its name over Resource Manager, as the subscription's owner. */
export async function grant(tenant: Tenant, principalId: string, roleName: string, scope: string): Promise<Answer> {
  const arm = await armCaller(tenant, provisionerOf(tenant));
  const found = await arm(
    "GET",
    `${scope}/providers/Microsoft.Authorization/roleDefinitions?$filter=roleName eq '${roleName}'`,
  );
  const roleDefinitionId = found.text("value.0.id");
  return arm("PUT", `${scope}/providers/Microsoft.Authorization/roleAssignments/${crypto.randomUUID()}`, {
    properties: { roleDefinitionId, principalId, principalType: "ServicePrincipal" },
  });
}

/** An app with roles on the tenant's vault. */
export async function appWithRoles(tenant: Tenant, ...roleNames: readonly string[]): Promise<App> {
  const app = await registerApp(tenant, `app with ${roleNames.join(", ")}`);
  for (const roleName of roleNames) {
    const { status } = await grant(tenant, app.servicePrincipalId, roleName, resourcesOf(tenant).vaultId);
    if (status !== 201) throw new Error(`The role ${roleName} was not granted: ${status}`);
  }
  return app;
}

/** Creates a certificate and polls it to its end. */
export async function makeCertificate(
  vault: (method: string, path: string, body?: object) => Promise<Answer>,
  name: string,
  policy: object = {},
): Promise<Answer> {
  const whole = { x509_props: { subject: `CN=${name}` }, issuer: { name: "Self" }, ...policy };
  const created = await vault("POST", `/certificates/${name}/create`, { policy: whole });
  if (created.status !== 202) throw new Error(JSON.stringify(created.body));
  for (let polls = 0; polls < 5; polls += 1) {
    const pending = await vault("GET", `/certificates/${name}/pending`);
    if (pending.at("status") === "completed") break;
  }
  return vault("GET", `/certificates/${name}`);
}

/** The public key that `/keys` showed. */
export function publicKeyOf(key: Answer): KeyObject {
  return createPublicKey({ key: { kty: "RSA", n: key.text("key.n"), e: key.text("key.e") }, format: "jwk" });
}

/** The last segment of a URL: the version of what it names. */
export function versionOf(url: string): string {
  return url.split("/").at(-1) ?? "";
}

/** The path of a URL, to ask for it again. */
export function pathOf(url: string): string {
  return new URL(url).pathname;
}
