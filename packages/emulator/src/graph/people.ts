import type { User } from "../directory/state.ts";
import type { Tenant } from "../tenant.ts";
import { GraphFailure } from "./failure.ts";
import type { GraphCall } from "./route.ts";

/** The person with an object id, a user principal name or a mail address; case does not matter. */
export function findUser(tenant: Tenant, name: string): User | undefined {
  const byId = tenant.directory.users.get(name.toLowerCase());
  if (byId !== undefined) return byId;
  const lower = name.toLowerCase();
  for (const user of tenant.directory.users.values()) {
    if (user.userPrincipalName.toLowerCase() === lower || user.mail.toLowerCase() === lower) return user;
  }
  return undefined;
}

/** The person that `{userId}` of a call names; 404 when there is none. */
export function userOf(call: GraphCall): User {
  const name = call.params["userId"] ?? "";
  const user = findUser(call.tenant, name);
  if (user === undefined) {
    const message = `Resource '${name}' does not exist or one of its queried reference-property objects are not present.`;
    throw new GraphFailure(404, "Request_ResourceNotFound", message);
  }
  return user;
}

/** Whether a token speaks for an application alone, with no user signed in. */
export function isAppOnly(claims: GraphCall["claims"]): boolean {
  return claims.idtyp === "app" || claims.scp === undefined;
}

/** Who did something, as files and messages show it. */
export function identityOf(user: User | undefined): object {
  if (user === undefined) return { application: { displayName: "SharePoint App" } };
  return { user: { email: user.mail, id: user.id, displayName: user.displayName } };
}

/** The person behind a delegated token, or undefined in an app-only call. */
export function callerOf(call: GraphCall): User | undefined {
  return isAppOnly(call.claims) ? undefined : call.tenant.directory.users.get(call.claims.oid);
}
