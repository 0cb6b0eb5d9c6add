import { array, object, oneOf, permissionName, readJson, record, ShapeError, string } from "./scopes-source.ts";

export type Kind = "application" | "delegated";

/** A permission that the map lists for a call. */
export interface Allowed {
  readonly name: string;
  /** Whether the map marks it as (one of) the least privileged. */
  readonly least: boolean;
  /** 1 (harmless) to 5; absent in the map for some. */
  readonly privilege: number;
  /** In how many calls the permission appears: the narrower, the less it gives away. */
  readonly reach: number;
  /** Where not empty, one of these is needed besides. */
  readonly besides: readonly string[];
}

/** Calls by `METHOD /path` (lower-cased, placeholders emptied), each with what allows it. */
export type PermissionMap = ReadonlyMap<string, Readonly<Record<Kind, readonly Allowed[]>>>;

/** Personal accounts (`DelegatedPersonal`) are outside an organization's tenant, hence not read. */
const kindOfScheme: Readonly<Record<string, Kind>> = { Application: "application", DelegatedWork: "delegated" };
const schemes = ["Application", "DelegatedWork", "DelegatedPersonal"] as const;
const methods = ["GET", "POST", "PATCH", "PUT", "DELETE"] as const;

/** The form of a path under which the map and the typed routes meet. */
export function mapKey(method: string, path: string): string {
  return `${method} ${path
    .toLowerCase()
    .replaceAll(/\{[^}]*\}/g, "{}")
    .replace(/\/$/, "")}`;
}

interface Marks {
  readonly least: ReadonlySet<string>;
  readonly besides: readonly string[];
}

/** Reads `least=DelegatedWork,Application;AlsoRequires=A,B`. */
function marks(value: unknown, place: string): Marks {
  const least = new Set<string>();
  let besides: readonly string[] = [];
  for (const part of string(value, place)
    .split(";")
    .filter((item) => item !== "")) {
    const [key, list = ""] = part.split("=");
    const items = list.split(",").map((item) => item.trim());
    if (key === "least") for (const item of items) least.add(oneOf(item, place, schemes));
    else if (key === "AlsoRequires") besides = items.map((item) => permissionName(item, place));
    else throw new ShapeError(place, "least=… or AlsoRequires=…", part);
  }
  return { least, besides };
}

interface Row extends Omit<Allowed, "reach"> {
  readonly key: string;
  readonly kind: Kind;
}

function privilegeOf(declared: unknown, place: string): number {
  const level = record(declared, place, [
    "adminDisplayName",
    "adminDescription",
    "userDisplayName",
    "userDescription",
    "requiresAdminConsent",
    "privilegeLevel",
  ])["privilegeLevel"];
  if (level === undefined) return 3;
  if (typeof level !== "number" || level < 1 || level > 5)
    throw new ShapeError(place, "a privilege level of 1 to 5", level);
  return level;
}

function* rowsOf(name: string, declared: unknown): Iterable<Row> {
  const place = `permissions.json ${name}`;
  const fields = record(declared, place, ["authorizationType", "schemes", "pathSets", "ownerInfo"]);
  // Resource-specific consent is granted by a Teams app's manifest, not by an app registration.
  if (oneOf(fields["authorizationType"], place, ["oAuth2", "RSC"]) === "RSC") return;
  const texts = object(fields["schemes"], `${place}.schemes`);
  for (const [index, set] of array(fields["pathSets"], `${place}.pathSets`).entries()) {
    const at = `${place}.pathSets[${index}]`;
    const { schemeKeys, methods: verbs, paths } = record(set, at, ["schemeKeys", "methods", "paths"]);
    for (const [path, value] of Object.entries(object(paths, `${at}.paths`))) {
      const { least, besides } = marks(value, `${at} ${path}`);
      for (const schemeKey of array(schemeKeys, `${at}.schemeKeys`)) {
        const scheme = oneOf(schemeKey, at, schemes);
        const kind = kindOfScheme[scheme];
        if (kind === undefined) continue;
        const privilege = privilegeOf(texts[scheme], `${place}.schemes.${scheme}`);
        for (const verb of array(verbs, `${at}.methods`)) {
          const key = mapKey(oneOf(verb, at, methods), path);
          yield { key, kind, name, least: least.has(scheme), privilege, besides };
        }
      }
    }
  }
}

/** Reads which permissions allow which call. */
export async function readPermissionMap(directory: string): Promise<PermissionMap> {
  const file = record(await readJson(directory, "graph/permissions/permissions.json"), "permissions.json", [
    "$schema",
    "permissions",
  ]);
  const rows = Object.entries(object(file["permissions"], "permissions.json permissions")).flatMap(
    ([name, declared]) => [...rowsOf(permissionName(name, "permissions.json"), declared)],
  );
  const reach = new Map<string, number>();
  for (const { kind, name } of rows) reach.set(`${kind} ${name}`, (reach.get(`${kind} ${name}`) ?? 0) + 1);
  const map = new Map<string, Record<Kind, Allowed[]>>();
  for (const { key, kind, ...allowed } of rows) {
    const entry = map.get(key) ?? { application: [], delegated: [] };
    map.set(key, entry);
    entry[kind].push({ ...allowed, reach: reach.get(`${kind} ${allowed.name}`) ?? 0 });
  }
  return map;
}
