import { createDelegatedGrant, findDelegatedGrant, updateDelegatedGrant } from "../directory.ts";
import type { ResourcePermissions } from "../target.ts";
import { type Step, type StepContext, established, inSync } from "./step.ts";

/** Consents to the delegated permissions for everybody: one grant for each API, to which names are added. */
export const delegatedConsent: Step = async (context) => {
  const { target, facts } = context;
  const wanted = target.permissions.filter(({ delegated }) => delegated.length > 0);
  const names = wanted.flatMap(({ delegated }) => delegated.map(({ name }) => name));
  if (names.length === 0) return inSync("no delegated permission asked for");
  const complete =
    facts.servicePrincipal !== undefined && wanted.every(({ resourceAppId }) => facts.resources.has(resourceAppId));
  const missing = complete ? await missingNames(context, wanted) : names;
  if (missing.length === 0) return inSync(`${names.length} granted`);
  return {
    changed: true,
    detail: `grant ${missing.join(", ")}`,
    async apply() {
      for (const resource of wanted) await grant(context, resource);
      return { changed: true, detail: `granted ${missing.join(", ")}` };
    },
  };
};

async function missingNames(context: StepContext, wanted: readonly ResourcePermissions[]): Promise<readonly string[]> {
  const missing: string[] = [];
  for (const resource of wanted) missing.push(...(await compare(context, resource)).missing);
  return missing;
}

async function compare({ graph, facts, retry }: StepContext, { resourceAppId, delegated }: ResourcePermissions) {
  const { id: clientId } = established(facts.servicePrincipal, "service principal");
  const { id: resourceId } = established(facts.resources.get(resourceAppId), "API");
  const present = await retry(() => findDelegatedGrant(graph, clientId, resourceId));
  const missing = delegated.map(({ name }) => name).filter((name) => !present?.scopes.includes(name));
  return { clientId, resourceId, present, missing };
}

async function grant(context: StepContext, resource: ResourcePermissions): Promise<void> {
  const { clientId, resourceId, present, missing } = await compare(context, resource);
  if (missing.length === 0) return;
  const scope = [...(present?.scopes ?? []), ...missing].join(" ");
  await context.retry(() =>
    present === undefined
      ? createDelegatedGrant(context.graph, { clientId, resourceId, scope })
      : updateDelegatedGrant(context.graph, present.id, scope),
  );
}
