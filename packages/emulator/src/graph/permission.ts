import { graphPermissions } from "../data/graph-permissions.gen.ts";
import type { AccessTokenClaims } from "../entra/claims.ts";
import { GraphFailure } from "./failure.ts";
import { isAppOnly } from "./people.ts";
import type { GraphRoute } from "./route.ts";

/** What one call wants: any one entry is enough; an entry that joins names by `+` wants them all. */
export interface PermissionRule {
  readonly application: readonly string[];
  readonly delegated: readonly string[];
  /** Where the rule comes from: a permission table of the documentation, or the permission map. */
  readonly source: "documentation" | "map";
}

/** The rule of a route; undefined when the generated table has none, which a test forbids. */
function ruleOf(route: GraphRoute): PermissionRule | undefined {
  return graphPermissions[`${route.method} ${route.path}`];
}

/** The permissions that a token carries. */
export function grantedBy(claims: AccessTokenClaims): readonly string[] {
  return isAppOnly(claims) ? (claims.roles ?? []) : (claims.scp ?? "").split(" ").filter((name) => name !== "");
}

/** A delegated permission that reaches beyond the signed-in user's own things. */
function reachesOthers(entry: string): boolean {
  return entry.split("+").every((name) => /\.(All|Shared)$/.test(name));
}

type Workload = "directory" | "exchange" | "teams" | "files";

function workloadOf(path: string): Workload {
  if (/^\/(teams|chats)\b|\/joinedTeams$/i.test(path)) return "teams";
  if (/^\/(sites|drives|shares)\b|^\/users\/\{\w+\}\/drives?\b/i.test(path)) return "files";
  return /^\/users\/\{\w+\}\/(messages|mailFolders|sendMail|events|calendar)/i.test(path) ? "exchange" : "directory";
}

function teamsMessage(wanted: readonly string[], granted: readonly string[], appOnly: boolean): string {
  const kind = appOnly ? "role" : "scope";
  const names = wanted.map((entry) => entry.replaceAll("+", " and ")).join(", ");
  const plural = appOnly ? "Roles" : "Scopes";
  return `Missing ${kind} permissions on the request. API requires one of '${names}'. ${plural} on the request '${granted.join(", ")}'.`;
}

function refusal(route: GraphRoute, wanted: readonly string[], claims: AccessTokenClaims): GraphFailure {
  switch (workloadOf(route.path)) {
    case "teams":
      return new GraphFailure(403, "Forbidden", teamsMessage(wanted, grantedBy(claims), isAppOnly(claims)));
    case "files":
      return new GraphFailure(403, "accessDenied", "Access denied");
    case "exchange":
      return new GraphFailure(403, "ErrorAccessDenied", "Access is denied. Check credentials and try again.");
    case "directory":
      return new GraphFailure(403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.");
  }
}

/**
 * Refuses a call whose token carries none of the permissions that its route wants, as the route's workload words it.
 *
 * `ownThings` tells whether a delegated call stays with what belongs to the signed-in user: only then does a permission
 * without `.All` or `.Shared` suffice. Source: learn.microsoft.com/graph/permissions-overview.
 */
export function requirePermission(route: GraphRoute, claims: AccessTokenClaims, ownThings: boolean): void {
  const rule = ruleOf(route);
  const listed = isAppOnly(claims) ? rule?.application : rule?.delegated;
  const wanted = (listed ?? []).filter((entry) => isAppOnly(claims) || ownThings || reachesOthers(entry));
  const granted = new Set(grantedBy(claims));
  const enough = wanted.some((entry) => entry.split("+").every((name) => granted.has(name)));
  if (!enough) throw refusal(route, wanted, claims);
}
