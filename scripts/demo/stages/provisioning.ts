import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { provisionerOf, resourcesOf } from "@entrakit/emulator";

import { type Stage, must } from "../stage.ts";
import { operatorEnvironment } from "../environment.ts";
import { childFacts, runInWorld, type World } from "../world.ts";

const config = join(import.meta.dirname, "..", "..", "..", "config");
const certificateName = "app-certificate";

function environmentOf(world: World): Record<string, string> {
  const resources = resourcesOf(world.tenant);
  return {
    ...operatorEnvironment(world),
    KEY_VAULT_URL: resources.vaultUrl,
    KEY_VAULT_CERTIFICATE: certificateName,
    DEMO_CONFIG: config,
    DEMO_APP_NAME: `Main job ${world.tenant.seed}`,
    DEMO_OPERATOR: provisionerOf(world.tenant).servicePrincipalId,
    DEMO_VAULT_ID: resources.vaultId,
    DEMO_OPENAI_ID: resources.openaiId,
    DEMO_SEARCH_ID: resources.searchId,
  };
}

/** The names that a manifest declares for Graph. */
async function declared(file: string): Promise<string[]> {
  const { graph }: { graph: string[] } = JSON.parse(await readFile(join(config, file), "utf8"));
  return [...graph].sort();
}

/** What the directory says was consented to on Graph, by name, for one client. */
function consented(
  { tenant }: World,
  clientId: string,
): { readonly application: string[]; readonly delegated: string[] } {
  const { servicePrincipals, appRoleAssignments, oauth2PermissionGrants } = tenant.directory;
  const byAppId = (appId: string) => [...servicePrincipals.values()].find((principal) => principal.appId === appId);
  const [client, graph] = [byAppId(clientId), byAppId("00000003-0000-0000-c000-000000000000")];
  const held = [...appRoleAssignments.values()].filter(
    ({ principalId, resourceId }) => principalId === client?.id && resourceId === graph?.id,
  );
  const roleIds = new Set(held.map(({ appRoleId }) => appRoleId));
  const application = graph?.appRoles.filter(({ id }) => roleIds.has(id)).map(({ value }) => value) ?? [];
  const delegated = [...oauth2PermissionGrants.values()]
    .filter((grant) => grant.clientId === client?.id && grant.consentType === "AllPrincipals")
    .flatMap(({ scope }) => scope.split(" "));
  return { application: application.sort(), delegated: delegated.sort() };
}

/** From names of permissions to an app with its certificate, consents and roles; a second run finds nothing to do. */
export const provisioning: Stage = {
  id: "provisioning",
  title: "Provisioning",
  remedy: "A permission that does not exist is named with the right one: correct config/permissions.*.json.",
  async run(world, progress) {
    const script = "scripts/demo/children/provision.ts";
    const environment = environmentOf(world);
    const first = await runInWorld(world, "provisioning", { script, environment, onLine: progress });
    const facts = childFacts("provisioning", first);
    const again = await runInWorld(world, "provisioning again", { script, environment, onLine: progress });
    must(childFacts("provisioning again", again)["changed"] === false, "a second run still changed something");
    const clientId = String(facts["clientId"]);
    const application = [...world.tenant.directory.applications.values()].find(({ appId }) => appId === clientId);
    must(application?.keyCredentials.length === 1, "the app does not hold the certificate's public key");
    world.app = { clientId, applicationId: String(facts["applicationId"]), certificateName };
    const { application: roles, delegated } = consented(world, clientId);
    const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);
    must(same(roles, await declared("permissions.app.json")), `consented to as an application: ${roles.join(", ")}`);
    must(
      same(delegated, await declared("permissions.delegated.json")),
      `consented to by delegation: ${delegated.join(", ")}`,
    );
    const manifest: unknown = JSON.parse(await readFile(join(config, "permissions.resource-accesses.json"), "utf8"));
    must(same(manifest, application.requiredResourceAccess), "the manifest file is not what the app asks for");
    return {
      proved: `app ${clientId}, certificate ${String(facts["thumbprint"]).slice(0, 8)}… made in the vault, ${roles.length} application and ${delegated.length} delegated permissions granted; again: nothing to change`,
      facts: { ...facts, application: roles, delegated },
    };
  },
};
