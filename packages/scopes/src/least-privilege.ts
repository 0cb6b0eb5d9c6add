import { matchRoute } from "./internal/match-route.ts";
import { nearest } from "./internal/nearest.ts";
import type { GraphPermission, PermissionKind } from "./permission.ts";
import { PermissionError } from "./permission-error.ts";
import type { GraphMethod } from "./route.ts";
import { routeTable } from "./route-table.gen.ts";

/** What allows a call of Microsoft Graph in one kind. */
export interface RoutePermissions<Kind extends PermissionKind> {
  /** Each allows the call alone; the least privileged first. */
  readonly alone: readonly GraphPermission<Kind>[];
  /** Each pair allows the call together, where neither member does alone. */
  readonly together: readonly (readonly [GraphPermission<Kind>, GraphPermission<Kind>])[];
}

/** A typed call of Microsoft Graph v1.0 and what allows it. */
export interface GraphRoute {
  readonly method: GraphMethod;
  /** Canonical: the model's casing, one name per placeholder. */
  readonly path: string;
  readonly application: RoutePermissions<"application">;
  readonly delegated: RoutePermissions<"delegated">;
}

/**
 * The typed call that a method and a path mean, with the permissions that allow it.
 *
 * The path may be a template or hold real ids, in any letter case, with a query string, or be a full URL; `/beta` is
 * another API and not known here.
 *
 * @returns `undefined` where the registry has no such call
 */
export function findRoute(method: string, path: string): GraphRoute | undefined {
  const row = matchRoute(method, path);
  if (row === undefined) return undefined;
  const [canonical, template, application, delegated, together] = row;
  return {
    method: canonical,
    path: template,
    application: { alone: application, together: together?.application ?? [] },
    delegated: { alone: delegated, together: together?.delegated ?? [] },
  };
}

/**
 * The least privileged permission that allows a call of Microsoft Graph.
 *
 * Where two are needed together, it is the first of the two; {@link findRoute} tells both.
 *
 * Source: the permission map of github.com/microsoftgraph/microsoft-graph-devx-content.
 *
 * @param method `GET`, `POST`, `PATCH`, `PUT` or `DELETE`
 * @param path a canonical path, a path with real ids, or a full URL
 * @param kind whether the app calls by itself or for a signed-in user
 * @returns `undefined` where no permission of this kind allows the call, as for `/me` without a user
 * @throws {PermissionError} `unknown_route` where the registry has no such call
 */
export function leastPrivilege(
  method: string,
  path: string,
  kind: "application",
): GraphPermission<"application"> | undefined;
export function leastPrivilege(
  method: string,
  path: string,
  kind: "delegated",
): GraphPermission<"delegated"> | undefined;
export function leastPrivilege(method: string, path: string, kind: PermissionKind): GraphPermission | undefined;
export function leastPrivilege(method: string, path: string, kind: PermissionKind): GraphPermission | undefined {
  const route = findRoute(method, path);
  if (route === undefined) throw unknownRoute(method, path);
  const { alone, together } = route[kind];
  return alone[0] ?? together[0]?.[0];
}

function unknownRoute(method: string, path: string): PermissionError {
  // A pasted URL's query may hold what belongs to nobody else.
  const shown = path.replace(/[?#].*$/s, "");
  const known = routeTable.map(([verb, template]) => `${verb} ${template}`);
  const last = (route: string): string => route.slice(route.lastIndexOf("/") + 1).toLowerCase();
  const alike = known.filter((route) => nearest(last(shown), [last(route)]).length > 0).slice(0, 3);
  return new PermissionError("unknown_route", `The registry has no call ${method.toUpperCase()} ${shown}.`, {
    suggestions: alike,
    remedy:
      alike.length === 0
        ? "Look it up at learn.microsoft.com/graph/api/overview."
        : `It has ${alike.join(", ")}; others are at learn.microsoft.com/graph/api/overview.`,
  });
}
