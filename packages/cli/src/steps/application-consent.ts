import { assignAppRole, readAppRoleAssignments } from "../directory.ts";
import { CliError } from "../errors.ts";
import { optionalText } from "../json.ts";
import { type Step, type StepContext, established, inSync } from "./step.ts";

interface Grant {
  readonly name: string;
  readonly resourceId: string;
  readonly appRoleId: string;
}

/** Consents to each application permission, its own app roles included where they are wanted. */
export const applicationConsent: Step = async (context) => {
  const { graph, target, facts, retry } = context;
  const wanted = target.permissions.flatMap(({ application }) => application.map(({ name }) => name));
  if (target.api?.assignToSelf) wanted.push(...target.api.appRoles.map(({ value }) => value));
  if (wanted.length === 0) return inSync("no application permission asked for");
  const complete =
    facts.servicePrincipal !== undefined &&
    target.permissions.every((entry) => facts.resources.has(entry.resourceAppId));
  const missing = complete ? await missingGrants(context) : wanted.map((name) => ({ name }));
  if (missing.length === 0) return inSync(`${wanted.length} granted`);
  return {
    changed: true,
    detail: `grant ${missing.map(({ name }) => name).join(", ")}`,
    async apply() {
      const { id: principalId } = established(facts.servicePrincipal, "service principal");
      const granted: string[] = [];
      for (const { name, resourceId, appRoleId } of await missingGrants(context)) {
        if (await retry(() => grant(() => assignAppRole(graph, { principalId, resourceId, appRoleId }))))
          granted.push(name);
      }
      return {
        changed: granted.length > 0,
        detail: granted.length > 0 ? `granted ${granted.join(", ")}` : `${wanted.length} granted`,
      };
    },
  };
};

async function missingGrants({ graph, target, facts, retry }: StepContext): Promise<readonly Grant[]> {
  const principal = established(facts.servicePrincipal, "service principal");
  const wanted: Grant[] = target.permissions.flatMap(({ resourceAppId, application }) => {
    const { id: resourceId } = established(facts.resources.get(resourceAppId), "API");
    return application.map(({ name, id }) => ({ name, resourceId, appRoleId: id }));
  });
  if (target.api?.assignToSelf) {
    const offered = established(facts.application, "application").appRoles;
    for (const { value } of target.api.appRoles) {
      const appRoleId = optionalText(offered.find((role) => role["value"] === value) ?? {}, "id");
      wanted.push({ name: value, resourceId: principal.id, appRoleId: established(appRoleId, "app role") });
    }
  }
  const present = await retry(() => readAppRoleAssignments(graph, principal.id));
  const known = new Set(present.map(({ resourceId, appRoleId }) => `${resourceId} ${appRoleId}`.toLowerCase()));
  return wanted.filter(({ resourceId, appRoleId }) => !known.has(`${resourceId} ${appRoleId}`.toLowerCase()));
}

/** Whether the grant was new: Graph answers 400 for one that exists, e.g. made by somebody else just now. */
async function grant(assign: () => Promise<void>): Promise<boolean> {
  try {
    await assign();
    return true;
  } catch (error) {
    if (CliError.isInstance(error) && error.code === "service_refused" && /already exists/i.test(error.message))
      return false;
    throw error;
  }
}
