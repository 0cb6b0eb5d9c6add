import { servicePrincipalByAppId, servicePrincipalByName } from "../directory/lookup.ts";
import type { ServicePrincipal } from "../directory/state.ts";
import type { Tenant } from "../tenant.ts";
import { missingScope, scopeInvalid, scopeWithoutDefault, scopesOfManyResources, unknownResource } from "./refusals.ts";

const graphAppId = "00000003-0000-0000-c000-000000000000";

/** Scopes of the sign-in itself; every application has them. */
const openIdScopes: ReadonlySet<string> = new Set(["openid", "profile", "email", "offline_access"]);

/** What a request asks for, of one API. */
export interface WantedScopes {
  readonly resource: ServicePrincipal;
  /** The API's identifier as the client wrote it; it becomes the `aud` of a v1 token. */
  readonly audience: string;
  /** What stands before each permission's name in the request, slash included; empty for bare names. */
  readonly prefix: string;
  /** Names of single permissions; empty with `.default` alone. */
  readonly names: readonly string[];
  /** Whether `.default` was asked for: everything that was consented before. */
  readonly everything: boolean;
  /** Of `openid`, `profile`, `email` and `offline_access`, those that were asked for. */
  readonly openId: ReadonlySet<string>;
}

function findResource(tenant: Tenant, name: string): ServicePrincipal {
  const resource = servicePrincipalByName(tenant.directory, name);
  if (resource === undefined) throw unknownResource(name, tenant.directory.organization.displayName);
  return resource;
}

/**
 * The API that an app-only request is for: its scope is the API's identifier with `/.default`.
 *
 * @throws {Refusal} AADSTS90014, 1002012, 70011 or 500011.
 */
export function appOnlyResource(
  tenant: Tenant,
  scope: string | undefined,
): Pick<WantedScopes, "resource" | "audience"> {
  if (scope === undefined) throw missingScope();
  const words = scope.split(" ").filter((word) => word !== "" && !openIdScopes.has(word));
  const [first = "", ...more] = words;
  if (more.length > 0) throw scopeInvalid(scope);
  if (!first.endsWith("/.default")) throw scopeWithoutDefault(first);
  const audience = first.slice(0, -"/.default".length);
  return { resource: findResource(tenant, audience), audience };
}

function split(scope: string): { readonly prefix: string; readonly name: string } {
  const slash = scope.lastIndexOf("/");
  return { prefix: scope.slice(0, slash + 1), name: scope.slice(slash + 1) };
}

/**
 * What a delegated request asks for. Bare names are Microsoft Graph's.
 *
 * @throws {Refusal} AADSTS28000, 70011 or 500011.
 */
export function delegatedScopes(tenant: Tenant, scopes: readonly string[]): WantedScopes {
  const openId = new Set(scopes.filter((scope) => openIdScopes.has(scope)));
  const wanted = scopes.filter((scope) => !openIdScopes.has(scope)).map(split);
  const prefix = wanted[0]?.prefix ?? "";
  if (wanted.some((scope) => scope.prefix !== prefix)) throw scopesOfManyResources(scopes.join(" "));
  const empty = wanted.find((scope) => scope.name === "");
  if (empty !== undefined) throw scopeInvalid(empty.prefix);
  const audience = prefix === "" ? graphAppId : prefix.slice(0, -1);
  const resource =
    prefix === "" ? servicePrincipalByAppId(tenant.directory, graphAppId) : findResource(tenant, audience);
  if (resource === undefined) throw unknownResource(audience, tenant.directory.organization.displayName);
  const names = wanted.map(({ name }) => name).filter((name) => name !== ".default");
  return { resource, audience, prefix, names, everything: names.length < wanted.length, openId };
}
