import { PermissionError } from "../permission-error.ts";
import type { PermissionKind } from "../permission.ts";
import type { ResourceTable } from "../resource.ts";
import { type Api, apiOf } from "./api.ts";
import { type Resolved, resolve } from "./resolve.ts";

/** What a manifest asks of one API in one kind. */
export interface Wanted {
  readonly api: Api;
  readonly permissions: readonly Resolved[];
}

const form = 'Write { "graph": ["User.Read.All"] }: a resource, then a list of permission names.';

function malformed(place: string, found: string): PermissionError {
  return new PermissionError("malformed_manifest", `Found ${found}.`, { place, remedy: form });
}

function described(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "an array" : `a value of type ${typeof value}`;
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function readList(list: unknown, api: Api, kind: PermissionKind, place: string): readonly Resolved[] {
  if (!Array.isArray(list)) throw malformed(place, `${described(list)} where a list of permission names belongs`);
  const found = list.map((item: unknown, index) => {
    const at = `${place}[${index}]`;
    if (typeof item !== "string") throw malformed(at, `${described(item)} where a permission name belongs`);
    return resolve(item, api, kind, at);
  });
  return [...new Map(found.map((permission) => [permission.id, permission])).values()];
}

/** Reads what a manifest asks in one kind, and checks every name; nothing about the value is taken on trust. */
export function readManifest(
  json: unknown,
  kind: PermissionKind,
  resources: ResourceTable | undefined,
): readonly Wanted[] {
  if (!isObject(json)) throw malformed(kind, `${described(json)} where an object belongs`);
  return Object.entries(json)
    .filter(([key]) => key !== "$schema")
    .map(([key, list]) => {
      const place = `${kind}.${key}`;
      const api = apiOf(key, resources, place);
      return { api, permissions: readList(list, api, kind, place) };
    });
}
