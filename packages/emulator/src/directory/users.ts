import { answerCollection, answerEntity, queryOption } from "../graph/collection.ts";
import { userOf } from "../graph/people.ts";
import type { GraphCall, GraphRoute } from "../graph/route.ts";
import type { User } from "./state.ts";

/** What Graph shows of a user when the client selects nothing. */
const defaults = [
  "businessPhones",
  "displayName",
  "givenName",
  "id",
  "jobTitle",
  "mail",
  "mobilePhone",
  "officeLocation",
  "preferredLanguage",
  "surname",
  "userPrincipalName",
] as const;

/** A user with every property that can be selected or filtered by. */
export function userView(user: User): Readonly<Record<string, unknown>> {
  return {
    id: user.id,
    businessPhones: [],
    displayName: user.displayName,
    givenName: user.givenName,
    jobTitle: user.jobTitle,
    mail: user.mail,
    mobilePhone: null,
    officeLocation: null,
    preferredLanguage: null,
    surname: user.surname,
    userPrincipalName: user.userPrincipalName,
    accountEnabled: user.accountEnabled,
    department: user.department,
    mailNickname: user.mail.split("@")[0] ?? "",
    userType: "Member",
  };
}

function listUsers(call: GraphCall): Response {
  const users = [...call.tenant.directory.users.values()].map(userView);
  const shape = { context: "users", pageSize: 100, maxPageSize: 999, paging: "skiptoken", defaults } as const;
  return answerCollection(call, users, shape);
}

function getUser(call: GraphCall): Response {
  const view = userView(userOf(call));
  const shown = Object.fromEntries(defaults.map((name) => [name, view[name]]));
  return answerEntity(call, queryOption(call.url, "select") === undefined ? shown : view, "users");
}

/** Users: read only, as nothing in the tenant changes them yet. */
export const userRoutes: readonly GraphRoute[] = [
  { method: "GET", path: "/users", handle: listUsers },
  { method: "GET", path: "/users/{userId}", handle: getUser },
];
