import { type Carrier, type Json, listAt, rest, textAt } from "./rest.ts";
import type { TenantFacts } from "./tenant-control.ts";

/** What an app registration of a contract is to have. Permissions are Microsoft Graph's, by name. */
export interface AppWish {
  /** Application permissions, granted. */
  readonly application?: readonly string[];
  /** Delegated permissions, consented to for everybody. */
  readonly delegated?: readonly string[];
  /** A certificate's public half, base64 of its DER. */
  readonly certificate?: string;
  /** Redirect addresses of a public client. */
  readonly redirectUris?: readonly string[];
  /** Redirect addresses of a web app, which has a secret. */
  readonly webRedirectUris?: readonly string[];
  /** App roles that it offers as an API, granted to itself as well. */
  readonly offers?: readonly string[];
}

/** An app registration with its service principal and a secret. */
export interface RegisteredApp {
  /** Object id of the registration. */
  readonly id: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly servicePrincipalId: string;
}

/** A certificate that the vault made, ready to sign in with. */
export interface MadeCertificate {
  readonly name: string;
  readonly version: string;
  /** The certificate's DER as base64. */
  readonly cer: string;
}

/** What a certificate is to be like. */
interface CertificateWish {
  readonly exportable?: boolean;
  readonly contentType?: "application/x-pem-file" | "application/x-pkcs12";
}

/** Sets a tenant up by plain requests, as the documentation writes them: none of the clients under test takes part. */
export interface Provisioning {
  register(wish?: AppWish): Promise<RegisteredApp>;
  /** Grants application permissions of Microsoft Graph, by name. */
  grant(app: RegisteredApp, permissions: readonly string[]): Promise<void>;
  /** Assigns an Azure role by its name, at the vault. */
  allowOnVault(servicePrincipalId: string, roleName: string): Promise<void>;
  /** Lets the vault make a certificate, or a new version of one. */
  makeCertificate(name: string, wish?: CertificateWish): Promise<MadeCertificate>;
  /** Switches a version of a certificate off. */
  disableCertificate(certificate: MadeCertificate): Promise<void>;
  /** Key and certificate of an exportable certificate in the form of its policy: PEM, or base64 of a PFX. */
  exportSecret(name: string): Promise<string>;
}

const graph = "https://graph.microsoft.com/v1.0";
const manage = "https://management.azure.com";
const graphAppId = "00000003-0000-0000-c000-000000000000";

type Send = (method: string, path: string, body?: object) => Promise<Json>;

/** A way to a service with the provisioner's token, which is asked for once. */
function caller(tenant: TenantFacts, carrier: Carrier | undefined, origin: string, scope: string): Send {
  let token: Promise<string> | undefined;
  const by = carrier === undefined ? {} : { carrier };
  const ask = async (): Promise<string> => {
    const { clientId, clientSecret } = tenant.provisioner;
    const form = { grant_type: "client_credentials", client_id: clientId, client_secret: clientSecret, scope };
    const endpoint = `https://login.microsoftonline.com/${tenant.tenantId}/oauth2/v2.0/token`;
    return textAt(await rest("POST", endpoint, { body: new URLSearchParams(form), ...by }), "access_token");
  };
  return async (method, path, body) => {
    token ??= ask();
    return rest(method, `${origin}${path}`, { ...by, token: await token, ...(body === undefined ? {} : { body }) });
  };
}

function idOf(entries: readonly Json[], value: string): string {
  const entry = entries.find((candidate) => candidate["value"] === value);
  if (entry === undefined) throw new Error(`the tenant offers no ${value}`);
  return textAt(entry, "id");
}

function applicationBody(wish: AppWish): object {
  const key = { type: "AsymmetricX509Cert", usage: "Verify", key: wish.certificate };
  const roles = (wish.offers ?? []).map((value) => ({
    id: crypto.randomUUID(),
    value,
    displayName: value,
    description: value,
    allowedMemberTypes: ["Application"],
  }));
  return {
    displayName: "Under contract",
    api: { requestedAccessTokenVersion: 2 },
    appRoles: roles,
    ...(wish.certificate === undefined ? {} : { keyCredentials: [key] }),
    ...(wish.redirectUris === undefined ? {} : { publicClient: { redirectUris: wish.redirectUris } }),
    ...(wish.webRedirectUris === undefined ? {} : { web: { redirectUris: wish.webRedirectUris } }),
  };
}

async function grantRoles(send: Send, principalId: string, resource: Json, roles: readonly string[]): Promise<void> {
  for (const role of roles) {
    const appRoleId = idOf(listAt(resource, "appRoles"), role);
    const body = { principalId, resourceId: textAt(resource, "id"), appRoleId };
    await send("POST", `/servicePrincipals/${principalId}/appRoleAssignments`, body);
  }
}

/** Names and ids of Graph's permissions are the same in every tenant, and long: they are read once. */
let graphRoles: readonly Json[] | undefined;

/** Microsoft Graph's service principal in the tenant. */
async function readGraph(send: Send): Promise<Json> {
  const path = `/servicePrincipals(appId='${graphAppId}')`;
  graphRoles ??= listAt(await send("GET", `${path}?$select=appRoles`), "appRoles");
  return { ...(await send("GET", `${path}?$select=id`)), appRoles: graphRoles };
}

async function register(send: Send, wish: AppWish): Promise<RegisteredApp> {
  const application = await send("POST", "/applications", applicationBody(wish));
  const [id, clientId] = [textAt(application, "id"), textAt(application, "appId")];
  const offers = wish.offers ?? [];
  if (offers.length > 0) await send("PATCH", `/applications/${id}`, { identifierUris: [`api://${clientId}`] });
  const secret = await send("POST", `/applications/${id}/addPassword`, { passwordCredential: {} });
  const principal = await send("POST", "/servicePrincipals", { appId: clientId });
  const servicePrincipalId = textAt(principal, "id");
  const msGraph = await readGraph(send);
  await grantRoles(send, servicePrincipalId, msGraph, wish.application ?? []);
  await grantRoles(send, servicePrincipalId, principal, offers);
  if (wish.delegated !== undefined) {
    const scope = wish.delegated.join(" ");
    const resourceId = textAt(msGraph, "id");
    const consent = { clientId: servicePrincipalId, consentType: "AllPrincipals", resourceId, scope };
    await send("POST", "/oauth2PermissionGrants", consent);
  }
  return { id, clientId, clientSecret: textAt(secret, "secretText"), servicePrincipalId };
}

async function assignRole(send: Send, scope: string, principalId: string, roleName: string): Promise<void> {
  const authorization = `${scope}/providers/Microsoft.Authorization`;
  const version = "api-version=2022-04-01";
  const filter = encodeURIComponent(`roleName eq '${roleName}'`);
  const [role] = listAt(await send("GET", `${authorization}/roleDefinitions?$filter=${filter}&${version}`), "value");
  if (role === undefined) throw new Error(`Azure has no role named ${roleName}`);
  const properties = { roleDefinitionId: textAt(role, "id"), principalId, principalType: "ServicePrincipal" };
  await send("PUT", `${authorization}/roleAssignments/${crypto.randomUUID()}?${version}`, { properties });
}

const vaultVersion = "api-version=2025-07-01";

async function makeCertificate(send: Send, name: string, wish: CertificateWish): Promise<MadeCertificate> {
  const policy = {
    issuer: { name: "Self" },
    x509_props: { subject: `CN=${name}`, key_usage: ["digitalSignature"] },
    key_props: { kty: "RSA", key_size: 2048, exportable: wish.exportable ?? false, reuse_key: false },
    secret_props: { contentType: wish.contentType ?? "application/x-pem-file" },
  };
  let operation = await send("POST", `/certificates/${name}/create?${vaultVersion}`, { policy });
  for (let polls = 0; operation["status"] !== "completed"; polls += 1) {
    if (polls === 10) throw new Error(`the vault does not finish ${name}`);
    operation = await send("GET", `/certificates/${name}/pending?${vaultVersion}`);
  }
  const bundle = await send("GET", `/certificates/${name}?${vaultVersion}`);
  return { name, version: textAt(bundle, "id").split("/").at(-1) ?? "", cer: textAt(bundle, "cer") };
}

/**
 * Makes the provisioning of a tenant.
 *
 * @param carrier answers the requests; the platform's `fetch` when left out
 */
export function createProvisioning(tenant: TenantFacts, carrier?: Carrier): Provisioning {
  const onGraph = caller(tenant, carrier, graph, "https://graph.microsoft.com/.default");
  const onArm = caller(tenant, carrier, manage, `${manage}/.default`);
  const onVault = caller(tenant, carrier, tenant.vaultUrl, "https://vault.azure.net/.default");
  const allowOnVault: Provisioning["allowOnVault"] = (principalId, roleName) =>
    assignRole(onArm, tenant.vaultId, principalId, roleName);
  let mayExport: Promise<void> | undefined;
  return {
    register: (wish = {}) => register(onGraph, wish),
    grant: async (app, permissions) =>
      grantRoles(onGraph, app.servicePrincipalId, await readGraph(onGraph), permissions),
    allowOnVault,
    makeCertificate: (name, wish = {}) => makeCertificate(onVault, name, wish),
    async disableCertificate({ name, version }) {
      const attributes = { enabled: false };
      await onVault("PATCH", `/certificates/${name}/${version}?${vaultVersion}`, { attributes });
    },
    async exportSecret(name) {
      mayExport ??= allowOnVault(tenant.provisioner.servicePrincipalId, "Key Vault Certificate User");
      await mayExport;
      return textAt(await onVault("GET", `/secrets/${name}?${vaultVersion}`), "value");
    },
  };
}
