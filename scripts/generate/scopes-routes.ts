import type { GeneratedFile } from "./file.ts";
import { type Allowed, type Kind, mapKey, type PermissionMap } from "./scopes-permission-map.ts";
import type { GraphPermissions } from "./scopes-permissions.ts";
import { header, inlineArray, inlineUnion } from "./scopes-print.ts";
import { type ListedRoute, listedRoutes, notEnough, samePlace } from "./scopes-route-list.ts";
import { byText, sources } from "./scopes-source.ts";

/** What allows a call in one kind. */
interface Rule {
  /** Each suffices alone; the least privileged first. */
  readonly alone: readonly string[];
  /** Each pair suffices together, where one alone does not. */
  readonly together: readonly (readonly [string, string])[];
}

interface JoinedRoute extends ListedRoute, Readonly<Record<Kind, Rule>> {}

const methods = ["GET", "POST", "PATCH", "PUT", "DELETE"] as const;
const otherKind: Readonly<Record<Kind, Kind>> = { application: "delegated", delegated: "application" };

/** `/me` and `/users/{userId}` are one place; `/me` has no app-only form. */
function twin(key: string): string | undefined {
  if (/^\S+ \/me(\/|$)/.test(key)) return key.replace(" /me", " /users/{}");
  return / \/users\/\{\}(\/|$)/.test(key) ? key.replace(" /users/{}", " /me") : undefined;
}

function rows(map: PermissionMap, key: string, kind: Kind): readonly Allowed[] {
  const own = map.get(key)?.[kind] ?? [];
  if (own.length > 0) return own;
  const [method = "", path = ""] = key.split(" ");
  const other = samePlace.find(([from]) => from === path)?.[1];
  const same = other === undefined ? [] : (map.get(`${method} ${other}`)?.[kind] ?? []);
  if (same.length > 0) return same;
  const paired = twin(key);
  return paired === undefined || kind === "application" ? [] : (map.get(paired)?.delegated ?? []);
}

/** The map writes `Calendars.ReadBasic` for the application role that tenants know as `Calendars.ReadBasic.All`. */
function asPublished(item: Allowed, names: ReadonlyMap<string, unknown>): readonly Allowed[] {
  if (names.has(item.name)) return [item];
  return names.has(`${item.name}.All`) ? [{ ...item, name: `${item.name}.All` }] : [];
}

function writes(name: string): boolean {
  return /Write|Manage|Create|Delete|Send|AccessAsUser/.test(name);
}

/** Orders what allows a call from the least to the most privileged. */
function rank(allowed: readonly Allowed[], method: string, markedElsewhere: ReadonlySet<string>): readonly Allowed[] {
  const key = (item: Allowed): readonly number[] => [
    method === "GET" && writes(item.name) ? 1 : 0,
    item.least ? 0 : 1,
    markedElsewhere.has(item.name) ? 0 : 1,
    item.privilege,
    item.reach,
  ];
  return [...allowed].sort((left, right) => {
    const [a, b] = [key(left), key(right)];
    const place = a.findIndex((value, index) => value !== b[index]);
    return place === -1 ? byText(left.name, right.name) : (a[place] ?? 0) - (b[place] ?? 0);
  });
}

function ruleOf(route: ListedRoute, kind: Kind, map: PermissionMap, permissions: GraphPermissions): Rule {
  const key = mapKey(route.method, route.path);
  if (kind === "application" && / \/me(\/|$)/.test(key)) return { alone: [], together: [] };
  const excluded = new Set(notEnough.find((item) => item.route === key)?.permissions);
  const published = rows(map, key, kind).flatMap((item) => asPublished(item, permissions[kind]));
  const marked = new Set(rows(map, key, otherKind[kind]).flatMap((item) => (item.least ? [item.name] : [])));
  const ranked = rank(published, route.method, marked);
  const alone = ranked.filter((item) => item.besides.length === 0 && !excluded.has(item.name));
  const names = [...new Set(alone.map((item) => item.name))];
  const pairs = ranked
    .flatMap((item) => item.besides.map((besides) => [item.name, besides].sort(byText)))
    .filter((pair): pair is [string, string] =>
      pair.every((name) => permissions[kind].has(name) && !names.includes(name)),
    );
  const together = new Map(pairs.map((pair) => [pair.join(" "), pair]));
  return { alone: names, together: [...together.values()].sort((left, right) => byText(left.join(), right.join())) };
}

/** Joins the listed routes with the map; a route that nobody may call stops the generator. */
export function joinRoutes(map: PermissionMap, permissions: GraphPermissions): readonly JoinedRoute[] {
  return listedRoutes.map((route) => {
    const application = ruleOf(route, "application", map, permissions);
    const delegated = ruleOf(route, "delegated", map, permissions);
    if ([application, delegated].every((rule) => rule.alone.length + rule.together.length === 0)) {
      throw new Error(`${route.method} ${route.path}: the permission map does not know this call`);
    }
    return { ...route, application, delegated };
  });
}

/** Gives equal sets of permissions one name, in order of first use. */
function aliases(prefix: string): { name(text: string): string; readonly texts: ReadonlyMap<string, string> } {
  const texts = new Map<string, string>();
  return {
    texts,
    name(text: string): string {
      const found = texts.get(text) ?? `${prefix}${texts.size}`;
      texts.set(text, found);
      return found;
    },
  };
}

function togetherType(rule: Rule): string {
  return rule.together.map((pair) => `readonly ${inlineArray(pair)}`).join(" | ") || "never";
}

/** One interface a method, keyed by path; equal permission sets are one alias, which keeps the checker fast. */
export function routeTypes(routes: readonly JoinedRoute[]): GeneratedFile {
  const sets = aliases("P");
  const setOf = (rule: Rule): string =>
    rule.alone.length === 0 ? "never" : sets.name(inlineUnion([...rule.alone].sort(byText)));
  const interfaces = methods.map((method) => {
    const entries = routes
      .filter((route) => route.method === method)
      .map((route) => {
        const { application, delegated } = route;
        const together = application.together.length + delegated.together.length > 0;
        const fields = [
          `readonly application: ${setOf(application)}`,
          `readonly delegated: ${setOf(delegated)}`,
          ...(together
            ? [
                `readonly together: { readonly application: ${togetherType(application)}; readonly delegated: ${togetherType(delegated)} }`,
              ]
            : []),
          `readonly result: ${route.result === undefined ? "never" : JSON.stringify(route.result)}`,
          `readonly collection: ${route.collection === true}`,
        ];
        return `  readonly ${JSON.stringify(route.path)}: { ${fields.join("; ")} };\n`;
      });
    const name = `Graph${method.charAt(0)}${method.slice(1).toLowerCase()}`;
    return `\n/** Every \`${method}\` call of Microsoft Graph v1.0 that is typed, by canonical path. */\nexport interface ${name} {\n${entries.join("")}}\n`;
  });
  const types = [...sets.texts].map(([text, name]) => `type ${name} = ${text};\n`).join("");
  const text = `${header("Microsoft Graph v1.0: which permissions allow which call.", [sources.permissionMap])}\n${types}${interfaces.join("")}`;
  return { path: "packages/scopes/src/graph-routes.gen.ts", text };
}

/** The same table as data, the least privileged permission of each set first. */
export function routeTable(routes: readonly JoinedRoute[]): GeneratedFile {
  const sets = aliases("p");
  const setOf = (rule: Rule): string => (rule.alone.length === 0 ? "none" : sets.name(inlineArray(rule.alone)));
  const pairs = (rule: Rule): string => `[${rule.together.map(inlineArray).join(", ")}]`;
  const rowTexts = routes.map((route) => {
    const { application, delegated } = route;
    const together = application.together.length + delegated.together.length > 0;
    const tail = together ? `, { application: ${pairs(application)}, delegated: ${pairs(delegated)} }` : "";
    return `  ["${route.method}", ${JSON.stringify(route.path)}, ${setOf(application)}, ${setOf(delegated)}${tail}],\n`;
  });
  const constants = [...sets.texts].map(([text, name]) => `const ${name} = ${text} as const;\n`).join("");
  const text = `${header("Microsoft Graph v1.0: which permissions allow which call, the least privileged first.", [sources.permissionMap])}
import type { RouteRow } from "./route.ts";

const none = [] as const;
${constants}
export const routeTable: readonly RouteRow[] = [
${rowTexts.join("")}];
`;
  return { path: "packages/scopes/src/route-table.gen.ts", text };
}
