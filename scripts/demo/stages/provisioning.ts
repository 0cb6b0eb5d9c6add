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
    const roles = [...world.tenant.directory.appRoleAssignments.values()].filter(
      ({ principalId }) => principalId === facts["servicePrincipalId"],
    ).length;
    return {
      proved: `app ${clientId}, certificate ${String(facts["thumbprint"]).slice(0, 8)}… made in the vault, ${roles} app roles and delegated consent granted; again: nothing to change`,
      facts: { ...facts, appRoles: roles },
    };
  },
};
