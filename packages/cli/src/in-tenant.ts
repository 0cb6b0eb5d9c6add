import type { AccessToken, GetTokenOptions, TokenCredential } from "@entrakit/auth-core";
import { explain } from "@entrakit/scopes/aadsts";

import { CliError } from "./errors.ts";
import { isObject } from "./json.ts";

/**
 * A credential whose every token is of one tenant, so that one that is signed in elsewhere is refused and not used.
 *
 * A failure without a remedy of its own, as Azure's credentials throw them, becomes `not_signed_in` with one.
 */
export function inTenant(credential: TokenCredential, tenantId: string): TokenCredential {
  return {
    async getToken(scopes: string | string[], options?: GetTokenOptions): Promise<AccessToken | null> {
      try {
        return await credential.getToken(scopes, { ...options, tenantId });
      } catch (error) {
        const isOwn = isObject(error) && typeof error["remedy"] === "string";
        if (isOwn || options?.abortSignal?.aborted === true) throw error;
        throw notSignedIn(error, tenantId);
      }
    },
  };
}

function notSignedIn(error: unknown, tenantId: string): CliError {
  const why = error instanceof Error ? error.message : String(error);
  return new CliError({
    code: "not_signed_in",
    message: `No token could be had in the tenant ${tenantId}.`,
    why,
    remedy:
      explain(why)?.fix ??
      `Run: az login --tenant ${tenantId}, or set AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET.`,
    cause: error,
  });
}
