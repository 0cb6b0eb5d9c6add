import type { GraphDelete, GraphGet, GraphPatch, GraphPost, GraphPut } from "./graph-routes.gen.ts";
import type { ApplicationPermission, DelegatedPermission } from "./permissions.gen.ts";

/**
 * Every typed call of Microsoft Graph v1.0: method, then canonical path, then what allows it and what it answers with.
 *
 * A path has the model's casing and one name per placeholder (`/users/{userId}/messages`). An entry holds
 * `application` and `delegated` (any **one** member of the union allows the call; `never` means that no permission of
 * that kind does), `result` (the model's entity name, `never` where there is none) and `collection`. A few entries
 * have `together`: pairs of permissions of which both members are needed.
 */
export interface GraphRouteTable {
  readonly GET: GraphGet;
  readonly POST: GraphPost;
  readonly PATCH: GraphPatch;
  readonly PUT: GraphPut;
  readonly DELETE: GraphDelete;
}

/** An HTTP method that Microsoft Graph has typed calls for. */
export type GraphMethod = keyof GraphRouteTable;

/** The canonical paths of a method. */
export type GraphPath<Method extends GraphMethod> = keyof GraphRouteTable[Method] & string;

/** One row of the table as data: method, path, what allows the call app-only, what allows it delegated, pairs. */
export type RouteRow = readonly [
  method: GraphMethod,
  path: string,
  application: readonly ApplicationPermission[],
  delegated: readonly DelegatedPermission[],
  together?: {
    readonly application: readonly (readonly [ApplicationPermission, ApplicationPermission])[];
    readonly delegated: readonly (readonly [DelegatedPermission, DelegatedPermission])[];
  },
];
