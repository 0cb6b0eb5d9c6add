// An API checks who calls it.
// #region verify
import { type AccessTokenClaims, createVerifier, type Verifier } from "@entrakit/auth-core/verify";

/** Made once: it keeps the tenant's keys. */
export function ordersVerifier(tenantId: string, clientId: string): Verifier {
  return createVerifier({ tenantId, audience: [clientId, `api://${clientId}`] });
}

/** Whether the caller, app or user, may read orders. */
export function mayReadOrders({ roles, scopes }: AccessTokenClaims): boolean {
  return roles.includes("Orders.Read.All") || scopes.includes("Orders.Read");
}
// #endregion
