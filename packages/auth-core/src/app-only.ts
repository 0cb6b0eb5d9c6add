import { type AppIdentity, type AuthorityOptions, checkClientId, checkTenantId } from "./app-identity.ts";
import { claimsParameter } from "./capabilities.ts";
import type { ClientAuth } from "./client-auth.ts";
import { ConfigurationError, refuseOption } from "./configuration-error.ts";
import type { AccessToken, Credential, GetTokenOptions } from "./credential.ts";
import { createTokenCache, type TokenCache } from "./token-cache.ts";
import { createTokenEndpoint, type TokenEndpoint } from "./token-endpoint.ts";
import { accessTokenOf, appOnlyScope } from "./token-request.ts";
import { customFetch, type Fetch, trustedOrigins } from "./transport/fetch.ts";
import { type TimeSource, timeSource } from "./transport/time.ts";

/** What an app-only credential is made from. */
export interface AppOnlyOptions extends AppIdentity, AuthorityOptions {
  /** How the app proves itself: {@link ClientCertificate}, {@link FederatedAssertion} or {@link ClientSecret}. */
  readonly clientAuth: ClientAuth;
  /** Tenants that a call may ask for besides `tenantId`. */
  readonly allowedTenants?: readonly string[] | undefined;
  /** A cache to share between credentials; each has one of its own when left out. */
  readonly cache?: TokenCache | undefined;
  readonly [customFetch]?: Fetch | undefined;
  readonly [trustedOrigins]?: readonly string[] | undefined;
  readonly [timeSource]?: TimeSource | undefined;
}

type TenantChoice = (asked: string | undefined) => string;

/** Gives the tenant of a call: the configured one, or another that was allowed beforehand. */
function tenantChoice(own: string, allowedTenants: readonly string[]): TenantChoice {
  const allowed = new Set(allowedTenants.map((tenant) => checkTenantId(tenant, "allowedTenants")));
  return (asked) => {
    if (asked === undefined || asked === own) return own;
    const tenantId = checkTenantId(asked);
    if (tenantId === own || allowed.has(tenantId)) return tenantId;
    throw new ConfigurationError({
      code: "tenant_not_allowed",
      option: "tenantId",
      message: `A token of tenant ${tenantId} was asked for, and this credential serves ${own}.`,
      remedy: "Add the tenant to allowedTenants if it is one you trust.",
    });
  };
}

function requestOf(endpoint: TokenEndpoint, tenantId: string, scope: string, claims: string | undefined) {
  return async (signal: AbortSignal): Promise<AccessToken> => {
    const parameters = { grant_type: "client_credentials", scope, ...(claims === undefined ? {} : { claims }) };
    return accessTokenOf(await endpoint.request({ tenantId, parameters, repeatable: true, signal }));
  };
}

/**
 * Gives tokens for the app itself (client credentials grant), each asked for once however many callers wait for it.
 *
 * Source: RFC 6749 §4.4; learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow.
 *
 * @throws {ConfigurationError} at once where an option is missing or malformed; `getToken` rejects with
 * {@link ConfigurationError}, {@link EntraError}, {@link TransportError}, or the reason of the caller's signal
 *
 * @example
 * ```ts
 * const credential = appOnly({ tenantId, clientId, clientAuth: ClientCertificate(signer) });
 * const token = await credential.getToken(defaultScope("graph"));
 * ```
 */
export function appOnly(options: AppOnlyOptions): Credential {
  const clientId = checkClientId(options.clientId);
  const chooseTenant = tenantChoice(checkTenantId(options.tenantId), options.allowedTenants ?? []);
  if (typeof options.clientAuth?.parameters !== "function") {
    refuseOption(
      "clientAuth",
      "clientAuth is missing.",
      "Pass ClientCertificate(signer), FederatedAssertion(get) or ClientSecret(secret).",
    );
  }
  const endpoint = createTokenEndpoint({ ...options, clientId });
  const cache = options.cache ?? createTokenCache({ [timeSource]: options[timeSource] });
  return {
    async getToken(scopes: string | string[], request: GetTokenOptions = {}): Promise<AccessToken> {
      const scope = appOnlyScope(scopes);
      const tenantId = chooseTenant(request.tenantId);
      const enableCae = request.enableCae === true;
      const key = `${endpoint.authority}\n${tenantId}\n${clientId}\napp\n${scope}\n${enableCae ? "cp1" : ""}`;
      const claims = claimsParameter(request.claims, enableCae);
      return cache.resolve({
        key,
        claims: request.claims,
        abortSignal: request.abortSignal,
        request: requestOf(endpoint, tenantId, scope, claims),
      });
    },
  };
}
