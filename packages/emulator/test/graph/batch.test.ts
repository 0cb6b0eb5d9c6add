import { describe, expect, test } from "vitest";

import { addDriveFile, driveOf } from "../../src/graph/drive-store.ts";
import { type Answer, type Body, appToken, codeOf, graphCall, newTenant, partOf, person, send } from "../calls.ts";

function responses(answer: Answer): Map<unknown, Body> {
  const { responses: list } = answer.body;
  if (!Array.isArray(list)) throw new TypeError(answer.text);
  return new Map(list.map((item: unknown) => [partOf({ item }, "item")["id"], partOf({ item }, "item")]));
}

const json = { "content-type": "application/json" };

describe("$batch", () => {
  test("each step is checked for its own permissions, and the answer is 200 all the same", async () => {
    const tenant = newTenant();
    const token = await appToken(tenant, ["User.Read.All"]);
    const { id } = person(tenant);
    const requests = [
      { id: "1", method: "GET", url: `/users/${id}?$select=displayName` },
      { id: "2", method: "GET", url: `users/${id}/messages` },
      { id: "3", method: "GET", url: "/nowhere" },
    ];
    const answer = await graphCall(tenant, token, "POST", "/$batch", { requests });
    expect(answer.status).toBe(200);
    const found = responses(answer);
    expect([...found.values()].map(({ status }) => status)).toEqual([200, 403, 400]);
    expect(partOf(found.get("1") ?? {}, "body")["displayName"]).toBe(person(tenant).displayName);
  });

  test("more than 20 steps, an id twice, and a body without a type are refused as a whole", async () => {
    const tenant = newTenant();
    const token = await appToken(tenant, ["User.Read.All"]);
    const steps = (count: number): object => ({
      requests: Array.from({ length: count }, (_, index) => ({ id: String(index), method: "GET", url: "/users" })),
    });
    expect((await graphCall(tenant, token, "POST", "/$batch", steps(20))).status).toBe(200);
    expect((await graphCall(tenant, token, "POST", "/$batch", steps(21))).status).toBe(400);
    const twice = {
      requests: [
        { id: "a", method: "GET", url: "/users" },
        { id: "A", method: "GET", url: "/users" },
      ],
    };
    expect((await graphCall(tenant, token, "POST", "/$batch", twice)).status).toBe(400);
    const untyped = { requests: [{ id: "a", method: "POST", url: "/users/x/sendMail", body: {} }] };
    expect(codeOf(await graphCall(tenant, token, "POST", "/$batch", untyped))).toBe("BadRequest");
    expect((await send(tenant, "POST", "https://graph.microsoft.com/v1.0/$batch", json, steps(1))).status).toBe(401);
  });

  test("a step waits for what it depends on, and is answered 424 when that failed", async () => {
    const tenant = newTenant();
    const token = await appToken(tenant, ["Files.ReadWrite.All"]);
    const drive = `/users/${person(tenant).id}/drive`;
    const requests = [
      { id: "read", method: "GET", url: `${drive}/root:/made`, dependsOn: ["make"] },
      { id: "make", method: "POST", url: `${drive}/root/children`, headers: json, body: { name: "made", folder: {} } },
      { id: "bad", method: "GET", url: `${drive}/root:/missing` },
      { id: "after", method: "GET", url: `${drive}/root`, dependsOn: ["bad"] },
    ];
    const found = responses(await graphCall(tenant, token, "POST", "/$batch", { requests }));
    expect(["make", "read", "bad", "after"].map((id) => found.get(id)?.["status"])).toEqual([201, 200, 404, 424]);
    const circle = {
      requests: [
        { id: "a", method: "GET", url: drive, dependsOn: ["b"] },
        { id: "b", method: "GET", url: drive, dependsOn: ["a"] },
      ],
    };
    expect((await graphCall(tenant, token, "POST", "/$batch", circle)).status).toBe(400);
  });

  test("a file's content is answered 302 with its address in the step's headers", async () => {
    const tenant = newTenant();
    const drive = driveOf(tenant, person(tenant).id);
    const file = addDriveFile(tenant, drive.id, "b.txt", "b");
    const requests = [{ id: "1", method: "GET", url: `/drives/${drive.id}/items/${file.id}/content` }];
    const found = responses(
      await graphCall(tenant, await appToken(tenant, ["Files.Read.All"]), "POST", "/$batch", { requests }),
    );
    expect(found.get("1")?.["status"]).toBe(302);
    expect(String(partOf(found.get("1") ?? {}, "headers")["location"])).toContain("tempauth=");
  });

  test("a fault can hit one step of a batch", async () => {
    const tenant = newTenant();
    const { id } = person(tenant);
    tenant.faults.add({
      path: new RegExp(`/users/${id}$`),
      status: 429,
      headers: { "retry-after": "0.5" },
      body: { error: { code: "TooManyRequests" } },
    });
    const requests = [
      { id: "1", method: "GET", url: `/users/${id}` },
      { id: "2", method: "GET", url: "/users" },
    ];
    const found = responses(
      await graphCall(tenant, await appToken(tenant, ["User.Read.All"]), "POST", "/$batch", { requests }),
    );
    expect([found.get("1")?.["status"], found.get("2")?.["status"]]).toEqual([429, 200]);
    expect(partOf(found.get("1") ?? {}, "headers")["retry-after"]).toBe("0.5");
  });
});
