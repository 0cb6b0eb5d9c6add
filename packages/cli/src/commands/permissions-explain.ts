import { type Permission, PermissionError, findPermissions, requiredResourceAccess } from "@entrakit/scopes/graph";
import { resources } from "@entrakit/scopes/resources";

import { CliError } from "../errors.ts";
import { writeJson } from "../output/json.ts";
import { styled } from "../output/style.ts";
import type { Output, Terminal } from "../terminal.ts";
import { isOn, text, type Values } from "./values.ts";

/** `entrakit permissions explain`: what a permission's name or GUID stands for. Offline. */
export function explainPermission(args: Values, terminal: Terminal): number {
  const found = findPermissions(text(args, "permission"), resources);
  if (found.length === 0) throw unknown(text(args, "permission"));
  if (isOn(args, "json"))
    writeJson(terminal.stdout, { command: "permissions explain", permissions: found.map(withTitle) });
  else
    for (const resource of new Set(found.map((permission) => permission.resource)))
      show(terminal.stdout, resource, found);
  return 0;
}

function titleOf(resource: Permission["resource"]): string {
  return resource === "graph" ? "Microsoft Graph" : resources[resource].name;
}

function withTitle(permission: Permission): object {
  return {
    ...permission,
    resourceName: titleOf(permission.resource),
    type: permission.kind === "application" ? "Role" : "Scope",
  };
}

function show(output: Output, resource: Permission["resource"], found: readonly Permission[]): void {
  const here = found.filter((permission) => permission.resource === resource);
  const names = [...new Set(here.map(({ name }) => name))].join(", ");
  output.write(`${styled(output, "strong", names)} of ${titleOf(resource)} (${resource} in a manifest)\n`);
  for (const { kind, id, adminConsent } of here)
    output.write(`  ${kind.padEnd(11)}  ${id}  ${consent(adminConsent)}\n`);
}

function consent(adminConsent: boolean | undefined): string {
  if (adminConsent === undefined) return "";
  return adminConsent ? "an administrator consents" : "each user may consent";
}

/** The registry's own refusal knows the nearest names; a name near in either kind is worth showing. */
function unknown(wanted: string): CliError {
  const suggestions = new Set([...suggest(wanted, "application"), ...suggest(wanted, "delegated")]);
  return new CliError({
    code: "unknown_name",
    message: `No permission has the name or GUID "${wanted}".`,
    remedy:
      suggestions.size > 0
        ? `Did you mean ${[...suggestions].join(" or ")}?`
        : "Look it up at learn.microsoft.com/graph/permissions-reference.",
  });
}

function suggest(wanted: string, kind: Permission["kind"]): readonly string[] {
  try {
    requiredResourceAccess(JSON.parse(JSON.stringify({ [kind]: { graph: [wanted] } })), resources);
    return [];
  } catch (error) {
    if (PermissionError.isInstance(error)) return error.suggestions;
    throw error;
  }
}
