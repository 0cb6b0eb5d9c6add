import { describe, expect, test } from "vitest";

import { graphPermissions } from "../../src/data/graph-permissions.gen.ts";
import { graphRoutes } from "../../src/graph/routes.ts";
import { appToken, codeOf, graphCall, newTenant, partOf, person, send, userToken } from "../calls.ts";

const url = "https://graph.microsoft.com/v1.0/users";

describe("Who may call Graph", () => {
  test("a request without a token is answered 401 with the challenge that names the authority", async () => {
    const tenant = newTenant();
    const answer = await send(tenant, "GET", url);
    expect(answer.status).toBe(401);
    expect(codeOf(answer)).toBe("InvalidAuthenticationToken");
    expect(answer.headers.get("www-authenticate")).toContain(`login.microsoftonline.com/${tenant.tenantId}`);
  });

  test("a token for another audience is answered 401 and recorded as a violation", async () => {
    const tenant = newTenant();
    const answer = await graphCall(
      tenant,
      await appToken(tenant, ["User.Read.All"], "https://vault.azure.net"),
      "GET",
      "/users",
    );
    expect(answer.status).toBe(401);
    expect(codeOf(answer)).toBe("InvalidAuthenticationToken");
    expect(tenant.log.violations.map(({ kind }) => kind)).toEqual(["token-audience"]);
  });

  test.for(["https://graph.microsoft.com", "https://graph.microsoft.com/", "00000003-0000-0000-c000-000000000000"])(
    "the audience %s is Graph's own",
    async (audience) => {
      const tenant = newTenant();
      expect(
        (await graphCall(tenant, await appToken(tenant, ["User.Read.All"], audience), "GET", "/users")).status,
      ).toBe(200);
    },
  );

  test("a token altered by one character is refused", async () => {
    const tenant = newTenant();
    const token = await appToken(tenant, ["User.Read.All"]);
    const altered = `${token.slice(0, -5)}${token.at(-5) === "A" ? "B" : "A"}${token.slice(-4)}`;
    expect((await graphCall(tenant, altered, "GET", "/users")).status).toBe(401);
  });

  test.for([
    ["/users", "Authorization_RequestDenied"],
    ["/users/USER/messages", "ErrorAccessDenied"],
    ["/users/USER/joinedTeams", "Forbidden"],
    ["/sites/root", "accessDenied"],
    ["/users/USER/drive/root/children", "accessDenied"],
  ] as const)("without a permission, %s is answered 403 as its workload words it: %s", async ([path, code]) => {
    const tenant = newTenant();
    const answer = await graphCall(
      tenant,
      await appToken(tenant, ["Policy.Read.All"]),
      "GET",
      path.replace("USER", person(tenant).id),
    );
    expect(answer.status).toBe(403);
    expect(codeOf(answer)).toBe(code);
  });

  test("an application permission of one workload opens no other", async () => {
    const tenant = newTenant();
    const token = await appToken(tenant, ["Mail.Read"]);
    const { id } = person(tenant);
    expect((await graphCall(tenant, token, "GET", `/users/${id}/messages`)).status).toBe(200);
    expect((await graphCall(tenant, token, "GET", `/users/${id}/events`)).status).toBe(403);
    expect((await graphCall(tenant, token, "POST", `/users/${id}/sendMail`, {})).status).toBe(403);
  });

  test("a delegated permission is not an application permission: roles count in app-only tokens, scp in users'", async () => {
    const tenant = newTenant();
    const user = person(tenant);
    const message = `/users/${user.id}/messages`;
    expect((await graphCall(tenant, await userToken(tenant, user, ["Mail.ReadBasic"]), "GET", message)).status).toBe(
      200,
    );
    expect((await graphCall(tenant, await appToken(tenant, ["Mail.ReadBasic"]), "GET", message)).status).toBe(403);
  });

  test("Teams names the permissions that would do", async () => {
    const tenant = newTenant();
    const [team] = tenant.content.teams.keys();
    const answer = await graphCall(tenant, await appToken(tenant, ["User.Read.All"]), "GET", `/teams/${team}/channels`);
    const message = String(partOf(answer.body, "error")["message"]);
    expect(message).toContain("API requires one of");
    expect(message).toContain("Channel.ReadBasic.All");
    expect(message).toContain("Roles on the request 'User.Read.All'");
  });

  test("a signed-in user reads the own mailbox and nobody else's", async () => {
    const tenant = newTenant();
    const token = await userToken(tenant, person(tenant, 0), ["Mail.Read"]);
    expect((await graphCall(tenant, token, "GET", "/me/messages")).status).toBe(200);
    expect(
      (await graphCall(tenant, token, "GET", `/users/${person(tenant, 0).userPrincipalName}/messages`)).status,
    ).toBe(200);
    const other = await graphCall(tenant, token, "GET", `/users/${person(tenant, 1).id}/messages`);
    expect([other.status, codeOf(other)]).toEqual([403, "ErrorAccessDenied"]);
  });

  test("User.Read shows a user the own entry alone; User.ReadBasic.All shows everybody", async () => {
    const tenant = newTenant();
    const [me, other] = [person(tenant, 0), person(tenant, 1)];
    const own = await userToken(tenant, me, ["User.Read"]);
    expect((await graphCall(tenant, own, "GET", "/me")).body["id"]).toBe(me.id);
    expect((await graphCall(tenant, own, "GET", `/users/${other.id}`)).status).toBe(403);
    expect(
      (await graphCall(tenant, await userToken(tenant, me, ["User.ReadBasic.All"]), "GET", `/users/${other.id}`))
        .status,
    ).toBe(200);
  });

  test("/me has no meaning in an app-only token", async () => {
    const tenant = newTenant();
    const answer = await graphCall(tenant, await appToken(tenant, ["User.Read.All"]), "GET", "/me");
    expect([answer.status, codeOf(answer)]).toEqual([400, "BadRequest"]);
    expect(String(partOf(answer.body, "error")["message"])).toContain("delegated authentication flow");
  });
});

describe("What is answered where there is no route", () => {
  test("a word that Graph does not know is named", async () => {
    const tenant = newTenant();
    const token = await appToken(tenant, ["User.Read.All"]);
    const answer = await graphCall(tenant, token, "GET", "/unicorns");
    expect(answer.status).toBe(400);
    expect(String(partOf(answer.body, "error")["message"])).toBe("Resource not found for the segment 'unicorns'.");
    const below = await graphCall(tenant, token, "GET", `/users/${person(tenant).id}/unicorns`);
    expect(String(partOf(below.body, "error")["message"])).toContain("'unicorns'");
  });

  test("what Graph has and the tenant does not play is answered 501 in plain words", async () => {
    const tenant = newTenant();
    const answer = await graphCall(
      tenant,
      await appToken(tenant, ["User.Read.All"]),
      "GET",
      `/users/${person(tenant).id}/planner/tasks`,
    );
    expect(answer.status).toBe(501);
    expect(String(partOf(answer.body, "error")["message"])).toContain("does not play");
    expect((await graphCall(tenant, await appToken(tenant, []), "PATCH", "/sites/root", {})).status).toBe(501);
  });

  test("a version that does not exist is refused; beta answers like v1.0", async () => {
    const tenant = newTenant();
    const token = await appToken(tenant, ["User.Read.All"]);
    expect((await graphCall(tenant, token, "GET", "https://graph.microsoft.com/v3.0/users")).status).toBe(400);
    expect((await graphCall(tenant, token, "GET", "https://graph.microsoft.com/beta/users")).status).toBe(200);
  });

  test("an error carries the request's ids, and the client's id is echoed", async () => {
    const tenant = newTenant();
    const answer = await graphCall(tenant, await appToken(tenant, []), "GET", "/users", undefined, {
      "client-request-id": "abc-1",
    });
    const inner = partOf(partOf(answer.body, "error"), "innerError");
    expect(answer.headers.get("client-request-id")).toBe("abc-1");
    expect(inner["client-request-id"]).toBe("abc-1");
    expect(inner["request-id"]).toBe(answer.headers.get("request-id"));
  });
});

describe("The generated permission rules", () => {
  const implemented = graphRoutes.map((route) => `${route.method} ${route.path}`);

  test("every route that is answered has a rule, and every rule has a route", () => {
    expect(implemented.filter((key) => graphPermissions[key] === undefined)).toEqual([]);
    expect(Object.keys(graphPermissions).filter((key) => !implemented.includes(key))).toEqual([]);
  });

  test("no rule is empty on both sides", () => {
    const empty = Object.entries(graphPermissions).filter(
      ([, rule]) => rule.application.length + rule.delegated.length === 0,
    );
    expect(empty).toEqual([]);
  });

  test("no route is listed twice", () => {
    expect(new Set(implemented).size).toBe(implemented.length);
  });
});
