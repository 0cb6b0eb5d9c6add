// The same app in another national cloud.
// #region cloud
import { type CloudName, clouds, defaultScope } from "@entrakit/scopes";

/** Where an app of a cloud gets its Graph token, and what it asks for. */
export function graphTokenRequest(tenantId: string, cloud: CloudName): { endpoint: string; scope: string } {
  return { endpoint: `${clouds[cloud].authority}/${tenantId}/oauth2/v2.0/token`, scope: defaultScope("graph", cloud) };
}
// #endregion
