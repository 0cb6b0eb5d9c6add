import { type AppIdentity, type AuthorityOptions, checkClientId, checkTenantId } from "./app-identity.ts";
import { claimsParameter } from "./capabilities.ts";
import type { ClientAuth } from "./client-auth.ts";
import { ConfigurationError, refuseOption } from "./configuration-error.ts";
import type { AccessToken, Credential, GetTokenOptions } from "./credential.ts";
import { createQueue } from "./internal/in-turn.ts";
import { reveal, Secret } from "./secret.ts";
import { createTokenCache } from "./token-cache.ts";
import { createTokenEndpoint, type TokenEndpointOptions } from "./token-endpoint.ts";
import { accessTokenOf, scopeList } from "./token-request.ts";
import { customFetch, type Fetch, trustedOrigins } from "./transport/fetch.ts";
import { type TimeSource, timeSource } from "./transport/time.ts";

/** What a credential over a refresh token is made from. */
export interface RefreshTokenOptions extends AppIdentity, AuthorityOptions {
  /** The refresh token of a sign-in. */
  readonly refreshToken: string | Secret;
  /** How the app proves itself; left out for a public client. */
  readonly clientAuth?: ClientAuth | undefined;
  /**
   * Keeps the refresh token that replaces the one just used. Awaited before the access token is given out, so that a crash
   * does not lose it.
   */
  readonly onRefreshToken?: ((refreshToken: Secret) => void | Promise<void>) | undefined;
  readonly [customFetch]?: Fetch | undefined;
  readonly [trustedOrigins]?: readonly string[] | undefined;
  readonly [timeSource]?: TimeSource | undefined;
}

function refuseTenant(own: string, asked: string | undefined): void {
  if (asked === undefined || asked.toLowerCase() === own) return;
  throw new ConfigurationError({
    code: "tenant_not_allowed",
    option: "tenantId",
    message: `A token of tenant ${asked} was asked for, and this sign-in is at ${own}.`,
    remedy: "Sign in at that tenant.",
  });
}

/** The scopes of a delegated request: those asked for, and `offline_access`, without which no new refresh token comes back. */
export function delegatedScope(scopes: readonly string[]): string {
  return [...scopes, ...["openid", "profile", "offline_access"].filter((scope) => !scopes.includes(scope))].join(" ");
}

/** Redeems a refresh token for a scope, and keeps the one that replaces it. */
export type Redeemer = (scope: string, claims: string | undefined) => Promise<AccessToken>;

/** Redeems refresh tokens one after another, as each answer may replace the token that the next request needs. */
export function createRedeemer(
  options: Pick<RefreshTokenOptions, "refreshToken" | "onRefreshToken">,
  endpointOptions: TokenEndpointOptions,
  tenantId: string,
): Redeemer {
  const endpoint = createTokenEndpoint(endpointOptions);
  let current = reveal(options.refreshToken);
  const inTurn = createQueue();
  // A caller that goes away does not stop the request: its answer may hold the only refresh token that still works.
  const redeem = async (scope: string, claims: string | undefined): Promise<AccessToken> => {
    const parameters = {
      grant_type: "refresh_token",
      refresh_token: current,
      scope,
      ...(claims === undefined ? {} : { claims }),
    };
    const answer = await endpoint.request({ tenantId, parameters, repeatable: false });
    if (answer.refreshToken !== undefined) {
      current = answer.refreshToken.reveal();
      await options.onRefreshToken?.(answer.refreshToken);
    }
    return accessTokenOf(answer);
  };
  return (scope, claims) => inTurn(() => redeem(scope, claims));
}

/**
 * Gives tokens for a signed-in user from a refresh token, and keeps the newest refresh token.
 *
 * Source: RFC 6749 §6; learn.microsoft.com/entra/identity-platform/refresh-tokens.
 *
 * @throws {ConfigurationError} at once where an option is missing or malformed; `getToken` rejects with {@link EntraError}
 * (`reauth` when the user has to sign in again) and as `appOnly` does
 */
export function refreshToken(options: RefreshTokenOptions): Credential {
  const clientId = checkClientId(options.clientId);
  const tenantId = checkTenantId(options.tenantId);
  if (reveal(options.refreshToken).trim() === "")
    refuseOption("refreshToken", "refreshToken is empty.", "Sign in first.");
  const redeem = createRedeemer(options, { ...options, clientId }, tenantId);
  const cache = createTokenCache({ [timeSource]: options[timeSource] });
  return {
    async getToken(scopes: string | string[], request: GetTokenOptions = {}): Promise<AccessToken> {
      refuseTenant(tenantId, request.tenantId);
      const scope = delegatedScope(scopeList(scopes));
      const claims = claimsParameter(request.claims, request.enableCae === true);
      return cache.resolve({
        key: `${scope}\n${request.enableCae === true ? "cp1" : ""}`,
        claims: request.claims,
        abortSignal: request.abortSignal,
        request: () => redeem(scope, claims),
      });
    },
  };
}
