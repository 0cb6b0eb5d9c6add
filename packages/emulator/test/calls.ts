import { addRoleAssignment } from "../src/arm/role-assignments.ts";
import { roleNamed } from "../src/arm/roles.ts";
import { signToken, signingKey } from "../src/entra/keys.ts";
import { type Tenant, type User, createTenant } from "../src/index.ts";

export type Body = Record<string, unknown>;

const graphAudience = "https://graph.microsoft.com";
/** The principal of the app-only tokens below. */
export const appPrincipal = "5f1a8f8e-0000-4000-8000-00000000aaaa";

/** Its key signs for every tenant of a file, as making an RSA key takes longer than most tests. */
const keyHolder = createTenant({ seed: "keys", users: 1 });

export function newTenant(seed = "calls"): Tenant {
  const tenant = createTenant({ seed, users: 6 });
  tenant.entra.firstKey = signingKey(keyHolder.entra).then((key) => {
    tenant.entra.signingKeys.push(key);
    return key;
  });
  return tenant;
}

/** The n-th person of a tenant. */
export function person(tenant: Tenant, index = 0): User {
  const user = [...tenant.directory.users.values()][index];
  if (user === undefined) throw new RangeError(`the tenant has no person ${index}`);
  return user;
}

async function token(tenant: Tenant, audience: string, claims: object): Promise<string> {
  const now = Math.floor(tenant.clock.now() / 1000);
  const issuer = `https://sts.windows.net/${tenant.tenantId}/`;
  return signToken(tenant.entra, {
    aud: audience,
    iss: issuer,
    tid: tenant.tenantId,
    appid: "5f1a8f8e-0000-4000-8000-00000000bbbb",
    ver: "1.0",
    iat: now,
    nbf: now - 300,
    exp: now + 3600,
    uti: crypto.randomUUID(),
    ...claims,
  });
}

/** A token of an application alone, signed by the tenant. */
export async function appToken(tenant: Tenant, roles: readonly string[], audience = graphAudience): Promise<string> {
  return token(tenant, audience, { oid: appPrincipal, sub: appPrincipal, idtyp: "app", roles });
}

/** A token of an application on behalf of a person, signed by the tenant. */
export async function userToken(
  tenant: Tenant,
  user: User,
  scopes: readonly string[],
  audience = graphAudience,
): Promise<string> {
  return token(tenant, audience, {
    oid: user.id,
    sub: user.id,
    idtyp: "user",
    scp: scopes.join(" "),
    upn: user.userPrincipalName,
  });
}

/** Gives the principal of the app-only tokens a role. */
export function assignRole(tenant: Tenant, scope: string, roleName: string): void {
  addRoleAssignment(tenant.arm, {
    name: crypto.randomUUID(),
    scope,
    roleId: roleNamed(roleName).id,
    principalId: appPrincipal,
    principalType: "ServicePrincipal",
    description: null,
    createdOn: new Date(tenant.clock.now()).toISOString(),
    createdBy: appPrincipal,
  });
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: Body;
}

/** Sends a request through the tenant's one door; an object is sent as JSON. */
export async function send(
  tenant: Tenant,
  method: string,
  url: string,
  headers: Readonly<Record<string, string>> = {},
  content?: string | object,
): Promise<Answer> {
  const isText = typeof content === "string";
  const body = content === undefined ? {} : { body: isText ? content : JSON.stringify(content) };
  const type: Record<string, string> = content === undefined || isText ? {} : { "content-type": "application/json" };
  const response = await tenant.fetch(
    new Request(url, { method, headers: { ...type, ...headers }, redirect: "manual", ...body }),
  );
  const text = await response.text();
  const isJson = (response.headers.get("content-type") ?? "").includes("json") && text !== "";
  const parsed: unknown = isJson ? JSON.parse(text) : {};
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: typeof parsed === "object" ? { ...parsed } : {},
  };
}

/** A call to Graph v1.0 with a token. */
export async function graphCall(
  tenant: Tenant,
  bearer: string,
  method: string,
  path: string,
  content?: string | object,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const url = path.startsWith("https://") ? path : `https://graph.microsoft.com/v1.0${path}`;
  return send(tenant, method, url, { authorization: `Bearer ${bearer}`, ...headers }, content);
}

/** An answer's `value`, as objects. */
export function valuesOf(answer: Answer): Body[] {
  const { value } = answer.body;
  if (!Array.isArray(value)) throw new TypeError(`no collection: ${answer.status} ${answer.text}`);
  return value.map((member: unknown) => (typeof member === "object" ? { ...member } : {}));
}

/** A part of an answer that must be an object. */
export function partOf(body: Body, name: string): Body {
  const part = body[name];
  if (typeof part !== "object" || part === null) throw new TypeError(`no object '${name}': ${JSON.stringify(body)}`);
  return { ...part };
}

/** A part of an answer that must be a text. */
export function textOf(body: Body, name: string): string {
  const part = body[name];
  if (typeof part !== "string") throw new TypeError(`no text '${name}': ${JSON.stringify(body)}`);
  return part;
}

/** The code of an error in the shape `{ error: { code } }`. */
export function codeOf(answer: Answer): string {
  return textOf(partOf(answer.body, "error"), "code");
}
