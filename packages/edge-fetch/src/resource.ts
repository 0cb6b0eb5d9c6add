import { ConfigurationError } from "@entrakit/auth-core/transport";
import { clouds, type CloudName, defaultScope } from "@entrakit/scopes";

/** An API that a token is for, and the exact places where that token may go. */
export interface Resource {
  /** What the credential is asked for: one scope, or the delegated scopes of one API. */
  readonly scope: string | readonly string[];
  /** Exact https origins; never a suffix, since others can register names under those. */
  readonly origins: readonly string[];
}

/** The APIs with one host for all customers, which is also their audience; the others have a host per instance. */
export type FixedResourceName = "graph" | "resourceManager" | "fabric" | "powerPlatform";

/**
 * Describes an instance of an API, such as one search service or one Azure OpenAI endpoint.
 *
 * @throws {ConfigurationError} where the scope or the list of origins is empty, or an origin is a wildcard
 *
 * @example
 * customResource({ scope: defaultScope("search"), origins: ["https://contoso.search.windows.net"] })
 */
export function customResource({ scope, origins }: Resource): Resource {
  const scopes = typeof scope === "string" ? [scope] : scope;
  if (scopes.length === 0 || scopes.some((one) => one === "" || /\s/.test(one))) {
    throw new ConfigurationError({
      option: "scope",
      message: "A resource needs scopes, each without spaces.",
      remedy: 'Pass one scope such as "https://search.azure.com/.default", or an array of delegated scopes.',
    });
  }
  if (origins.length === 0 || origins.some((origin) => origin.includes("*"))) {
    throw new ConfigurationError({
      option: "origins",
      message: "A resource needs at least one origin, and no wildcard.",
      remedy: 'Pass the exact origin of your instance, such as "https://contoso.search.windows.net".',
    });
  }
  return { scope, origins };
}

/** A resource by its name in the registry, or as it was described. */
export function resourceOf(resource: FixedResourceName | Resource, cloud: CloudName = "public"): Resource {
  if (typeof resource !== "string") return resource;
  return { scope: defaultScope(resource, cloud), origins: [clouds[cloud].audiences[resource]] };
}
