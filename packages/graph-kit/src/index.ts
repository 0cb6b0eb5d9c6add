export { customFetch, type Fetch, timeSource, type TokenCredential, trustedOrigins } from "@entrakit/edge-fetch";

export type { RouteFinder } from "./answer.ts";
export type { CallOptions, DeleteOptions, ReadOptions, RequestOptions, WriteOptions } from "./call.ts";
export type {
  Covered,
  DeclaredPermissions,
  MissingPermission,
  MissingPermissions,
  NoPermissionOfKind,
} from "./coverage.ts";
export type { BinaryBody, Collection, GraphBodies, GraphEntities } from "./entities.ts";
export { GraphError, type GraphErrorDetail, type GraphErrorDetails, type GraphErrorKind } from "./error.ts";
export { createGraph, type Graph, type GraphOptions } from "./graph.ts";
export type { Page, PagedIterable } from "./page.ts";
export type { MissingParameters, ParameterName, PathParameters } from "./path.ts";
export { odata, type Query } from "./query.ts";
