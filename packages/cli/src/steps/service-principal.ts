import { readServicePrincipal, upsertServicePrincipal } from "../directory.ts";
import { orUndefined } from "../service.ts";
import { type Step, established, inSync } from "./step.ts";

/** Gives the application its presence in the tenant; without one it can neither sign in nor be granted anything. */
export const servicePrincipal: Step = async ({ graph, target, facts, retry }) => {
  const found = facts.application && (await orUndefined(readServicePrincipal(graph, facts.application.appId)));
  facts.servicePrincipal = found;
  if (found !== undefined) return inSync(`object id ${found.id}`);
  return {
    changed: true,
    detail: "create the service principal",
    async apply() {
      const { appId } = established(facts.application, "application");
      await retry(() => upsertServicePrincipal(graph, appId, { displayName: target.displayName }));
      const created = await retry(() => readServicePrincipal(graph, appId));
      facts.servicePrincipal = created;
      return { changed: true, detail: `created, object id ${created.id}` };
    },
  };
};
