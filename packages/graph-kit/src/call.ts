import type { GraphMethod, GraphPath } from "@entrakit/scopes/routes";

import type { Body } from "./entities.ts";
import type { PathParameters } from "./path.ts";
import type { Query } from "./query.ts";

/** What every call takes. */
export interface CallOptions {
  /** Further request headers, such as `Prefer` and `ConsistencyLevel`; the next pages of a list get them too. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** What a read takes: a value for each placeholder, and the query. */
export type ReadOptions<Path, Select extends string = string, Expand extends string = string> = CallOptions &
  Query<Select, Expand> &
  PathParameters<Path>;

/** What a write takes: a value for each placeholder, and the body. */
export type WriteOptions<Method extends GraphMethod, Path extends GraphPath<Method>> = CallOptions &
  Pick<Query, "query"> &
  PathParameters<Path> &
  (unknown extends Body<Method, Path> ? { readonly body?: unknown } : { readonly body: Body<Method, Path> });

/** What a deletion takes. */
export type DeleteOptions<Path> = CallOptions & Pick<Query, "query"> & PathParameters<Path>;

/** What a call outside the typed routes takes. */
export interface RequestOptions extends CallOptions {
  /** Bytes, streams and strings are sent as they are, anything else as JSON. */
  readonly body?: unknown;
}
