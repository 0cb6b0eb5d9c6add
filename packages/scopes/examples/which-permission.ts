// Which permission do I need to send mail as an app?
// #region send-mail
import { permissionId } from "@entrakit/scopes/graph";
import { leastPrivilege } from "@entrakit/scopes/routes";

/** The permission that lets an app send mail without a user, and its GUID. */
export function toSendMailAsAnApp(): string {
  const permission = leastPrivilege("POST", "/users/{userId}/sendMail", "application");
  if (permission === undefined) return "Only a signed-in user can send mail.";
  return `${permission} (${permissionId(permission, "application")})`;
}
// #endregion
