import type { AccessTokenClaims } from "../entra/claims.ts";
import type { Tenant } from "../tenant.ts";

/** One authorized call to the emulated Microsoft Graph. */
export interface GraphCall {
  readonly tenant: Tenant;
  readonly claims: AccessTokenClaims;
  readonly request: Request;
  readonly url: URL;
  /** The path's placeholders, percent-decoded: `{id}` of `/users/{id}` is `params.id`. */
  readonly params: Readonly<Record<string, string>>;
}

/**
 * One method on one canonical path, as the tenant answers it.
 *
 * Paths are Graph's own: `/users/{id}`, `/applications(uniqueName='{uniqueName}')`, `/drives/{driveId}/root:/{path}:/content`.
 * `/me/…` is resolved to `/users/{id}/…` before a route is looked for.
 */
export interface GraphRoute {
  readonly method: "GET" | "POST" | "PATCH" | "PUT" | "DELETE";
  readonly path: `/${string}`;
  /** Whether the route reads `$expand`; elsewhere a request that has one is answered 501, not without it. */
  readonly expands?: boolean;
  handle(call: GraphCall): Response | Promise<Response>;
}
