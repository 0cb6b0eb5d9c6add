// Checked by the compiler (see types.test.ts); nothing here runs.
import { parsePermissionsManifest, permissionId, requiredResourceAccess } from "../src/graph.ts";
import { type ApplicationPermission, type DelegatedPermission, defaultScope, type ResourceName } from "../src/index.ts";
import { resources } from "../src/resources.ts";
import { type GraphMethod, type GraphPath, type GraphRouteTable, leastPrivilege } from "../src/routes.ts";

type Within<Inner, Outer> = [Inner] extends [Outer] ? true : false;
type Same<Left, Right> = [Within<Left, Right>, Within<Right, Left>] extends [true, true] ? true : false;
type Yes<Claim extends true> = Claim;
type No<Claim extends false> = Claim;
type Entry<Method extends GraphMethod, Path extends GraphPath<Method>> = GraphRouteTable[Method][Path];

export type Names = [
  Yes<Within<"User.Read.All", ApplicationPermission>>,
  Yes<Within<"User.Read", DelegatedPermission>>,
  No<Within<"User.Read", ApplicationPermission>>,
  No<Within<"Calendar.Read", DelegatedPermission>>,
  No<Within<string, ResourceName>>,
];

requiredResourceAccess({ application: { graph: ["User.Read.All"] }, delegated: { graph: ["User.Read"] } });
requiredResourceAccess({ delegated: { keyVault: ["user_impersonation"] } }, resources);
// @ts-expect-error User.Read exists for signed-in users alone
requiredResourceAccess({ application: { graph: ["User.Read"] } });
// @ts-expect-error the name is Calendars.Read
requiredResourceAccess({ delegated: { graph: ["Calendar.Read"] } });
// @ts-expect-error no such resource
requiredResourceAccess({ delegated: { grph: ["User.Read"] } });

permissionId("User.Read.All", "application");
// @ts-expect-error User.Read has no application form
permissionId("User.Read", "application");

// @ts-expect-error no such resource
defaultScope("grph");

const parsed = parsePermissionsManifest({}, "application");
export type Parsed = [
  Yes<Same<typeof parsed.graph, readonly ApplicationPermission[] | undefined>>,
  Yes<Same<typeof parsed.keyVault, readonly string[] | undefined>>,
];
requiredResourceAccess({ application: parsed });
// @ts-expect-error application permissions are not delegated ones
requiredResourceAccess({ delegated: parsed });

export type Routes = [
  Yes<Within<"/users/{userId}/messages", GraphPath<"GET">>>,
  No<Within<"/users/{userid}/messages", GraphPath<"GET">>>,
  Yes<Same<Entry<"GET", "/me">["application"], never>>,
  Yes<Same<Entry<"GET", "/me">["result"], "user">>,
  Yes<Same<Entry<"GET", "/users">["collection"], true>>,
  Yes<Same<Entry<"POST", "/me/sendMail">["delegated"], "Mail.Send">>,
  Yes<Within<"Mail.Read", Entry<"GET", "/users/{userId}/messages">["application"]>>,
  No<Within<"Files.Read.All", Entry<"GET", "/users/{userId}/messages">["application"]>>,
];

/** The permissions of every route of every method, in one kind. */
type EverySet<Kind extends "application" | "delegated", Method = GraphMethod> = Method extends GraphMethod
  ? {
      [Path in GraphPath<Method>]: Entry<Method, Path> extends { readonly [K in Kind]: infer Set } ? Set : "missing";
    }[GraphPath<Method>]
  : never;
export type Sets = [
  Yes<Within<EverySet<"application">, ApplicationPermission>>,
  Yes<Within<EverySet<"delegated">, DelegatedPermission>>,
  Yes<Within<"Sites.Read.All" | "Directory.ReadWrite.All", EverySet<"application">>>,
];

const appOnly = leastPrivilege("GET", "/users", "application");
const forUser = leastPrivilege("GET", "/users", "delegated");
export type Least = [
  Yes<Same<typeof appOnly, ApplicationPermission | undefined>>,
  Yes<Same<typeof forUser, DelegatedPermission | undefined>>,
];
