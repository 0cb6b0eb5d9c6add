import { ArmError, armJson } from "./answer.ts";
import { type ArmCall, demand } from "./call.ts";
import { type RoleDefinition, roleDefinitions } from "./roles.ts";

/** The id that a role has when it is looked at from a scope: a subscription's stays in front, nothing else does. */
export function roleDefinitionId(scope: string, roleId: string): string {
  const subscription = /^\/subscriptions\/[^/]+/i.exec(scope)?.[0] ?? "";
  return `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${roleId}`;
}

function render(definition: RoleDefinition, scope: string): object {
  const { actions, notActions, dataActions, notDataActions } = definition;
  return {
    properties: {
      roleName: definition.roleName,
      type: "BuiltInRole",
      description: definition.description,
      assignableScopes: ["/"],
      permissions: [{ actions, notActions, dataActions, notDataActions }],
      createdOn: "2015-02-02T21:55:09.8806423Z",
      updatedOn: "2023-07-10T15:10:53.1069018Z",
      createdBy: null,
      updatedBy: null,
    },
    id: roleDefinitionId(scope, definition.id),
    type: "Microsoft.Authorization/roleDefinitions",
    name: definition.id,
  };
}

function filtered(filter: string | null): readonly RoleDefinition[] {
  const all = [...roleDefinitions.values()];
  if (filter === null || filter === "" || /^atScopeAndBelow\(\)$/i.test(filter)) return all;
  const roleName = /^roleName\s+eq\s+'((?:[^']|'')*)'$/i.exec(filter)?.[1]?.replaceAll("''", "'");
  if (roleName !== undefined) {
    return all.filter((definition) => definition.roleName.toLowerCase() === roleName.toLowerCase());
  }
  const type = /^type\s+eq\s+'([^']*)'$/i.exec(filter)?.[1];
  if (type !== undefined) return type.toLowerCase() === "builtinrole" ? all : [];
  throw new ArmError(400, "BadRequestFormat", `The filter '${filter}' is not supported on role definitions.`);
}

/** GET of one role (`name` is its GUID) or of all. */
export function getRoleDefinitions(call: ArmCall, name: string | undefined): Response {
  // Everybody may read the built-in roles at the tenant's root.
  if (call.scope !== "/") demand(call, "Microsoft.Authorization/roleDefinitions/read", call.scope);
  if (name === undefined) {
    const value = filtered(call.url.searchParams.get("$filter")).map((definition) => render(definition, call.scope));
    return armJson(200, { value });
  }
  const definition = roleDefinitions.get(name.toLowerCase());
  if (definition === undefined) {
    throw new ArmError(
      404,
      "RoleDefinitionDoesNotExist",
      `The specified role definition with ID '${name}' does not exist.`,
    );
  }
  return armJson(200, render(definition, call.scope));
}
