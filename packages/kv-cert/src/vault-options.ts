import type { TokenCredential } from "@entrakit/auth-core";
import {
  ConfigurationError,
  customFetch,
  type Fetch,
  type TimeSource,
  timeSource,
  trustedOrigins,
} from "@entrakit/auth-core/transport";
import { type CloudName, clouds } from "@entrakit/scopes";

/** Which vault is called, and as whom. */
export interface VaultOptions {
  /** The vault's address, e.g. `https://contoso.vault.azure.net`. Its host names the cloud. */
  readonly vaultUrl: string;
  /** Whoever may use the vault: an app of its own, a managed identity, `DefaultAzureCredential`. */
  readonly credential: TokenCredential;
  readonly [customFetch]?: Fetch | undefined;
  readonly [trustedOrigins]?: readonly string[] | undefined;
  readonly [timeSource]?: TimeSource | undefined;
}

/** A vault's address, checked. */
export interface VaultAddress {
  readonly origin: string;
  readonly cloud: CloudName;
}

const vaultName = /^[a-z](?!.*--)[a-z0-9-]{1,22}[a-z0-9]$/i;
const cloudNames = ["public", "usgov", "usgovdod", "china"] as const satisfies readonly CloudName[];
const objectName = /^[0-9a-zA-Z-]{1,127}$/;

function refuse(option: string, message: string, remedy: string): never {
  throw new ConfigurationError({ option, message, remedy });
}

function cloudOf(host: string): CloudName | undefined {
  return cloudNames.find((cloud) => {
    const suffix = `.${clouds[cloud].vaultSuffix}`;
    return host.endsWith(suffix) && vaultName.test(host.slice(0, -suffix.length));
  });
}

/**
 * Checks a vault's address: https, a vault's host name of a known cloud and nothing after it, or an origin that is trusted by name.
 *
 * @throws {ConfigurationError} where it is anything else
 */
export function checkVaultUrl(options: Pick<VaultOptions, "vaultUrl" | typeof trustedOrigins>): VaultAddress {
  const remedy = "Use the vault's URI from its overview page, e.g. https://contoso.vault.azure.net.";
  const text: unknown = options.vaultUrl;
  if (typeof text !== "string" || text === "") refuse("vaultUrl", "vaultUrl is missing.", remedy);
  if (!URL.canParse(text)) refuse("vaultUrl", "vaultUrl is not an absolute URL.", remedy);
  const url = new URL(text);
  if (url.protocol !== "https:" || url.username !== "" || url.password !== "") {
    refuse("vaultUrl", "vaultUrl is not an https address without a user name.", remedy);
  }
  if (url.pathname !== "/" || url.search !== "" || url.hash !== "")
    refuse("vaultUrl", "vaultUrl holds more than a host.", remedy);
  const trusted = (options[trustedOrigins] ?? []).some((origin) => origin.replace(/\/$/, "") === url.origin);
  if (trusted) return { origin: url.origin, cloud: "public" };
  const cloud = url.port === "" ? cloudOf(url.hostname) : undefined;
  if (cloud === undefined) refuse("vaultUrl", `${url.host} is not the host of a vault.`, remedy);
  return { origin: url.origin, cloud };
}

/** Checks the name of a certificate: letters, digits and hyphens. */
export function checkObjectName(value: unknown, option: string): string {
  if (typeof value === "string" && objectName.test(value)) return value;
  return refuse(option, `${option} is not a name that Key Vault allows.`, "Use 1 to 127 letters, digits and hyphens.");
}
