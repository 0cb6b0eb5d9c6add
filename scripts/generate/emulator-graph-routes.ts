import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { type EmulatedRoute, emulatedRoutes } from "./emulator-graph-route-list.ts";
import type { Generator } from "./file.ts";

type Kind = "application" | "delegated";
type Table = ReadonlyMap<string, Readonly<Record<Kind, readonly string[]>>>;

const schemes: Readonly<Record<Kind, string>> = { application: "Application", delegated: "DelegatedWork" };
const kinds: readonly Kind[] = ["application", "delegated"];
const sources = {
  documentation:
    "github.com/microsoftgraph/microsoft-graph-docs @ db3ad7292b (2021-07-16), CC-BY-4.0: permission tables, facts only",
  map: "github.com/microsoftgraph/microsoft-graph-devx-content @ 6cbd6bb (2026-08-07), MIT: permissions.json",
};

function objectAt(value: unknown, place: string): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new Error(`${place}: expected an object`);
  return { ...value };
}

function listAt(value: unknown, place: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new Error(`${place}: expected a list`);
  return value;
}

function stringsAt(value: unknown, place: string): readonly string[] {
  return listAt(value, place).map((member) => {
    if (typeof member !== "string") throw new Error(`${place}: expected texts`);
    return member;
  });
}

async function readJson(directory: string, path: string): Promise<unknown> {
  const value: unknown = JSON.parse(await readFile(join(directory, path), "utf8"));
  return value;
}

/** Method and path without case, placeholder names, query or host; `/me` is somebody, so `/users/{}`. */
function keyOf(method: string, path: string): string {
  const plain = path
    .replace(/^https:\/\/graph\.microsoft\.com\/(v1\.0|beta)/, "")
    .replace(/\?.*$/, "")
    .toLowerCase();
  return `${method.toUpperCase()} ${plain
    .replaceAll(/\{[^}]*\}/g, "{}")
    .replace(/^\/me(?=\/|$)/, "/users/{}")
    .replace(/\/$/, "")}`;
}

function byText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

function add(table: Map<string, Record<Kind, string[]>>, key: string, kind: Kind, names: readonly string[]): void {
  const row = table.get(key) ?? { application: [], delegated: [] };
  for (const name of names) if (!row[kind].includes(name)) row[kind].push(name);
  table.set(key, row);
}

/** The documentation's tables, by call; a row without any name (a page whose table was not found) is no row. */
async function readDocumentation(directory: string): Promise<Table> {
  const table = new Map<string, Record<Kind, string[]>>();
  for (const entry of listAt(
    await readJson(directory, "graph/docs-examples/permission-tables.json"),
    "permission-tables.json",
  )) {
    const { path: page, requests, permissions } = objectAt(entry, "a page");
    if (permissions === null || permissions === undefined) continue;
    const place = String(page);
    const columns = objectAt(permissions, place);
    const named = kinds.map(
      (kind) => [kind, columns[schemes[kind]] === undefined ? [] : stringsAt(columns[schemes[kind]], place)] as const,
    );
    if (named.every(([, names]) => names.length === 0)) continue;
    for (const request of listAt(requests, place)) {
      const [method = "", path = ""] = stringsAt(request, place);
      for (const [kind, names] of named) add(table, keyOf(method, path), kind, names);
    }
  }
  return table;
}

interface PermissionMap {
  readonly all: Table;
  /** Only what the map calls least privileged. */
  readonly least: Table;
}

/** The names that are wanted besides one, as `AlsoRequires=A,B` lists them: each of them will do. */
function pairedWith(name: string, marks: string): readonly string[] {
  const besides = /AlsoRequires=([^;]*)/.exec(marks)?.[1];
  return besides === undefined
    ? [name]
    : besides.split(",").map((other) => [name, other.trim()].sort(byText).join("+"));
}

async function readMap(directory: string): Promise<PermissionMap> {
  const all = new Map<string, Record<Kind, string[]>>();
  const least = new Map<string, Record<Kind, string[]>>();
  const permissions = objectAt(
    objectAt(await readJson(directory, "graph/permissions/permissions.json"), "permissions.json")["permissions"],
    "permissions",
  );
  for (const [name, permission] of Object.entries(permissions)) {
    for (const set of listAt(objectAt(permission, name)["pathSets"] ?? [], name)) {
      const { schemeKeys, methods, paths } = objectAt(set, name);
      const found = stringsAt(schemeKeys, name);
      for (const [path, value] of Object.entries(objectAt(paths, name))) {
        const marks = String(value);
        const leastFor = /(?:^|;)least=([^;]*)/.exec(marks)?.[1]?.split(",") ?? [];
        for (const method of stringsAt(methods, name)) {
          for (const kind of kinds.filter((candidate) => found.includes(schemes[candidate]))) {
            add(all, keyOf(method, path), kind, pairedWith(name, marks));
            if (leastFor.includes(schemes[kind])) add(least, keyOf(method, path), kind, pairedWith(name, marks));
          }
        }
      }
    }
  }
  return { all, least };
}

interface Rule extends Readonly<Record<Kind, readonly string[]>> {
  readonly source: "documentation" | "map";
}

/**
 * The documentation speaks where it has a row. It is of 2021, so the map adds to it what came later: names that no table
 * knows, and the finer ones that the map calls least. Who may read and write may read.
 */
function ruleOf(
  route: EmulatedRoute,
  documentation: Table,
  map: PermissionMap,
  known: Readonly<Record<Kind, ReadonlySet<string>>>,
): Rule {
  const key = keyOf(route.method, route.as ?? route.path);
  const row = route.documented === false ? undefined : documentation.get(key);
  const mapped = map.all.get(key);
  if (row === undefined && mapped === undefined) throw new Error(`${key}: neither source knows this call`);
  const names = (kind: Kind): readonly string[] => {
    const later = (mapped?.[kind] ?? []).filter((entry) => !known[kind].has(entry) && !entry.includes("+"));
    const base =
      row === undefined ? (mapped?.[kind] ?? []) : [...row[kind], ...(map.least.get(key)?.[kind] ?? []), ...later];
    const wider = base
      .map((entry) => entry.replace(/\.Read(?=\.|$)/, ".ReadWrite"))
      .filter((entry) => known[kind].has(entry));
    return [...new Set([...base, ...wider])].sort(byText);
  };
  return {
    application: names("application"),
    delegated: names("delegated"),
    source: row === undefined ? "map" : "documentation",
  };
}

function knownNames(table: Table): Readonly<Record<Kind, ReadonlySet<string>>> {
  const names = (kind: Kind): ReadonlySet<string> => new Set([...table.values()].flatMap((row) => row[kind]));
  return { application: names("application"), delegated: names("delegated") };
}

/** Every plain word that stands between slashes in the map's paths: what Graph knows, whether the emulator plays it or not. */
function segmentsOf(map: PermissionMap): string {
  const words = new Set([...map.all.keys()].flatMap((key) => key.split(" ")[1]?.split("/") ?? []));
  return [...words]
    .filter((word) => /^[$a-z0-9]+$/.test(word))
    .sort(byText)
    .join(" ");
}

/** The permission rules of the emulated Graph, from sources that the registry in `scopes` does not start from. */
export const generate: Generator = async (directory) => {
  const documentation = await readDocumentation(directory);
  const map = await readMap(directory);
  const known = knownNames(documentation);
  const sets = new Map<string, string>();
  const setOf = (names: readonly string[]): string => {
    const text = JSON.stringify(names);
    const name = sets.get(text) ?? `set${sets.size}`;
    sets.set(text, name);
    return name;
  };
  const rows = emulatedRoutes.map((route) => {
    const { application, delegated, source } = ruleOf(route, documentation, map, known);
    const fields = `application: ${setOf(application)}, delegated: ${setOf(delegated)}, source: ${JSON.stringify(source)}`;
    return `  ${JSON.stringify(`${route.method} ${route.path}`)}: { ${fields} },\n`;
  });
  const lists = [...sets].map(([names, name]) => `const ${name} = ${names};\n`).join("");
  const text = `// Generated by scripts/generate/emulator-graph-routes.ts; do not edit.
// Sources: ${sources.documentation}
//          ${sources.map}
import type { PermissionRule } from "../graph/permission.ts";

${lists}
/** Which permissions allow which call, by method and route. */
export const graphPermissions: Readonly<Record<string, PermissionRule>> = {
${rows.join("")}};

/** Words of Microsoft Graph's paths, lower-cased, separated by spaces. */
export const graphSegments: string =
  ${JSON.stringify(segmentsOf(map))};
`;
  return [{ path: "packages/emulator/src/data/graph-permissions.gen.ts", text }];
};
