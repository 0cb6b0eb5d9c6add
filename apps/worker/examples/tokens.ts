/**
 * The two functions that a Worker usually writes by hand around the token endpoint, with the same names and parameters.
 *
 * What they gain: one request for any number of callers, a cache, refresh ahead, typed errors instead of `Bearer undefined`,
 * a timeout, retries that wait when told to, and a rotated refresh token that is handed out instead of thrown away.
 */
import { appOnly, ClientSecret, type Credential, refreshToken as fromRefreshToken } from "@entrakit/auth-core";

/** The variables of the Worker that these functions read. */
export interface Env {
  readonly AZURE_TENANT_ID: string;
  readonly AZURE_CLIENT_ID: string;
  readonly AZURE_CLIENT_SECRET: string;
}

// #region app-only
const credentials = new Map<string, Credential>();

function appCredential(env: Env): Credential {
  const key = `${env.AZURE_TENANT_ID} ${env.AZURE_CLIENT_ID}`;
  const known = credentials.get(key);
  if (known !== undefined) return known;
  const clientAuth = ClientSecret(env.AZURE_CLIENT_SECRET);
  const made = appOnly({ tenantId: env.AZURE_TENANT_ID, clientId: env.AZURE_CLIENT_ID, clientAuth });
  credentials.set(key, made);
  return made;
}

/** A token for the app itself, e.g. with the scope `https://cognitiveservices.azure.com/.default`. */
export async function getAzureToken(env: Env, scope: string): Promise<string> {
  return (await appCredential(env).getToken(scope)).token;
}
// #endregion

// #region delegated
/**
 * A token for the person whose sign-in gave the refresh token.
 *
 * @param keep is given the refresh token that replaces this one, before the access token is handed out: store it
 */
export async function refreshDelegatedToken(
  env: Env,
  refreshToken: string,
  keep: (next: string) => void | Promise<void> = () => {},
): Promise<string> {
  const credential = fromRefreshToken({
    tenantId: env.AZURE_TENANT_ID,
    clientId: env.AZURE_CLIENT_ID,
    clientAuth: ClientSecret(env.AZURE_CLIENT_SECRET),
    refreshToken,
    onRefreshToken: (next) => keep(next.reveal()),
  });
  return (await credential.getToken("https://graph.microsoft.com/.default")).token;
}
// #endregion
