import { readFile } from "node:fs/promises";

import { describe, expect, test } from "vitest";

import { registrationFor } from "../examples/permissions-manifest.ts";
import {
  graphAppId,
  parsePermissionsManifest,
  PermissionError,
  permissionId,
  requiredResourceAccess,
} from "../src/graph.ts";
import { resources } from "../src/resources.ts";

const config = new URL("../../../config/", import.meta.url);

function codeOf(run: () => unknown): string | undefined {
  try {
    run();
  } catch (error) {
    return PermissionError.isInstance(error) ? error.code : String(error);
  }
  return undefined;
}

describe("requiredResourceAccess", () => {
  test("writes application permissions as Role and delegated ones as Scope", () => {
    expect(
      requiredResourceAccess({ application: { graph: ["User.Read.All"] }, delegated: { graph: ["Mail.Read"] } }),
    ).toEqual([
      {
        resourceAppId: graphAppId,
        resourceAccess: [
          { id: "df021288-bdef-4463-88db-98f22de89214", type: "Role" },
          { id: "570282fd-fa5c-430d-a7fd-fc8dc98a9dca", type: "Scope" },
        ],
      },
    ]);
  });

  test("gives the same array for the same permissions in another order, named twice or by GUID", () => {
    const one = requiredResourceAccess(
      { application: { graph: ["Mail.Read", "Files.Read.All"] }, delegated: { keyVault: ["user_impersonation"] } },
      resources,
    );
    const other = requiredResourceAccess(
      {
        delegated: { keyVault: ["user_impersonation"] },
        application: { graph: ["Files.Read.All", "Mail.Read", "810c84a8-4a9e-49e6-bf7d-12d183f40d01", "Mail.Read"] },
      },
      resources,
    );
    expect(JSON.stringify(other)).toBe(JSON.stringify(one));
    expect(one.map(({ resourceAppId }) => resourceAppId)).toEqual([graphAppId, resources.keyVault.appId]);
  });

  test("merges two resources that are one application", () => {
    const access = requiredResourceAccess(
      { application: { powerBi: ["Tenant.Read.All"] }, delegated: { fabric: ["Item.Read.All"] } },
      resources,
    );
    expect(access).toHaveLength(1);
    expect(access[0]?.resourceAccess.map(({ type }) => type)).toEqual(["Role", "Scope"]);
  });

  test("keeps both kinds of a permission whose GUID is the same in both", () => {
    const id = permissionId("User.Export.All", "application");
    const manifest = {
      application: { graph: ["User.Export.All"] },
      delegated: { graph: ["User.Export.All"] },
    } as const;
    expect(requiredResourceAccess(manifest)[0]?.resourceAccess).toEqual([
      { id, type: "Role" },
      { id, type: "Scope" },
    ]);
  });

  test("asks nothing of an API of which nothing is wanted", () => {
    expect(requiredResourceAccess({ application: { graph: [] } })).toEqual([]);
    expect(requiredResourceAccess({})).toEqual([]);
  });

  test("needs the other APIs' tables where a manifest names them", () => {
    const manifest = { delegated: { keyVault: ["user_impersonation"] } };
    expect(codeOf(() => requiredResourceAccess(manifest))).toBe("unknown_resource");
    expect(codeOf(() => requiredResourceAccess(manifest, resources))).toBeUndefined();
  });
});

describe("a permissions file", () => {
  test.each([
    ["a list instead of an object", ["User.Read.All"], "malformed_manifest"],
    ["null", null, "malformed_manifest"],
    ["a name instead of a list", { graph: "User.Read.All" }, "malformed_manifest"],
    ["a number in the list", { graph: [42] }, "malformed_manifest"],
    ["an API that does not exist", { grph: ["User.Read.All"] }, "unknown_resource"],
    ["a resource named like an object's own property", JSON.parse('{"__proto__": []}'), "unknown_resource"],
  ])("with %s is refused", (_, json: unknown, code) => {
    expect(codeOf(() => parsePermissionsManifest(json, "application"))).toBe(code);
  });

  test("may name its schema", () => {
    const json = { $schema: "./permissions.schema.json", graph: ["Mail.Send"] };
    expect(parsePermissionsManifest(json, "application")).toEqual({ graph: ["Mail.Send"] });
  });

  test("with a kind that does not exist is refused", () => {
    const manifest: object = { Application: { graph: ["Mail.Send"] } };
    expect(codeOf(() => requiredResourceAccess(manifest))).toBe("malformed_manifest");
  });
});

test("the repository's own files give the committed permissions.resource-accesses.json, byte for byte", async () => {
  const [application, delegated, committed] = await Promise.all(
    ["permissions.app.json", "permissions.delegated.json", "permissions.resource-accesses.json"].map((file) =>
      readFile(new URL(file, config), "utf8"),
    ),
  );
  const access = registrationFor(application ?? "", delegated ?? "");
  expect(`${JSON.stringify(access, null, 2)}\n`).toBe(committed);
  expect(access[0]?.resourceAccess).toHaveLength(15);
});
