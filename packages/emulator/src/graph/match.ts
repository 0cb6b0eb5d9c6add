import type { GraphRoute } from "./route.ts";

/** What a method and path lead to. */
export type Match =
  | { readonly kind: "route"; readonly route: GraphRoute; readonly params: Readonly<Record<string, string>> }
  | { readonly kind: "method"; readonly allowed: readonly GraphRoute["method"][] }
  | { readonly kind: "none" };

interface Compiled {
  readonly route: GraphRoute;
  readonly pattern: RegExp;
  readonly names: readonly string[];
  /** Higher goes first: literal text weighs more than a placeholder. */
  readonly weight: number;
}

function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}

/** `{path}` spans segments; a placeholder before a colon ends at it; any other holds one segment, colons included. */
function placeholder(name: string, next: string): string {
  if (name === "path") return "([^:]+)";
  if (next === ":") return "([^/:]+)";
  return next === "'" ? "((?:[^']|'')*)" : "([^/]+)";
}

function compile(route: GraphRoute): Compiled {
  const names: string[] = [];
  let pattern = "";
  let rest: string = route.path;
  for (let found = /\{(\w+)\}/.exec(rest); found !== null; found = /\{(\w+)\}/.exec(rest)) {
    const name = found[1] ?? "";
    const after = rest.slice(found.index + found[0].length);
    names.push(name);
    pattern += escapePattern(rest.slice(0, found.index)) + placeholder(name, after.charAt(0));
    rest = after;
  }
  pattern += escapePattern(rest);
  const weight = route.path.split("/").length * 10 - names.length * 5;
  return { route, pattern: new RegExp(`^${pattern}$`, "i"), names, weight };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function firstWord(path: string): string {
  return (/^\/([\w$]+)/.exec(path)?.[1] ?? "").toLowerCase();
}

/** Finds routes by method and canonical path; literal segments win over placeholders, whatever the order of the list. */
export function createMatcher(routes: readonly GraphRoute[]): (method: string, path: string) => Match {
  const groups = new Map<string, Compiled[]>();
  for (const route of routes) {
    const word = firstWord(route.path);
    const group = groups.get(word) ?? [];
    group.push(compile(route));
    groups.set(word, group);
  }
  for (const group of groups.values()) group.sort((left, right) => right.weight - left.weight);
  return (method, path) => {
    const allowed: GraphRoute["method"][] = [];
    for (const { route, pattern, names } of groups.get(firstWord(path)) ?? []) {
      const found = pattern.exec(path);
      if (found === null) continue;
      if (route.method !== method) {
        allowed.push(route.method);
        continue;
      }
      const params = Object.fromEntries(
        names.map((name, index) => [name, decode(found[index + 1] ?? "").replaceAll("''", "'")]),
      );
      return { kind: "route", route, params };
    }
    return allowed.length > 0 ? { kind: "method", allowed } : { kind: "none" };
  };
}
