import { stringOf } from "../json.ts";
import { assignmentsOf, isWithin } from "./allows.ts";
import { ArmError, armEmpty, armJson } from "./answer.ts";
import { type ArmCall, demand, demandExistence } from "./call.ts";
import { roleDefinitionId } from "./role-definitions.ts";
import { roleDefinitions } from "./roles.ts";
import type { ArmState, RoleAssignment } from "./state.ts";

const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

function render(assignment: RoleAssignment): object {
  return {
    properties: {
      roleDefinitionId: roleDefinitionId(assignment.scope, assignment.roleId),
      principalId: assignment.principalId,
      principalType: assignment.principalType,
      scope: assignment.scope,
      condition: null,
      conditionVersion: null,
      createdOn: assignment.createdOn,
      updatedOn: assignment.updatedOn,
      createdBy: assignment.createdBy,
      updatedBy: assignment.createdBy,
      delegatedManagedIdentityResourceId: null,
      description: assignment.description,
    },
    id: assignment.id,
    type: "Microsoft.Authorization/roleAssignments",
    name: assignment.name,
  };
}

function assignmentId(scope: string, name: string): string {
  return `${scope === "/" ? "" : scope}/providers/Microsoft.Authorization/roleAssignments/${name}`;
}

/** Puts an assignment into the state under its id. */
export function addRoleAssignment(arm: ArmState, fields: Omit<RoleAssignment, "id" | "updatedOn">): RoleAssignment {
  const id = assignmentId(fields.scope, fields.name);
  const assignment: RoleAssignment = { ...fields, id, updatedOn: fields.createdOn };
  arm.roleAssignments.set(id.toLowerCase(), assignment);
  return assignment;
}

function equalsFilter(filter: string, property: string): string | undefined {
  return new RegExp(`${property}\\s+eq\\s+'([^']*)'`, "i").exec(filter)?.[1];
}

function list(call: ArmCall): Response {
  demand(call, "Microsoft.Authorization/roleAssignments/read", call.scope);
  const filter = call.url.searchParams.get("$filter") ?? "";
  const principalId = equalsFilter(filter, "principalId");
  const assignedTo = /assignedTo\('([^']*)'\)/i.exec(filter)?.[1];
  const atScope = /atScope\(\)/i.test(filter);
  if (filter.trim() !== "" && principalId === undefined && assignedTo === undefined && !atScope) {
    throw new ArmError(
      400,
      "UnsupportedQuery",
      `The filter '${filter}' is not supported. Supported filters are atScope(), principalId eq '{value}' and assignedTo('{value}').`,
    );
  }
  const reaching = assignedTo === undefined ? undefined : new Set(assignmentsOf(call.tenant, assignedTo));
  const value = [...call.tenant.arm.roleAssignments.values()].filter(
    (assignment) =>
      (isWithin(call.scope, assignment.scope) || (!atScope && isWithin(assignment.scope, call.scope))) &&
      (principalId === undefined || assignment.principalId === principalId) &&
      (reaching === undefined || reaching.has(assignment)),
  );
  return armJson(200, { value: value.map(render), nextLink: null });
}

interface Wanted {
  readonly roleId: string;
  readonly principalId: string;
  readonly principalType: string;
  readonly description: string | null;
}

function principalType(call: ArmCall, principalId: string, declared: unknown): string {
  const { users, groups, servicePrincipals } = call.tenant.directory;
  if (servicePrincipals.has(principalId)) return "ServicePrincipal";
  if (users.has(principalId)) return "User";
  if (groups.has(principalId)) return "Group";
  if (typeof declared === "string") return declared;
  throw new ArmError(
    400,
    "PrincipalNotFound",
    `Principal ${principalId.replaceAll("-", "")} does not exist in the directory ${call.tenant.tenantId}. Check that you have the correct principal ID. If you are creating this principal and then immediately assigning a role, this error might be related to a replication delay. In this case, set the role assignment principalType property to a value, such as ServicePrincipal, User, or Group.  See https://aka.ms/docs-principaltype`,
  );
}

async function readBody(request: Request): Promise<Readonly<Record<string, unknown>>> {
  try {
    const body: unknown = await request.json();
    if (typeof body === "object" && body !== null && "properties" in body) {
      const { properties } = body;
      if (typeof properties === "object" && properties !== null) return { ...properties };
    }
  } catch {
    // Rendered below: a body that is not JSON and one without properties get the same answer.
  }
  throw new ArmError(400, "InvalidRequestContent", "The request content was invalid and could not be deserialized.");
}

async function readWanted(call: ArmCall): Promise<Wanted> {
  const properties = await readBody(call.request);
  const definitionId = stringOf(properties["roleDefinitionId"]) ?? "";
  const roleId = definitionId.split("/").at(-1)?.toLowerCase() ?? "";
  if (!roleDefinitions.has(roleId)) {
    throw new ArmError(
      400,
      "RoleDefinitionDoesNotExist",
      `The specified role definition with ID '${roleId}' does not exist.`,
    );
  }
  const principalId = stringOf(properties["principalId"]) ?? "";
  if (!guid.test(principalId)) {
    throw new ArmError(400, "InvalidPrincipalId", `A valid principal ID must be provided for role assignment.`);
  }
  if (typeof properties["condition"] === "string" && properties["condition"] !== "") {
    throw new ArmError(
      501,
      "NotImplemented",
      "The emulator does not evaluate conditions of role assignments, so it takes none.",
    );
  }
  const { description } = properties;
  return {
    roleId,
    principalId: principalId.toLowerCase(),
    principalType: principalType(call, principalId.toLowerCase(), properties["principalType"]),
    description: typeof description === "string" ? description : null,
  };
}

async function put(call: ArmCall, name: string): Promise<Response> {
  const id = assignmentId(call.scope, name);
  demand(call, "Microsoft.Authorization/roleAssignments/write", id);
  demandExistence(call.tenant, call.scope);
  if (!guid.test(name)) {
    throw new ArmError(
      400,
      "InvalidRoleAssignmentId",
      `The role assignment ID '${name}' is not valid. The role assignment ID must be a GUID.`,
    );
  }
  const wanted = await readWanted(call);
  const { roleAssignments } = call.tenant.arm;
  const existing = roleAssignments.get(id.toLowerCase());
  if (existing !== undefined) {
    if (existing.roleId === wanted.roleId && existing.principalId === wanted.principalId)
      return armJson(200, render(existing));
    throw new ArmError(
      400,
      "RoleAssignmentUpdateNotPermitted",
      "Tenant ID, application ID, principal ID, and scope are not allowed to be updated.",
    );
  }
  for (const other of roleAssignments.values()) {
    const sameScope = other.scope.toLowerCase() === call.scope.toLowerCase();
    if (sameScope && other.roleId === wanted.roleId && other.principalId === wanted.principalId) {
      throw new ArmError(409, "RoleAssignmentExists", "The role assignment already exists.");
    }
  }
  const createdOn = new Date(call.tenant.clock.now()).toISOString();
  const created = addRoleAssignment(call.tenant.arm, {
    ...wanted,
    name,
    scope: call.scope,
    createdOn,
    createdBy: call.claims.oid,
  });
  return armJson(201, render(created));
}

function get(call: ArmCall, name: string): Response {
  const id = assignmentId(call.scope, name);
  demand(call, "Microsoft.Authorization/roleAssignments/read", id);
  const assignment = call.tenant.arm.roleAssignments.get(id.toLowerCase());
  if (assignment === undefined) {
    throw new ArmError(404, "RoleAssignmentNotFound", `The role assignment '${name}' is not found.`);
  }
  return armJson(200, render(assignment));
}

function remove(call: ArmCall, name: string): Response {
  const id = assignmentId(call.scope, name);
  demand(call, "Microsoft.Authorization/roleAssignments/delete", id);
  const assignment = call.tenant.arm.roleAssignments.get(id.toLowerCase());
  if (assignment === undefined) return armEmpty(204);
  call.tenant.arm.roleAssignments.delete(id.toLowerCase());
  return armJson(200, render(assignment));
}

/** GET, PUT and DELETE of one assignment (`name` is a GUID), or GET of those that a scope sees. */
export async function handleRoleAssignments(call: ArmCall, name: string | undefined): Promise<Response> {
  const { method } = call.request;
  if (method === "GET") return name === undefined ? list(call) : get(call, name);
  if (name !== undefined && method === "PUT") return put(call, name);
  if (name !== undefined && method === "DELETE") return remove(call, name);
  throw new ArmError(
    405,
    "MethodNotAllowed",
    `The request used HTTP method '${method}', which role assignments do not take here.`,
  );
}
