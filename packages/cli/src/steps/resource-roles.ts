import { assignRoles, missingRoles } from "./roles.ts";
import { type Step, type StepContext, established, inSync } from "./step.ts";

/** Gives the application its Azure roles on other resources, such as a model account or a search service. */
export const resourceRoles: Step = async (context) => {
  const { target, facts } = context;
  if (target.resourceRoles.length === 0) return inSync("none named");
  const names = target.resourceRoles.map(({ role }) => role).join(", ");
  // A principal that does not exist yet has no roles.
  const missing = facts.servicePrincipal === undefined ? undefined : await missingOf(context);
  if (missing?.length === 0) return inSync(names);
  return {
    changed: true,
    detail: `give the application ${names}`,
    apply: async () => assignRoles(context, missing ?? (await missingOf(context))),
  };
};

function missingOf(context: StepContext): ReturnType<typeof missingRoles> {
  const { id: principalId } = established(context.facts.servicePrincipal, "service principal");
  const wanted = context.target.resourceRoles.map(
    ({ resourceId, role }) => ({ scope: resourceId, role, principalId, principalType: "ServicePrincipal" }) as const,
  );
  return missingRoles(context, wanted);
}
