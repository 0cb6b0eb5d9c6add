import { describe, expect, test } from "vitest";

import { graphTable } from "../src/graph-table.gen.ts";
import { routeTable } from "../src/route-table.gen.ts";
import { findRoute, leastPrivilege, PermissionError } from "../src/routes.ts";

describe("leastPrivilege", () => {
  test.each([
    ["GET", "/users", "application", "User.ReadBasic.All"],
    ["GET", "/me", "delegated", "User.Read"],
    ["GET", "/me/messages", "delegated", "Mail.ReadBasic"],
    ["GET", "/users/{userId}/messages", "application", "Mail.ReadBasic.All"],
    ["POST", "/users/{userId}/sendMail", "application", "Mail.Send"],
    ["GET", "/users/{userId}/calendarView", "application", "Calendars.ReadBasic.All"],
    ["GET", "/drives/{driveId}/root/children", "application", "Files.Read.All"],
    ["GET", "/teams/{teamId}/channels/{channelId}/messages", "application", "ChannelMessage.Read.All"],
    ["GET", "/sites/{siteId}/lists/{listId}/items", "application", "Sites.Read.All"],
    ["PATCH", "/applications/{applicationId}", "application", "Application.ReadWrite.OwnedBy"],
    ["POST", "/oauth2PermissionGrants", "delegated", "DelegatedPermissionGrant.ReadWrite.All"],
  ] as const)("%s %s needs as %s permission %s", (method, path, kind, permission) => {
    expect(leastPrivilege(method, path, kind)).toBe(permission);
  });

  test("is undefined for /me without a user, whatever the call", () => {
    const ofMe = routeTable.filter(([, path]) => /^\/me(\/|$)/.test(path));
    expect(ofMe.length).toBeGreaterThan(5);
    for (const [method, path] of ofMe) expect(leastPrivilege(method, path, "application")).toBeUndefined();
  });

  test("tells a call that does not exist from one that no permission of the kind allows", () => {
    expect(() => leastPrivilege("GET", "/usres", "application")).toThrow(PermissionError);
    expect(() => leastPrivilege("GET", "/usres?token=abc", "application")).toThrow(
      /^The registry has no call GET \/usres\. .*GET \/users/,
    );
    expect(() => leastPrivilege("DELETE", "/me", "delegated")).toThrow(PermissionError);
  });
});

describe("findRoute", () => {
  test.each([
    "/users/{userId}/messages",
    "/Users/{id}/MESSAGES/",
    "/users/ada@contoso.com/messages?$top=3&$select=subject",
    "/v1.0/users/0b8aa4f6-8c5d-4f0d-9f2b-3c1f4a1d2e3f/messages",
    "https://graph.microsoft.com/v1.0/users/ada@contoso.com/messages#top",
  ])("finds the canonical route of %s", (path) => {
    expect(findRoute("get", path)).toMatchObject({ method: "GET", path: "/users/{userId}/messages" });
  });

  test.each([
    "/beta/users",
    "/users/delta",
    "/users/$count",
    "/users/{userId}/messages/$value",
    "/me/microsoft.graph.x()",
  ])("does not take %s for another call", (path) => {
    expect(findRoute("GET", path)).toBeUndefined();
  });

  test("prefers the path that is named to the one with a placeholder", () => {
    expect(findRoute("GET", "/drives/b!x/root/children")?.path).toBe("/drives/{driveId}/root/children");
  });

  test("names both permissions where one alone does not do", () => {
    const route = findRoute("POST", "/servicePrincipals/{id}/appRoleAssignments");
    expect(route?.application.alone).toEqual([]);
    expect(route?.application.together).toContainEqual(["AppRoleAssignment.ReadWrite.All", "Application.Read.All"]);
  });
});

test("every permission of a route is published in that kind", () => {
  for (const [method, path, application, delegated, together] of routeTable) {
    const asApplication = [...application, ...(together?.application.flat() ?? [])];
    const asDelegated = [...delegated, ...(together?.delegated.flat() ?? [])];
    expect(
      asApplication.filter((name) => graphTable[name].application === undefined),
      `${method} ${path}`,
    ).toEqual([]);
    expect(
      asDelegated.filter((name) => graphTable[name].delegated === undefined),
      `${method} ${path}`,
    ).toEqual([]);
    expect(asApplication.length + asDelegated.length).toBeGreaterThan(0);
  }
});
