import { PermissionError } from "../permission-error.ts";
import type { PermissionIds, PermissionKind } from "../permission.ts";
import type { Api } from "./api.ts";
import { nearest } from "./nearest.ts";

/** A permission as a manifest names it, found. */
export interface Resolved {
  readonly name: string;
  readonly id: string;
}

const otherKind: Readonly<Record<PermissionKind, PermissionKind>> = {
  application: "delegated",
  delegated: "application",
};

const article: Readonly<Record<PermissionKind, string>> = { application: "an application", delegated: "a delegated" };

function isGuid(value: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value);
}

/** The permissions of an API that exist in a kind, by name. */
function published(api: Api, kind: PermissionKind): ReadonlyMap<string, string> {
  const named = Object.entries(api.permissions).flatMap(([name, ids]) => {
    const id = ids[kind];
    return id === undefined ? [] : [[name, id] as const];
  });
  return new Map(named);
}

/** `"User.Read.All" (df021288-…)` for each suggestion. */
function quoted(names: readonly string[], ids: ReadonlyMap<string, string>): string {
  return names.map((name) => `"${name}" (${ids.get(name) ?? ""})`).join(" or ");
}

function noneOfKind(api: Api, kind: PermissionKind, place: string): PermissionError {
  const remedy = api.rbac
    ? "An app reaches it through a role assignment in Azure (RBAC): remove the line and assign a role instead."
    : "Remove the line.";
  return new PermissionError("wrong_kind", `${api.title} has no ${kind} permissions.`, { place, remedy });
}

function wrongKind(value: string, name: string, api: Api, kind: PermissionKind, place: string): PermissionError {
  const available = published(api, kind);
  if (available.size === 0) return noneOfKind(api, kind, place);
  // Another noun (`Tenant.…` for `Report.…`) would be another power, not the same one in this kind.
  const [noun = ""] = name.split(".");
  const suggestions = nearest(name, available.keys()).filter((candidate) => candidate.startsWith(`${noun}.`));
  const has = otherKind[kind];
  const use =
    suggestions.length === 0 ? "" : `As ${article[kind]} permission use ${quoted(suggestions, available)}, or `;
  const problem = isGuid(value)
    ? `${value} is the ${has} permission "${name}" of ${api.title}, not ${article[kind]} one.`
    : `"${name}" is ${article[has]} permission of ${api.title}, not ${article[kind]} one.`;
  const move = `${use === "" ? "M" : "m"}ove it to the ${has} permissions.`;
  return new PermissionError("wrong_kind", problem, { place, suggestions, remedy: `${use}${move}` });
}

function resolveId(value: string, api: Api, kind: PermissionKind, place: string): Resolved {
  const id = value.toLowerCase();
  const entries = Object.entries(api.permissions);
  const holder = (wanted: PermissionKind): string | undefined => entries.find(([, ids]) => ids[wanted] === id)?.[0];
  const name = holder(kind);
  if (name !== undefined) return { name, id };
  const other = holder(otherKind[kind]);
  if (other !== undefined) throw wrongKind(value, other, api, kind, place);
  throw new PermissionError("unknown_permission", `No permission of ${api.title} has the GUID ${value}.`, {
    place,
    remedy: "Write the permission's name instead.",
  });
}

function resolveName(name: string, api: Api, kind: PermissionKind, place: string): Resolved {
  const ids: PermissionIds | undefined = Object.hasOwn(api.permissions, name) ? api.permissions[name] : undefined;
  const id = ids?.[kind];
  if (id !== undefined) return { name, id };
  if (ids !== undefined) throw wrongKind(name, name, api, kind, place);
  const available = published(api, kind);
  if (available.size === 0) throw noneOfKind(api, kind, place);
  const suggestions = nearest(name, available.keys());
  throw new PermissionError("unknown_permission", `${api.title} has no ${kind} permission "${name}".`, {
    place,
    suggestions,
    remedy:
      suggestions.length === 0
        ? "Look its name up at learn.microsoft.com/graph/permissions-reference or in the API's documentation."
        : `Use ${quoted(suggestions, available)}.`,
  });
}

/** Finds the permission that a manifest names, by name or by GUID of the right kind. */
export function resolve(value: string, api: Api, kind: PermissionKind, place: string): Resolved {
  return isGuid(value) ? resolveId(value, api, kind, place) : resolveName(value, api, kind, place);
}
