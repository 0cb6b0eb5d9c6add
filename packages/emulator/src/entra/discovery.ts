import type { Tenant } from "../tenant.ts";
import { entraOrigin } from "./hosts.ts";
import { anyTenant } from "./tenant-segment.ts";

/** The documents under `.well-known` name the tenant by its id, or leave a hole for it when any tenant may sign in. */
function issuerTenant(tenant: Tenant, segment: string): string {
  return anyTenant.has(segment.toLowerCase()) ? "{tenantid}" : tenant.tenantId;
}

function endpointSegment(tenant: Tenant, segment: string): string {
  return anyTenant.has(segment.toLowerCase()) ? segment.toLowerCase() : tenant.tenantId;
}

const shared = {
  token_endpoint_auth_methods_supported: ["client_secret_post", "private_key_jwt", "client_secret_basic"],
  response_modes_supported: ["query", "form_post"],
  subject_types_supported: ["pairwise"],
  id_token_signing_alg_values_supported: ["RS256"],
  response_types_supported: ["code"],
  request_uri_parameter_supported: false,
  cloud_instance_name: "microsoftonline.com",
  cloud_graph_host_name: "graph.windows.net",
  msgraph_host: "graph.microsoft.com",
  rbac_url: "https://pas.windows.net",
} as const;

/** The OpenID configuration of version 2. Source: learn.microsoft.com/entra/identity-platform/v2-protocols-oidc. */
export function secondConfiguration(tenant: Tenant, segment: string): object {
  const base = `${entraOrigin}/${endpointSegment(tenant, segment)}`;
  return {
    ...shared,
    token_endpoint: `${base}/oauth2/v2.0/token`,
    jwks_uri: `${base}/discovery/v2.0/keys`,
    scopes_supported: ["openid", "profile", "email", "offline_access"],
    issuer: `${entraOrigin}/${issuerTenant(tenant, segment)}/v2.0`,
    userinfo_endpoint: "https://graph.microsoft.com/oidc/userinfo",
    authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
    http_logout_supported: true,
    frontchannel_logout_supported: true,
    claims_supported: ["sub", "iss", "aud", "exp", "iat", "nonce", "preferred_username", "name", "tid", "ver", "email"],
    tenant_region_scope: null,
  };
}

/** The OpenID configuration of version 1. */
export function firstConfiguration(tenant: Tenant, segment: string): object {
  const base = `${entraOrigin}/${endpointSegment(tenant, segment)}`;
  return {
    ...shared,
    token_endpoint: `${base}/oauth2/token`,
    jwks_uri: `${base}/discovery/keys`,
    scopes_supported: ["openid"],
    issuer: `https://sts.windows.net/${issuerTenant(tenant, segment)}/`,
    authorization_endpoint: `${base}/oauth2/authorize`,
    claims_supported: ["sub", "iss", "aud", "exp", "iat", "nonce", "upn", "unique_name", "name", "tid", "ver"],
    tenant_region_scope: null,
  };
}

/** What instance discovery says: which hosts are one cloud. */
export const instanceMetadata: object = {
  tenant_discovery_endpoint: `${entraOrigin}/common/v2.0/.well-known/openid-configuration`,
  "api-version": "1.1",
  metadata: [
    {
      preferred_network: "login.microsoftonline.com",
      preferred_cache: "login.windows.net",
      aliases: ["login.microsoftonline.com", "login.windows.net", "login.microsoft.com", "sts.windows.net"],
    },
  ],
};
