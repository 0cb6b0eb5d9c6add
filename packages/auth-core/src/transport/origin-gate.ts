import { ConfigurationError } from "../configuration-error.ts";
import { TransportError } from "./error.ts";
import { type FetchLayer, trustedOrigins } from "./fetch.ts";
import { partsOf } from "./parts.ts";

/** Where credentials may go. */
export interface OriginPolicy {
  /**
   * Gives the parsed URL if its origin is on the list.
   *
   * @throws {TransportError} `origin_refused`; the message names the origin and leaves out path and query
   */
  check(url: string | URL): URL;
  /** The same for a public host that is not on the list: https, no user name, no IP address, no port. */
  checkPublic(url: string | URL): URL;
}

/** What an {@link OriginPolicy} is made from. */
export interface OriginPolicyOptions {
  /** Exact https origins, e.g. `https://graph.microsoft.com`. A host name and nothing else: no IP address, no port. */
  readonly origins: readonly string[];
  /** Further https origins; may hold IP addresses and ports, e.g. `https://127.0.0.1:8443`. */
  readonly [trustedOrigins]?: readonly string[] | undefined;
}

const ipAddress = /^(\[.*\]|\d+\.\d+\.\d+\.\d+)$/;

function refuse(message: string): TransportError {
  return new TransportError({
    code: "origin_refused",
    message,
    remedy: "Call a host of the configured resource, or list its exact origin when creating the client.",
  });
}

function parse(url: string | URL): URL {
  const text = String(url);
  if (!URL.canParse(text)) throw refuse("The address is not an absolute URL.");
  const parsed = new URL(text);
  if (parsed.protocol !== "https:") throw refuse(`${parsed.protocol}//${parsed.host} is not https.`);
  if (parsed.username !== "" || parsed.password !== "")
    throw refuse(`The address of ${parsed.host} holds a user name.`);
  return parsed;
}

function isPlainHost(url: URL): boolean {
  return url.port === "" && !ipAddress.test(url.hostname) && url.hostname.includes(".");
}

function configuredOrigin(option: string, text: string, plain: boolean): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isOrigin = url !== undefined && url.protocol === "https:" && (text === url.origin || text === `${url.origin}/`);
  if (!isOrigin || (plain && !isPlainHost(url))) {
    throw new ConfigurationError({
      option,
      message: `"${text}" is not an https origin${plain ? " of a named host" : ""}.`,
      remedy: `Write it as https://host${plain ? "" : ":port"}, with no path${plain ? " and no port" : ""}.`,
    });
  }
  return url.origin;
}

/**
 * Makes a policy from exact origins. Never suffixes: others can register names under them.
 *
 * @throws {ConfigurationError} where an entry is not an https origin
 */
export function createOriginPolicy(options: OriginPolicyOptions): OriginPolicy {
  const trusted = new Set(
    (options[trustedOrigins] ?? []).map((text) => configuredOrigin("trustedOrigins", text, false)),
  );
  const known = new Set(
    options.origins.map((text) =>
      trusted.has(text.replace(/\/$/, "")) ? text : configuredOrigin("origins", text, true),
    ),
  );
  const listed = (url: URL): boolean => known.has(url.origin) || trusted.has(url.origin);
  return {
    check(url) {
      const parsed = parse(url);
      if (!listed(parsed)) throw refuse(`${parsed.origin} is not an origin that this client may call.`);
      return parsed;
    },
    checkPublic(url) {
      const parsed = parse(url);
      if (!listed(parsed) && !isPlainHost(parsed)) throw refuse(`${parsed.origin} is not a public https host.`);
      return parsed;
    },
  };
}

/** Lets a request pass only if its exact origin is allowed by the policy; otherwise nothing is sent. */
export function originGate(policy: OriginPolicy): FetchLayer {
  return (next) => async (input, init) => {
    const { url, init: rest } = await partsOf(input, init);
    return next(policy.check(url), rest);
  };
}
