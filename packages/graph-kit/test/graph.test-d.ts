import type { GraphRouteTable } from "@entrakit/scopes/routes";
import type { Application, Message, NullableOption, User } from "@microsoft/microsoft-graph-types";

import { expectTypeOf } from "vitest";

import type { Collection, Covered, GraphEntities, MissingPermission, PagedIterable } from "../src/index.ts";
import { createGraph } from "../src/index.ts";
import { credential } from "./support.ts";

const app = createGraph({ credential, permissions: { application: ["User.Read.All", "Mail.Read"] } });
const user = createGraph({ credential, permissions: { delegated: ["User.Read", "Mail.Send"] } });
const grants = ["AppRoleAssignment.ReadWrite.All", "Application.Read.All"] as const;
const admin = createGraph({ credential, permissions: { application: grants } });

// Results follow the route, and are narrowed by select and expand.
const whole = app.get("/users/{userId}", { params: { userId: "1" } });
expectTypeOf<typeof whole>().toEqualTypeOf<Promise<User>>();
const some = app.get("/users/{userId}", { params: { userId: "1" }, select: ["displayName", "mail"] });
expectTypeOf<Awaited<typeof some>>().toEqualTypeOf<Pick<User, "displayName" | "mail">>();
const expanded = app.get("/users/{userId}", {
  params: { userId: "1" },
  select: ["id"],
  expand: ["manager($select=id)"],
});
expectTypeOf<Awaited<typeof expanded>>().toEqualTypeOf<Pick<User, "id" | "manager">>();
const onePage = app.get("/users");
expectTypeOf<typeof onePage>().toEqualTypeOf<Promise<Collection<User>>>();
const messages = app.list("/users/{userId}/messages", { params: { userId: "1" }, select: ["subject"] });
expectTypeOf<typeof messages>().toEqualTypeOf<PagedIterable<Pick<Message, "subject">>>();
const owner = createGraph({ credential, permissions: { application: ["Application.ReadWrite.All"] } });
const created = owner.post("/applications", { body: { displayName: "x" } });
expectTypeOf<typeof created>().toEqualTypeOf<Promise<Application>>();
const unknownResult = app.request("GET", "/anything");
expectTypeOf<typeof unknownResult>().toEqualTypeOf<Promise<unknown>>();
const displayName: Promise<NullableOption<string> | undefined> = whole.then((one) => one.displayName);
void displayName;

// A call is covered by the declared kind of permission alone, by one of several, or by a pair.
void user.get("/me");
void user.post("/me/sendMail", { body: { message: {} } });
void admin.post("/servicePrincipals/{servicePrincipalId}/appRoleAssignments", {
  params: { servicePrincipalId: "1" },
  body: {},
});

// @ts-expect-error -- not covered: needs Files.Read.All or one of its kin
void app.get("/drives/{driveId}/root", { params: { driveId: "1" } });
// @ts-expect-error -- not covered
void app.list("/sites");
// @ts-expect-error -- not covered
void app.stream("/drives/{driveId}/items/{driveItemId}/content", { params: { driveId: "1", driveItemId: "2" } });
// @ts-expect-error -- not covered
void app.post("/users/{userId}/sendMail", { params: { userId: "1" }, body: { message: {} } });
// @ts-expect-error -- not covered
void app.delete("/applications/{applicationId}", { params: { applicationId: "1" } });
// @ts-expect-error -- delegated only
void app.get("/me");
// @ts-expect-error -- a delegated permission of another name
void user.get("/me/messages");
// @ts-expect-error -- one of the two permissions does not suffice
void app.post("/servicePrincipals/{servicePrincipalId}/appRoleAssignments", {
  params: { servicePrincipalId: "1" },
  body: {},
});
declare const either: "/users" | "/sites";
// @ts-expect-error -- one path of the two is not covered
void app.get(either);
// @ts-expect-error -- no such permission
createGraph({ credential, permissions: { application: ["Calendar.Read"] } });
// @ts-expect-error -- a permission that exists as a delegated one alone
createGraph({ credential, permissions: { application: ["User.Read"] } });
// @ts-expect-error -- one kind at a time
createGraph({ credential, permissions: { application: ["User.Read.All"], delegated: ["User.Read"] } });

// Parameters come from the path, bodies and select from the entity.
// @ts-expect-error -- parameters are missing
void app.get("/users/{userId}");
// @ts-expect-error -- another name
void app.get("/users/{userId}", { params: { id: "1" } });
// @ts-expect-error -- no such path
void app.get("/user");
// @ts-expect-error -- no such property
void app.get("/users", { select: ["displayname"] });
// @ts-expect-error -- a body of another shape
void user.post("/me/sendMail", { body: { subject: "x" } });
// @ts-expect-error -- the body is missing
void user.post("/me/sendMail", {});

// The reason of a refusal names the permissions that would do.
expectTypeOf<Covered<"GET", "/sites", { application: ["User.Read.All"] }>>().toEqualTypeOf<
  MissingPermission<"application", "Sites.Read.All" | "Sites.ReadWrite.All">
>();
expectTypeOf<Covered<"GET", "/sites", { application: ["User.Read.All", "Sites.Read.All"] }>>().toEqualTypeOf<unknown>();

// Each entity that the routes name is mapped, and nothing else.
type Named = {
  [Method in keyof GraphRouteTable]: GraphRouteTable[Method][keyof GraphRouteTable[Method]];
}[keyof GraphRouteTable];
type Results = Named extends infer Row ? (Row extends { readonly result: infer Name } ? Name : never) : never;
expectTypeOf<Exclude<Results, keyof GraphEntities>>().toEqualTypeOf<never>();
expectTypeOf<Exclude<keyof GraphEntities, Results>>().toEqualTypeOf<never>();
