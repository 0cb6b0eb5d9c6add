import type { AccessTokenClaims } from "../entra/claims.ts";
import type { Tenant } from "../tenant.ts";
import { GraphFailure, badRequest } from "./failure.ts";
import { isAppOnly } from "./people.ts";
import { siteAt } from "./site-lookup.ts";

/** Characters that Graph's paths use as they are, but that some clients send percent-encoded. */
const plain: Readonly<Record<string, string>> = {
  "%24": "$",
  "%27": "'",
  "%28": "(",
  "%29": ")",
  "%2c": ",",
  "%3a": ":",
  "%3d": "=",
  "%40": "@",
};

function withoutVersion(pathname: string): string {
  const [, version = "", rest = ""] = /^\/([^/]*)(.*)$/.exec(pathname) ?? [];
  if (version !== "v1.0" && version !== "beta") throw badRequest(`Invalid version: ${version}`);
  return rest;
}

/** `/users('ada')` is `/users/ada`; keys with a name, `(uniqueName='…')`, and calls with parameters stay. */
function withoutKeyParentheses(path: string): string {
  return path.replace(/(\/\w+)\('((?:[^'=]|'')*)'\)/g, (whole, name: string, key: string) =>
    name === "/search" ? whole : `${name}/${key.replaceAll("''", "'")}`,
  );
}

function withoutMe(path: string, claims: AccessTokenClaims): string {
  if (!/^\/me(\/|$)/i.test(path)) return path;
  if (isAppOnly(claims)) throw badRequest("/me request is only valid with delegated authentication flow.");
  return `/users/${claims.oid}${path.slice("/me".length)}`;
}

/** `/sites/{host}:/{path}:/lists` is `/sites/{id}/lists`. */
function withoutSitePath(path: string, tenant: Tenant): string {
  const [whole, hostname, place] = /^\/sites\/([^/:]+):(\/[^:]+)(?::(?=\/|$))?/i.exec(path) ?? [];
  if (whole === undefined || hostname === undefined || place === undefined) return path;
  const site = siteAt(tenant, hostname, decodeURI(place));
  if (site === undefined) throw new GraphFailure(404, "itemNotFound", "Requested site could not be found");
  return `/sites/${site.id}${path.slice(whole.length)}`;
}

/** The path that routes are written in: no version, `/me` and site paths resolved, no slash or colon at the end. */
export function canonicalPath(tenant: Tenant, url: URL, claims: AccessTokenClaims): string {
  const decoded = withoutVersion(url.pathname).replace(
    /%(24|27|28|29|2c|3a|3d|40)/gi,
    (code) => plain[code.toLowerCase()] ?? code,
  );
  const path = withoutSitePath(withoutMe(withoutKeyParentheses(decoded), claims), tenant);
  return path.replace(/[/:]+$/, "") || "/";
}
