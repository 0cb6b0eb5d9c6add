import { ClientSecretCredential } from "@azure/identity";
import { type Tenant, provisionerOf, resourcesOf } from "@entrakit/emulator";

/** A credential of the tenant's provisioner, as an app would hold it. */
export function provisionerCredential(tenant: Tenant): ClientSecretCredential {
  const { clientId, clientSecret } = provisionerOf(tenant);
  return new ClientSecretCredential(tenant.tenantId, clientId, clientSecret);
}

async function call(
  credential: ClientSecretCredential,
  scope: string,
  method: string,
  url: string,
  body?: object,
): Promise<unknown> {
  const { token } = await credential.getToken(scope);
  const content = body === undefined ? {} : { body: JSON.stringify(body) };
  const response = await fetch(url, {
    method,
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    ...content,
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${url}: ${response.status} ${text}`);
  const parsed: unknown = text === "" ? undefined : JSON.parse(text);
  return parsed;
}

/** Gives the provisioner an Azure role, as the subscription's owner that it is. `roleId` is the built-in role's GUID. */
export async function assignRole(
  tenant: Tenant,
  credential: ClientSecretCredential,
  scope: string,
  roleId: string,
): Promise<void> {
  const { subscriptionId } = resourcesOf(tenant);
  const path = `${scope}/providers/Microsoft.Authorization/roleAssignments/${crypto.randomUUID()}`;
  const properties = {
    roleDefinitionId: `/subscriptions/${subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${roleId}`,
    principalId: provisionerOf(tenant).servicePrincipalId,
    principalType: "ServicePrincipal",
  };
  const url = `https://management.azure.com${path}?api-version=2022-04-01`;
  await call(credential, "https://management.azure.com/.default", "PUT", url, { properties });
}

function objectsIn(answer: unknown, name: string): readonly Record<string, unknown>[] {
  const list =
    typeof answer === "object" && answer !== null
      ? Object.entries(answer).find(([key]) => key === name)?.[1]
      : undefined;
  if (!Array.isArray(list)) throw new TypeError(`no list '${name}' in ${JSON.stringify(answer)}`);
  return list.map((member: unknown) => (typeof member === "object" ? { ...member } : {}));
}

/** Grants the provisioner application permissions on Graph by their names, over Graph. */
export async function grantGraphRoles(
  tenant: Tenant,
  credential: ClientSecretCredential,
  names: readonly string[],
): Promise<void> {
  const graph = "https://graph.microsoft.com";
  const scope = `${graph}/.default`;
  const filter = encodeURIComponent("appId eq '00000003-0000-0000-c000-000000000000'");
  const found = await call(credential, scope, "GET", `${graph}/v1.0/servicePrincipals?$filter=${filter}`);
  const [resource = {}] = objectsIn(found, "value");
  const { servicePrincipalId } = provisionerOf(tenant);
  for (const role of objectsIn(resource, "appRoles").filter(({ value }) => names.includes(String(value)))) {
    const body = { principalId: servicePrincipalId, resourceId: resource["id"], appRoleId: role["id"] };
    await call(
      credential,
      scope,
      "POST",
      `${graph}/v1.0/servicePrincipals/${servicePrincipalId}/appRoleAssignments`,
      body,
    );
  }
}
