import { createEdgeFetch, type EdgeFetchOptions } from "@entrakit/edge-fetch";
import { clouds } from "@entrakit/scopes";
import type { GraphPath } from "@entrakit/scopes/routes";

import type { RouteFinder } from "./answer.ts";
import type { DeleteOptions, ReadOptions, RequestOptions, WriteOptions } from "./call.ts";
import type { Covered, DeclaredPermissions } from "./coverage.ts";
import type { ExpandName, Item, Read, SelectName, Written } from "./entities.ts";
import { type PagedIterable, pages } from "./page.ts";
import type { WithoutParameters } from "./path.ts";
import { addressOf, type Call, type Endpoint, readJson, send } from "./send.ts";

/** How a Graph client is set up. Times are in milliseconds. */
export interface GraphOptions<Declared extends DeclaredPermissions> extends Omit<EdgeFetchOptions, "resource"> {
  /** The permissions that the app registration holds, by name; a call that none of them allows does not compile. */
  readonly permissions: Declared;
  /** `v1.0` when left out. The routes of `beta` are not typed apart. */
  readonly version?: "v1.0" | "beta" | undefined;
  /**
   * Lets a 403's remedy name the very permission that the call needs: pass `findRoute` of `@entrakit/scopes/routes`.
   * Left out by default, since it brings the table of all routes into the bundle.
   */
  readonly findRoute?: RouteFinder | undefined;
}

/**
 * Microsoft Graph, typed by route and by the declared permissions.
 *
 * Each method rejects with {@link GraphError}, and with the errors of `createEdgeFetch` and of the credential.
 */
export interface Graph<Declared extends DeclaredPermissions> {
  /** Reads an entity, or one page of a collection. */
  get<const Path extends GraphPath<"GET">>(
    path: Path & Covered<"GET", Path, Declared> & WithoutParameters<Path>,
  ): Promise<Read<Path>>;
  get<
    const Path extends GraphPath<"GET">,
    const Select extends SelectName<Path> = never,
    const Expand extends ExpandName<Path> = never,
  >(
    path: Path & Covered<"GET", Path, Declared>,
    options: ReadOptions<Path, Select, Expand>,
  ): Promise<Read<Path, Select, Expand>>;

  /** Reads a collection through all its pages, while it is iterated. */
  list<const Path extends GraphPath<"GET">>(
    path: Path & Covered<"GET", Path, Declared> & WithoutParameters<Path>,
  ): PagedIterable<Item<Path, never, never>>;
  list<
    const Path extends GraphPath<"GET">,
    const Select extends SelectName<Path> = never,
    const Expand extends ExpandName<Path> = never,
  >(
    path: Path & Covered<"GET", Path, Declared>,
    options: ReadOptions<Path, Select, Expand>,
  ): PagedIterable<Item<Path, Select, Expand>>;

  /** Downloads: the answer itself, its redirect to pre-authenticated storage followed without a credential. */
  stream<const Path extends GraphPath<"GET">>(
    path: Path & Covered<"GET", Path, Declared> & WithoutParameters<Path>,
  ): Promise<Response>;
  stream<const Path extends GraphPath<"GET">>(
    path: Path & Covered<"GET", Path, Declared>,
    options: ReadOptions<Path>,
  ): Promise<Response>;

  /** Creates an entity or runs an action; sent again after a 429 alone. */
  post<const Path extends GraphPath<"POST">>(
    path: Path & Covered<"POST", Path, Declared>,
    options: WriteOptions<"POST", Path>,
  ): Promise<Written<"POST", Path>>;

  /** Changes an entity. */
  patch<const Path extends GraphPath<"PATCH">>(
    path: Path & Covered<"PATCH", Path, Declared>,
    options: WriteOptions<"PATCH", Path>,
  ): Promise<Written<"PATCH", Path>>;

  /** Replaces an entity or a file's content. */
  put<const Path extends GraphPath<"PUT">>(
    path: Path & Covered<"PUT", Path, Declared>,
    options: WriteOptions<"PUT", Path>,
  ): Promise<Written<"PUT", Path>>;

  /** Removes an entity. */
  delete<const Path extends GraphPath<"DELETE">>(
    path: Path & Covered<"DELETE", Path, Declared>,
    options: DeleteOptions<Path>,
  ): Promise<void>;

  /**
   * The way to what is not typed: any method on any path of Graph (`/me/photos`) or full address of it, such as a
   * `nextLink`. Another origin is refused before a token is asked for.
   */
  request(method: string, url: string, options?: RequestOptions): Promise<unknown>;
}

/**
 * Makes a client for Microsoft Graph.
 *
 * Source: learn.microsoft.com/graph/use-the-api, learn.microsoft.com/graph/deployments.
 *
 * @example
 * const graph = createGraph({ credential, permissions: { application: ["User.Read.All"] } });
 * const user = await graph.get("/users/{userId}", { params: { userId }, select: ["displayName", "mail"] });
 */
export function createGraph<const Declared extends DeclaredPermissions>(
  options: GraphOptions<Declared>,
): Graph<Declared> {
  const endpoint = endpointOf(options);
  const call = async <Answer>(method: string, path: string, given: Call): Promise<Answer> =>
    readJson(await send(endpoint, method, path, addressOf(endpoint, path, given), given), `${method} ${path}`);
  return {
    get: <Answer>(path: string, given: Call = {}): Promise<Answer> => call("GET", path, given),
    list: <Entry>(path: string, given: Call = {}): PagedIterable<Entry> => {
      const read = async (url: string): Promise<unknown> =>
        readJson(await send(endpoint, "GET", path, url, given), `GET ${path}`);
      return pages(addressOf(endpoint, path, given), read, `GET ${path}`);
    },
    stream: (path: string, given: Call = {}) =>
      send(endpoint, "GET", path, addressOf(endpoint, path, given), {
        ...given,
        headers: { accept: "*/*", ...given.headers },
      }),
    post: <Answer>(path: string, given: Call): Promise<Answer> => call("POST", path, given),
    patch: <Answer>(path: string, given: Call): Promise<Answer> => call("PATCH", path, given),
    put: <Answer>(path: string, given: Call): Promise<Answer> => call("PUT", path, given),
    delete: (path: string, given: Call) => call("DELETE", path, given),
    request: async (method, url, given = {}) => {
      const address = url.startsWith("/") ? `${endpoint.base}${url}` : url;
      const path = URL.canParse(address) ? new URL(address).pathname : "";
      return readJson(await send(endpoint, method, path, address, given), `${method} ${path}`);
    },
  };
}

function endpointOf(options: GraphOptions<DeclaredPermissions>): Endpoint {
  const { cloud = "public", version = "v1.0", permissions, findRoute } = options;
  return {
    fetch: createEdgeFetch({ ...options, resource: "graph" }),
    base: `${clouds[cloud].audiences.graph}/${version}`,
    permissions,
    findRoute,
  };
}
