import type { Tenant } from "../tenant.ts";
import { firstPartyServicePrincipal, knownApis } from "./first-party.ts";
import { servicePrincipalByAppId } from "./lookup.ts";
import { newApplication, servicePrincipalOf } from "./objects.ts";
import { newPasswordCredential } from "./password-credentials.ts";
import { drawCompany, drawUsers } from "./people.ts";

/** An app registration that may register others, as the person who provisions would use it. */
export interface Provisioner {
  readonly clientId: string;
  readonly clientSecret: string;
  /** Object id of its service principal, for role assignments. */
  readonly servicePrincipalId: string;
}

const provisionerName = "entrakit-provisioner";

/** What provisioning needs on Microsoft Graph. */
const provisionerRoles: ReadonlySet<string> = new Set([
  "Application.ReadWrite.All",
  "AppRoleAssignment.ReadWrite.All",
  "DelegatedPermissionGrant.ReadWrite.All",
  "Organization.Read.All",
  "User.Read.All",
]);

const graphAppId = "00000003-0000-0000-c000-000000000000";
const day = 86_400_000;

function seedPeople(tenant: Tenant, count: number): void {
  const { directory, clock } = tenant;
  const random = tenant.random.fork("directory");
  const company = drawCompany(random);
  Object.assign(directory.organization, {
    displayName: company.name,
    domain: `${company.label}.onmicrosoft.com`,
    countryLetterCode: random.pick(["BR", "DE", "GB", "IN", "JP", "NL", "US", "ZA"]),
    createdDateTime: new Date(clock.now() - (900 + random.integer(2000)) * day).toISOString(),
  });
  for (const user of drawUsers(random, directory.organization.domain, count)) directory.users.set(user.id, user);
  const [first] = directory.users.values();
  if (first !== undefined) directory.administrators.add(first.id);
  seedGroups(tenant);
}

function seedGroups(tenant: Tenant): void {
  const { directory } = tenant;
  const random = tenant.random.fork("groups");
  const { displayName, domain } = directory.organization;
  const users = [...directory.users.values()];
  const department = users.find((user) => user.department !== null)?.department ?? "Engineering";
  const groups = [
    { name: `All of ${displayName}`, alias: "everyone", members: users },
    {
      name: department,
      alias: department.toLowerCase(),
      members: users.filter((user) => user.department === department),
    },
  ];
  for (const { name, alias, members } of groups) {
    const id = random.uuid();
    directory.groups.set(id, {
      id,
      displayName: name,
      description: `${name}: ${members.length} members`,
      mail: `${alias}@${domain}`,
      members: new Set(members.map((member) => member.id)),
    });
  }
}

function seedFirstParty(tenant: Tenant): void {
  const random = tenant.random.fork("first-party");
  for (const api of knownApis.values()) {
    const principal = firstPartyServicePrincipal(api, random.uuid());
    tenant.directory.servicePrincipals.set(principal.id, principal);
  }
}

function seedProvisioner(tenant: Tenant): void {
  const { directory } = tenant;
  const random = tenant.random.fork("provisioner");
  const application = newApplication({ random, clock: tenant.clock }, "Provisioner");
  application.uniqueName = provisionerName;
  application.passwordCredentials.push(newPasswordCredential(tenant, { displayName: "Provisioning" }));
  directory.applications.set(application.id, application);
  const principal = servicePrincipalOf(application, random.uuid(), tenant.tenantId);
  directory.servicePrincipals.set(principal.id, principal);
  const graph = servicePrincipalByAppId(directory, graphAppId);
  for (const role of graph?.appRoles ?? []) {
    if (!provisionerRoles.has(role.value)) continue;
    const assignment = {
      id: random.text(43),
      principalId: principal.id,
      resourceId: graph?.id ?? "",
      appRoleId: role.id,
      createdDateTime: application.createdDateTime,
    };
    directory.appRoleAssignments.set(assignment.id, assignment);
  }
}

/** Fills the directory: people, groups, Microsoft's APIs, and the app that provisions others. */
export function seedDirectory(tenant: Tenant, users: number): void {
  seedPeople(tenant, users);
  seedFirstParty(tenant);
  seedProvisioner(tenant);
}

/**
 * The app registration that a person would use to provision others: it may register applications and consent for them.
 *
 * @throws {Error} when the tenant's provisioner was deleted.
 */
export function provisionerOf(tenant: Tenant): Provisioner {
  const application = [...tenant.directory.applications.values()].find(
    ({ uniqueName }) => uniqueName === provisionerName,
  );
  const secret = application?.passwordCredentials[0]?.secretText;
  const principal = application && servicePrincipalByAppId(tenant.directory, application.appId);
  if (application === undefined || secret === undefined || principal === undefined) {
    throw new Error("The tenant's provisioner, its secret or its service principal was deleted.");
  }
  return { clientId: application.appId, clientSecret: secret, servicePrincipalId: principal.id };
}
