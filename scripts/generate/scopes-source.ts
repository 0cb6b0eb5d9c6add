import { readFile } from "node:fs/promises";
import { join } from "node:path";

/** The public repositories that the registry is made from, as generated headers name them. */
export const sources = {
  liveExport: "github.com/merill/microsoft-info @ 43b8a5d (2026-08-20), MIT",
  permissionMap: "github.com/microsoftgraph/microsoft-graph-devx-content @ 6cbd6bb (2026-08-07), MIT",
  classified: "github.com/Cloud-Architekt/AzurePrivilegedIAM @ f14538f (2026-08-21), MIT",
  firstParty:
    "github.com/maciejporebski/azure-ad-first-party-apps-permissions @ dfafb9c (2026-08-22), names and GUIDs only",
} as const;

/** Says where the input stopped being what the generator was written for. */
export class ShapeError extends Error {
  constructor(place: string, expected: string, found: unknown) {
    const shown = JSON.stringify(found) ?? typeof found;
    super(`${place}: expected ${expected}, found ${shown.length > 80 ? `${shown.slice(0, 80)}…` : shown}`);
    this.name = "ShapeError";
  }
}

export type JsonObject = Readonly<Record<string, unknown>>;

export async function readJson(directory: string, path: string): Promise<unknown> {
  const text = await readFile(join(directory, path), "utf8");
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Error(`${path}: not JSON`, { cause });
  }
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function object(value: unknown, place: string): JsonObject {
  if (!isObject(value)) throw new ShapeError(place, "an object", value);
  return value;
}

/** An object that has these fields and no others: a new field may change the meaning of the old ones. */
export function record(value: unknown, place: string, fields: readonly string[]): JsonObject {
  const found = object(value, place);
  const unknown = Object.keys(found).find((key) => !fields.includes(key));
  if (unknown !== undefined) throw new ShapeError(place, `only the fields ${fields.join(", ")}`, unknown);
  return found;
}

export function array(value: unknown, place: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new ShapeError(place, "an array", value);
  return value;
}

export function string(value: unknown, place: string): string {
  if (typeof value !== "string") throw new ShapeError(place, "a string", value);
  return value;
}

export function boolean(value: unknown, place: string): boolean {
  if (typeof value !== "boolean") throw new ShapeError(place, "a boolean", value);
  return value;
}

export function oneOf<const T extends string>(value: unknown, place: string, allowed: readonly T[]): T {
  const found = allowed.find((item) => item === value);
  if (found === undefined) throw new ShapeError(place, `one of ${allowed.join(", ")}`, value);
  return found;
}

/** A lower-case GUID. */
export function guid(value: unknown, place: string): string {
  const found = string(value, place);
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(found))
    throw new ShapeError(place, "a lower-case GUID", found);
  return found;
}

/** A permission's name: letters, digits, dots, hyphens and underscores. */
export function permissionName(value: unknown, place: string): string {
  const found = string(value, place);
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(found)) throw new ShapeError(place, "a permission name", found);
  return found;
}

/** Orders strings by code unit, so that the order is the same on every machine. */
export function byText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
