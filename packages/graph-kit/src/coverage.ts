import type { ApplicationPermission, DelegatedPermission } from "@entrakit/scopes";
import type { GraphMethod, GraphPath, GraphRouteTable } from "@entrakit/scopes/routes";

/** The permissions that the app registration holds, of the one kind that its credential acts with. */
export type DeclaredPermissions =
  | { readonly application: readonly ApplicationPermission[]; readonly delegated?: never }
  | { readonly delegated: readonly DelegatedPermission[]; readonly application?: never };

/** The kind of a declaration. */
type DeclaredKind<Declared> = Declared extends { readonly application: readonly unknown[] }
  ? "application"
  : "delegated";

/** The permission names of a declaration. */
type DeclaredName<Declared> = Declared extends { readonly application: readonly (infer Name)[] }
  ? Name
  : Declared extends { readonly delegated: readonly (infer Name)[] }
    ? Name
    : never;

/** Why a call does not compile: none of the permissions that allow it is declared. Stands in compiler messages only. */
export interface MissingPermission<Kind, OneOf> {
  readonly kind: Kind;
  readonly declareOneOf: OneOf;
}

/** Why a call does not compile: it takes two permissions together. Stands in compiler messages only. */
export interface MissingPermissions<Kind, BothOf> {
  readonly kind: Kind;
  readonly declareBothOf: BothOf;
}

/** Why a call does not compile: no permission of this kind allows it. Stands in compiler messages only. */
export interface NoPermissionOfKind<Kind> {
  readonly noPermissionOfKind: Kind;
}

/** The intersection drops the name that the route table gives to a union, so that the compiler writes its members out. */
type Single<Route, Kind> = Kind extends keyof Route ? Route[Kind] & string : never;

type Pair<Route, Kind> = Route extends { readonly together: infer Together }
  ? Kind extends keyof Together
    ? Together[Kind]
    : never
  : never;

type DeclaredPair<Pairs, Name> = Pairs extends readonly (infer Member)[]
  ? [Member] extends [Name]
    ? Pairs
    : never
  : never;

/** Why a route is not covered, `never` where it is. */
type Reason<Route, Kind, Name> = [(Single<Route, Kind> & Name) | DeclaredPair<Pair<Route, Kind>, Name>] extends [never]
  ? [Single<Route, Kind>] extends [never]
    ? [Pair<Route, Kind>] extends [never]
      ? NoPermissionOfKind<Kind>
      : MissingPermissions<Kind, Pair<Route, Kind>>
    : MissingPermission<Kind, Single<Route, Kind>>
  : never;

/** The reasons of each path by itself, so that one covered path of a union does not let the others through. */
type Reasons<Method extends GraphMethod, Path extends GraphPath<Method>, Kind, Name> = {
  [One in Path]: Reason<GraphRouteTable[Method][One], Kind, Name>;
}[Path];

/** Lets a path through whose call a declared permission allows; anything else becomes the reason. */
export type Covered<Method extends GraphMethod, Path extends GraphPath<Method>, Declared> = [
  Reasons<Method, Path, DeclaredKind<Declared>, DeclaredName<Declared>>,
] extends [never]
  ? unknown
  : Reasons<Method, Path, DeclaredKind<Declared>, DeclaredName<Declared>>;
