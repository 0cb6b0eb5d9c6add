import { describe, expect, test } from "vitest";

import { addDriveFile, driveOf } from "../../src/graph/drive-store.ts";
import type { Tenant } from "../../src/index.ts";
import { appToken, codeOf, graphCall, newTenant, partOf, person, send, textOf, userToken, valuesOf } from "../calls.ts";

async function filesToken(tenant: Tenant): Promise<string> {
  return appToken(tenant, ["Files.ReadWrite.All"]);
}

describe("Files", () => {
  test("a file that was put in is listed, found by path and id, and read through its download address", async () => {
    const tenant = newTenant();
    const token = await filesToken(tenant);
    const drive = driveOf(tenant, person(tenant).userPrincipalName);
    const file = addDriveFile(tenant, drive.id, "guides/how to.md", "# Überschrift\n");
    const children = valuesOf(await graphCall(tenant, token, "GET", `/drives/${drive.id}/root:/guides:/children`));
    expect(children.map(({ name }) => name)).toEqual(["how to.md"]);
    for (const path of [
      `/drives/${drive.id}/items/${file.id}`,
      `/users/${person(tenant).id}/drive/root:/guides/how%20to.md`,
    ]) {
      expect((await graphCall(tenant, token, "GET", path)).body).toMatchObject({
        id: file.id,
        size: 15,
        file: { mimeType: "text/markdown" },
      });
    }
    const content = await graphCall(tenant, token, "GET", `/drives/${drive.id}/items/${file.id}/content`);
    expect(content.status).toBe(302);
    const location = content.headers.get("location") ?? "";
    expect(new URL(location).hostname).toMatch(/-my\.sharepoint\.com$/);
    expect((await send(tenant, "GET", location)).text).toBe("# Überschrift\n");
    const tail = await send(tenant, "GET", location, { range: "bytes=2-4" });
    expect([tail.status, tail.headers.get("content-range"), tail.text]).toEqual([206, "bytes 2-4/15", "Üb"]);
  });

  test("a download address needs no token; one that arrives there is a violation, and is refused", async () => {
    const tenant = newTenant();
    const token = await filesToken(tenant);
    const drive = driveOf(tenant, person(tenant).id);
    const file = addDriveFile(tenant, drive.id, "a.txt", "a");
    const item = await graphCall(tenant, token, "GET", `/drives/${drive.id}/items/${file.id}`);
    const address = textOf(item.body, "@microsoft.graph.downloadUrl");
    expect((await send(tenant, "GET", address, { authorization: `Bearer ${token}` })).status).toBe(401);
    expect(tenant.log.violations.map(({ kind }) => kind)).toEqual(["credential-to-wrong-host"]);
    expect((await send(tenant, "GET", address)).status).toBe(200);
    expect((await send(tenant, "GET", address.replace(/tempauth=[^&]+/, "tempauth=x"))).status).toBe(401);
    tenant.clock.advance(3_600_001);
    expect((await send(tenant, "GET", address)).status).toBe(401);
    expect([...tenant.secrets.entries.keys()].some((secret) => address.includes(secret))).toBe(true);
  });

  test("an upload makes the folders on its way, replaces what is there, and keeps both when asked to rename", async () => {
    const tenant = newTenant();
    const token = await filesToken(tenant);
    const path = `/users/${person(tenant).id}/drive/root:/x/y/z.txt:/content`;
    const first = await graphCall(tenant, token, "PUT", path, "one");
    const second = await graphCall(tenant, token, "PUT", path, "two!");
    expect([first.status, second.status, second.body["id"]]).toEqual([201, 200, first.body["id"]]);
    expect(second.body["eTag"]).not.toBe(first.body["eTag"]);
    const third = await graphCall(tenant, token, "PUT", `${path}?@microsoft.graph.conflictBehavior=rename`, "three");
    expect([third.status, third.body["name"]]).toEqual([201, "z 1.txt"]);
    expect(
      codeOf(await graphCall(tenant, token, "PUT", `${path}?@microsoft.graph.conflictBehavior=fail`, "four")),
    ).toBe("nameAlreadyExists");
    const inFolder = `/drives/${driveOf(tenant, person(tenant).id).id}/items/${textOf(partOf(third.body, "parentReference"), "id")}`;
    expect((await graphCall(tenant, token, "PUT", `${inFolder}:/new.txt:/content`, "5")).status).toBe(201);
    expect(valuesOf(await graphCall(tenant, token, "GET", `${inFolder}/children`)).map(({ name }) => name)).toEqual([
      "new.txt",
      "z 1.txt",
      "z.txt",
    ]);
  });

  test("folders are made once, and what is deleted is gone with all below it", async () => {
    const tenant = newTenant();
    const token = await filesToken(tenant);
    const root = `/users/${person(tenant).id}/drive/root`;
    const made = await graphCall(tenant, token, "POST", `${root}/children`, { name: "Plans", folder: {} });
    expect([made.status, made.body["folder"]]).toEqual([201, { childCount: 0 }]);
    expect((await graphCall(tenant, token, "POST", `${root}/children`, { name: "plans", folder: {} })).status).toBe(
      409,
    );
    expect((await graphCall(tenant, token, "POST", `${root}/children`, { name: "a/b", folder: {} })).status).toBe(400);
    const file = await graphCall(tenant, token, "PUT", `${root}:/Plans/p.txt:/content`, "p");
    const item = `/users/${person(tenant).id}/drive/items`;
    expect((await graphCall(tenant, token, "DELETE", `${item}/${textOf(made.body, "id")}`)).status).toBe(204);
    expect((await graphCall(tenant, token, "GET", `${item}/${textOf(file.body, "id")}`)).status).toBe(404);
  });

  test("a signed-in user reaches the own drive, and libraries only with a permission for all files", async () => {
    const tenant = newTenant();
    const [me, other] = [person(tenant, 0), person(tenant, 1)];
    const own = await userToken(tenant, me, ["Files.Read"]);
    const all = await userToken(tenant, me, ["Files.Read.All"]);
    expect((await graphCall(tenant, own, "GET", "/me/drive/root/children")).status).toBe(200);
    expect((await graphCall(tenant, own, "GET", `/drives/${driveOf(tenant, other.id).id}/root`)).status).toBe(403);
    expect((await graphCall(tenant, all, "GET", `/users/${other.id}/drive`)).status).toBe(403);
    expect((await graphCall(tenant, own, "GET", "/sites/root/drive")).status).toBe(403);
    expect((await graphCall(tenant, all, "GET", "/sites/root/drive/root/children")).status).toBe(200);
  });

  test("a thousand files are listed in pages of two hundred", async () => {
    const tenant = newTenant();
    const token = await filesToken(tenant);
    const drive = driveOf(tenant, person(tenant).id);
    for (let index = 0; index < 1000; index += 1)
      addDriveFile(tenant, drive.id, `many/${String(index).padStart(4, "0")}.md`, `File ${index}`);
    const names: unknown[] = [];
    let next: unknown = `/drives/${drive.id}/root:/many:/children`;
    while (typeof next === "string") {
      const answer = await graphCall(tenant, token, "GET", next);
      names.push(...valuesOf(answer).map(({ name }) => name));
      next = answer.body["@odata.nextLink"];
    }
    expect(names).toHaveLength(1000);
    expect(new Set(names).size).toBe(1000);
  });
});
