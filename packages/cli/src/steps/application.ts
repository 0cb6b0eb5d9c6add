import { type RegisteredApplication, readApplication, updateApplication, upsertApplication } from "../directory.ts";
import { deterministicGuid } from "../guid.ts";
import type { JsonObject } from "../json.ts";
import { orUndefined } from "../service.ts";
import type { ResourceAccess, Target } from "../target.ts";
import { type Step, type StepContext, inSync } from "./step.ts";

/** Creates the app registration under its unique name, or adds what it lacks; nothing that others added is removed. */
export const application: Step = async (context) => {
  const { graph, target, facts } = context;
  const found = await orUndefined(readApplication(graph, target.uniqueName));
  facts.application = found;
  if (found === undefined) {
    return { changed: true, detail: `create ${target.displayName}`, apply: () => create(context) };
  }
  const { body, changes } = difference(found, target);
  if (changes.length === 0) return inSync(`${found.displayName} (client id ${found.appId})`);
  return {
    changed: true,
    detail: changes.join(", "),
    async apply() {
      await updateApplication(graph, found.id, body);
      facts.application = await readApplication(graph, target.uniqueName);
      return { changed: true, detail: `${changes.join(", ")} (client id ${found.appId})` };
    },
  };
};

async function create({ graph, target, facts, retry }: StepContext): Promise<{ changed: true; detail: string }> {
  await upsertApplication(graph, target.uniqueName, {
    signInAudience: "AzureADMyOrg",
    ...difference(undefined, target).body,
  });
  const created = await retry(() => readApplication(graph, target.uniqueName));
  if (target.api !== undefined) {
    const identifierUris = [`api://${created.appId}`];
    await retry(() => updateApplication(graph, created.id, { identifierUris }));
    facts.application = { ...created, identifierUris };
  } else {
    facts.application = created;
  }
  return { changed: true, detail: `created ${target.displayName} (client id ${created.appId})` };
}

/** The part of the target that the registration lacks: a body for PATCH, and the same in words. */
function difference(
  found: RegisteredApplication | undefined,
  target: Target,
): { body: JsonObject; changes: readonly string[] } {
  const body: Record<string, unknown> = {};
  const changes: string[] = [];
  if (found?.displayName !== target.displayName) {
    body["displayName"] = target.displayName;
    changes.push(`rename to ${target.displayName}`);
  }
  const redirectUris = missing(target.redirectUris, found?.redirectUris);
  if (redirectUris.length > 0) {
    body["publicClient"] = { redirectUris: [...(found?.redirectUris ?? []), ...redirectUris] };
    changes.push(`add redirect ${redirectUris.join(", ")}`);
  }
  const access = withPermissions(found?.requiredResourceAccess ?? [], target.requiredResourceAccess);
  if (access.added > 0) {
    body["requiredResourceAccess"] = access.entries;
    changes.push(`ask for ${access.added} more permissions`);
  }
  return target.api === undefined ? { body, changes } : withApi(found, target, body, changes);
}

function withApi(
  found: RegisteredApplication | undefined,
  target: Target,
  body: Record<string, unknown>,
  changes: string[],
): { body: JsonObject; changes: readonly string[] } {
  if (found?.requestedAccessTokenVersion !== 2) {
    body["api"] = { requestedAccessTokenVersion: 2 };
    changes.push("ask for version 2 tokens");
  }
  const present = new Set(found?.appRoles.map((role) => role["value"]));
  const roles = (target.api?.appRoles ?? []).filter(({ value }) => !present.has(value));
  if (roles.length > 0) {
    const added = roles.map(({ value, displayName }) => ({
      id: deterministicGuid(target.uniqueName, "appRole", value),
      value,
      displayName,
      description: displayName,
      allowedMemberTypes: ["Application"],
      isEnabled: true,
    }));
    body["appRoles"] = [...(found?.appRoles ?? []), ...added];
    changes.push(`offer ${roles.map(({ value }) => value).join(", ")}`);
  }
  // A new registration learns its client id only when it is created; `create` sets the identifier then.
  const identifier = `api://${found?.appId}`;
  if (found !== undefined && !found.identifierUris.includes(identifier)) {
    body["identifierUris"] = [...found.identifierUris, identifier];
    changes.push(`add identifier ${identifier}`);
  }
  return { body, changes };
}

function missing(wanted: readonly string[], present: readonly string[] = []): readonly string[] {
  return wanted.filter((value) => !present.includes(value));
}

/** Both lists as one, since a PATCH replaces the whole list; what was there keeps its place. */
function withPermissions(
  present: readonly ResourceAccess[],
  wanted: readonly ResourceAccess[],
): { entries: readonly ResourceAccess[]; added: number } {
  let added = 0;
  const entries = new Map(present.map((entry) => [entry.resourceAppId.toLowerCase(), entry]));
  for (const { resourceAppId, resourceAccess } of wanted) {
    const before = entries.get(resourceAppId)?.resourceAccess ?? [];
    const known = new Set(before.map(({ id, type }) => `${type} ${id.toLowerCase()}`));
    const more = resourceAccess.filter(({ id, type }) => !known.has(`${type} ${id}`));
    added += more.length;
    if (more.length > 0) entries.set(resourceAppId, { resourceAppId, resourceAccess: [...before, ...more] });
  }
  return { entries: [...entries.values()], added };
}
