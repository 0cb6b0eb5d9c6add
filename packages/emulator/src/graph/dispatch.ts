import { graphSegments } from "../data/graph-permissions.gen.ts";
import type { AccessTokenClaims } from "../entra/claims.ts";
import type { Tenant } from "../tenant.ts";
import { canonicalPath } from "./canonical.ts";
import { type ExchangeIds, GraphFailure, badRequest, failureResponse, notEmulated } from "./failure.ts";
import { type Match, createMatcher } from "./match.ts";
import { findUser, isAppOnly } from "./people.ts";
import { requirePermission } from "./permission.ts";
import type { GraphRoute } from "./route.ts";
import { graphRoutes } from "./routes.ts";

const segments: ReadonlySet<string> = new Set(graphSegments.split(" "));
let matcher: ((method: string, path: string) => Match) | undefined;

/** A path that no route answers: Graph's own refusal for a word it does not know, else the admission that it is not played. */
function unmatched(method: string, path: string): GraphFailure {
  const words = path.slice(1).split("/");
  let afterWord = false;
  for (const word of words) {
    const known = segments.has(word.replace(/[(:].*$/, "").toLowerCase());
    if (!known && !afterWord) return badRequest(`Resource not found for the segment '${word}'.`);
    afterWord = known;
  }
  return notEmulated(`${method} ${path}`);
}

/** A delegated call stays with the user's own things unless its path names another person. */
function concernsCaller(
  tenant: Tenant,
  claims: AccessTokenClaims,
  route: GraphRoute,
  params: Readonly<Record<string, string>>,
): boolean {
  const name = /^\/users\/\{(\w+)\}/.exec(route.path)?.[1];
  if (isAppOnly(claims) || name === undefined) return true;
  return findUser(tenant, params[name] ?? "")?.id === claims.oid;
}

const queryOptions: ReadonlySet<string> = new Set(
  ["select", "filter", "orderby", "top", "skip", "skiptoken", "count", "search", "format"].map((name) => `$${name}`),
);

/** Refuses what would change the answer and is not read: `$expand` where the route has none, `$apply`, unknown options. */
function requireKnownOptions(url: URL, route: GraphRoute): void {
  for (const name of url.searchParams.keys()) {
    const isExpand = name === "$expand" || name === "expand";
    const isRead = isExpand ? route.expands === true : !name.startsWith("$") || queryOptions.has(name);
    if (!isRead) throw notEmulated(`the query option '${name}' of ${route.method} ${route.path}`);
  }
}

async function answer(tenant: Tenant, request: Request, claims: AccessTokenClaims): Promise<Response> {
  const url = new URL(request.url);
  const path = canonicalPath(tenant, url, claims);
  matcher ??= createMatcher(graphRoutes);
  const match = matcher(request.method, path);
  if (match.kind === "none") throw unmatched(request.method, path);
  if (match.kind === "method") throw notEmulated(`${request.method} ${path}, only ${match.allowed.join(", ")}`);
  const { route, params } = match;
  requirePermission(route, claims, concernsCaller(tenant, claims, route, params));
  requireKnownOptions(url, route);
  return route.handle({ tenant, claims, request, url, params });
}

/** Answers one authorized request to Graph, whether it came alone or as a step of a batch. */
export async function dispatchGraph(
  tenant: Tenant,
  request: Request,
  claims: AccessTokenClaims,
  ids: ExchangeIds,
): Promise<Response> {
  try {
    return await answer(tenant, request, claims);
  } catch (error) {
    if (error instanceof GraphFailure) return failureResponse(error, ids, tenant.clock.now());
    throw error;
  }
}
