import { type CloudName, clouds } from "@entrakit/scopes";

import { KeyVaultError } from "./key-vault-error.ts";

/** What a vault's 401 says about the token that it wants. */
export interface Challenge {
  /** The tenant that the vault belongs to. */
  readonly tenantId: string;
  /** Decoded claims that the token must be asked for with. */
  readonly claims: string | undefined;
}

const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const parameter = /([a-z_]+)="([^"]*)"/gi;

function refuse(message: string): never {
  const remedy = "Check vaultUrl, and that nothing stands between this machine and the vault.";
  throw new KeyVaultError({ code: "challenge_refused", message, remedy, status: 401 });
}

function httpsUrl(text: string | undefined, what: string): URL {
  const url = text !== undefined && URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || url.protocol !== "https:" || url.username !== "" || url.password !== "" || url.port !== "") {
    return refuse(`The vault's challenge names no https ${what}.`);
  }
  return url;
}

function checkResource(parameters: ReadonlyMap<string, string>, cloud: CloudName): void {
  const scope = parameters.get("scope")?.replace(/\/\.default$/, "");
  const resource = httpsUrl(parameters.get("resource") ?? scope, "resource");
  if (resource.origin === clouds[cloud].audiences.keyVault) return;
  refuse(`The vault's challenge asks for a token for ${resource.origin}, which is not Key Vault.`);
}

function tenantOf(parameters: ReadonlyMap<string, string>, cloud: CloudName): string {
  const authority = httpsUrl(parameters.get("authorization") ?? parameters.get("authorization_uri"), "authority");
  const known = [clouds[cloud].authority, ...(cloud === "public" ? ["https://login.windows.net"] : [])];
  if (!known.includes(authority.origin)) refuse(`The vault's challenge sends callers to ${authority.origin}.`);
  const tenantId = authority.pathname.replaceAll("/", "");
  return guid.test(tenantId) ? tenantId.toLowerCase() : refuse("The vault's challenge names no tenant.");
}

function decodeClaims(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  try {
    return new TextDecoder().decode(
      Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0)),
    );
  } catch {
    return refuse("The vault's challenge holds claims that cannot be decoded.");
  }
}

/**
 * Reads a vault's `WWW-Authenticate` and checks that it sends nobody elsewhere: the resource is its cloud's Key Vault, the authority its
 * cloud's own, each over https.
 *
 * Source: learn.microsoft.com/azure/key-vault/general/authentication-requests-and-responses.
 *
 * @throws {KeyVaultError} `challenge_refused`
 */
export function readChallenge(header: string, cloud: CloudName): Challenge {
  if (!/^bearer\s/i.test(header)) refuse("The vault's challenge is not one for a bearer token.");
  const parameters = new Map(
    [...header.matchAll(parameter)].map(([, name = "", value = ""]) => [name.toLowerCase(), value]),
  );
  checkResource(parameters, cloud);
  return { tenantId: tenantOf(parameters, cloud), claims: decodeClaims(parameters.get("claims")) };
}
