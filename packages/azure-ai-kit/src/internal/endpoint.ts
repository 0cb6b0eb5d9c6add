import type { CloudName } from "@entrakit/scopes";

import { AzureAIError } from "../errors/azure-ai-error.ts";

/** What an endpoint is checked against. */
export interface EndpointRule {
  /** An endpoint as it should be, for the error. */
  readonly example: string;
  /** Where the service's own part of the path begins; it and all after it is cut off. */
  readonly servicePath: string;
}

function refuse(what: string, rule: EndpointRule, cause?: unknown): AzureAIError {
  return new AzureAIError("invalid_endpoint", `The endpoint ${what}.`, {
    remedy: `Give the resource's endpoint as the portal shows it, such as ${rule.example}.`,
    ...(cause === undefined ? {} : { cause }),
  });
}

function parse(endpoint: unknown, rule: EndpointRule): URL {
  if (typeof endpoint !== "string" || endpoint.trim() === "") throw refuse("is missing", rule);
  const value = endpoint.trim();
  if (!/^https?:\/\//i.test(value))
    throw refuse(`does not start with https://: ${JSON.stringify(value.slice(0, 100))}`, rule);
  try {
    return new URL(value);
  } catch (cause) {
    throw refuse("is no URL", rule, cause);
  }
}

/**
 * The base of a service: origin and whatever a gateway puts before the service's own path, without a trailing slash.
 *
 * Takes what people paste: with or without a trailing slash, the service's path, or a whole request URL from the portal.
 *
 * @throws AzureAIError `invalid_endpoint`
 */
export function serviceBase(endpoint: string, rule: EndpointRule): URL {
  const url = parse(endpoint, rule);
  if (url.username !== "" || url.password !== "") throw refuse("holds a user name or password", rule);
  if (url.protocol !== "https:") throw refuse("is not https", rule);
  const others = [...url.searchParams.keys()].filter((name) => name.toLowerCase() !== "api-version");
  if (others.length > 0 || url.hash !== "") throw refuse("holds a query or a fragment", rule);
  const [prefix = ""] = `${url.pathname.replace(/\/+$/, "")}/`.split(`${rule.servicePath}/`);
  return new URL(prefix.replace(/\/+$/, "") + "/", url.origin);
}

/** The national cloud that a host belongs to, by its suffix: `.us`, `.cn`, anything else is public. */
export function cloudOf(hostname: string): CloudName {
  if (hostname.endsWith(".azure.us")) return "usgov";
  if (hostname.endsWith(".azure.cn")) return "china";
  return "public";
}
