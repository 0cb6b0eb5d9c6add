import { describe, expect, test } from "vitest";

import { findPermissions, graphAppId, parsePermissionsManifest, PermissionError, permissionId } from "../src/graph.ts";
import { graphTable } from "../src/graph-table.gen.ts";
import { resources } from "../src/resources.ts";

/** The error that a manifest is refused with. */
function refusal(run: () => unknown): PermissionError {
  try {
    run();
  } catch (error) {
    if (PermissionError.isInstance(error)) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}

describe("the two mistakes that the registry was written for", () => {
  test("a delegated GUID among application permissions is refused, with the permission it is and the one that is right", () => {
    const error = refusal(() =>
      parsePermissionsManifest({ graph: ["e1fe6dd8-ba31-4d61-89e7-88639da4683d"] }, "application"),
    );
    expect(error.code).toBe("wrong_kind");
    expect(error.place).toBe("application.graph[0]");
    expect(error.message).toContain('e1fe6dd8-ba31-4d61-89e7-88639da4683d is the delegated permission "User.Read"');
    expect(error.remedy).toContain('"User.Read.All" (df021288-bdef-4463-88db-98f22de89214)');
    expect(error.suggestions[0]).toBe("User.Read.All");
  });

  test("the scope Calendar.Read is refused, with Calendars.Read", () => {
    const error = refusal(() => parsePermissionsManifest({ graph: ["Calendar.Read"] }, "delegated"));
    expect(error.code).toBe("unknown_permission");
    expect(error.message).toContain('"Calendar.Read"');
    expect(error.suggestions).toEqual(["Calendars.Read"]);
    expect(error.remedy).toContain("Calendars.Read");
  });
});

describe("names and GUIDs", () => {
  test("every name has a GUID for each of its kinds, and no two names share one in the same kind", () => {
    const rows = Object.values(graphTable);
    const applications = rows.flatMap(({ application }) => application ?? []);
    const delegated = rows.flatMap((ids) => ids.delegated ?? []);
    expect(applications).toHaveLength(716);
    expect(delegated).toHaveLength(807);
    expect(new Set(applications).size).toBe(716);
    expect(new Set(delegated).size).toBe(807);
    for (const id of [...applications, ...delegated]) expect(id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  });

  test("a permission's GUID depends on the kind", () => {
    expect(permissionId("Mail.Read", "application")).toBe("810c84a8-4a9e-49e6-bf7d-12d183f40d01");
    expect(permissionId("Mail.Read", "delegated")).toBe("570282fd-fa5c-430d-a7fd-fc8dc98a9dca");
  });

  test("a GUID of the right kind stands for its name, whatever its letter case", () => {
    const manifest = { graph: ["DF021288-BDEF-4463-88DB-98F22DE89214", "User.Read.All"] };
    expect(parsePermissionsManifest(manifest, "application")).toEqual({ graph: ["User.Read.All"] });
  });

  test("a GUID can be both kinds of a permission", () => {
    const found = findPermissions("405a51b5-8d8d-430b-9842-8be4b0e9f324");
    expect(found.map(({ name, kind }) => `${kind} ${name}`)).toEqual([
      "application User.Export.All",
      "delegated User.Export.All",
    ]);
  });

  test("a name is found in any letter case, and tells whether an administrator has to consent", () => {
    expect(findPermissions("mail.read")).toMatchObject([
      { kind: "application", name: "Mail.Read", adminConsent: true },
      { kind: "delegated", name: "Mail.Read", adminConsent: false },
    ]);
    expect(findPermissions("User.Read.All")).toMatchObject([{}, { kind: "delegated", adminConsent: true }]);
  });

  test("beyond Graph a permission is found where the other APIs are passed", () => {
    const id = "7504609f-c495-4c64-8542-686125a5a36f";
    expect(findPermissions(id)).toEqual([]);
    expect(findPermissions(id, resources)).toEqual([
      { resource: "powerBi", name: "Report.ReadWrite.All", kind: "delegated", id, adminConsent: undefined },
    ]);
  });
});

describe("a refused permission", () => {
  test("that exists only for signed-in users is told from one that does not exist", () => {
    const error = refusal(() => parsePermissionsManifest({ graph: ["Mail.Read", "User.Read"] }, "application"));
    expect(error.code).toBe("wrong_kind");
    expect(error.place).toBe("application.graph[1]");
    expect(error.suggestions).toEqual(["User.Read.All"]);
  });

  test.each([
    ["Mail.Raed", "Mail.Read"],
    ["mail.read", "Mail.Read"],
    ["MailRead", "Mail.Read"],
    ["https://graph.microsoft.com/Mail.Read", "Mail.Read"],
    ["Files.ReadAll", "Files.Read.All"],
  ])("%s is answered with %s", (written, meant) => {
    const error = refusal(() => parsePermissionsManifest({ graph: [written] }, "application"));
    expect(error.code).toBe("unknown_permission");
    expect(error.suggestions[0]).toBe(meant);
  });

  test("that resembles nothing is refused without a guess", () => {
    const error = refusal(() => parsePermissionsManifest({ graph: ["Cognitive Services User"] }, "application"));
    expect(error.code).toBe("unknown_permission");
    expect(error.suggestions).toEqual([]);
  });

  test("is never answered with a permission over other things", () => {
    const error = refusal(() =>
      parsePermissionsManifest({ powerBi: ["7504609f-c495-4c64-8542-686125a5a36f"] }, "application", resources),
    );
    expect(error.code).toBe("wrong_kind");
    expect(error.message).toContain('the delegated permission "Report.ReadWrite.All"');
    expect(error.suggestions).toEqual([]);
  });

  test("of an API that knows role assignments alone points there", () => {
    const error = refusal(() =>
      parsePermissionsManifest({ keyVault: ["user_impersonation"] }, "application", resources),
    );
    expect(error.code).toBe("wrong_kind");
    expect(error.remedy).toContain("RBAC");
  });

  test("with the name of an object's own method is unknown like any other", () => {
    for (const name of ["constructor", "__proto__", "toString"]) {
      expect(refusal(() => parsePermissionsManifest({ graph: [name] }, "delegated")).code).toBe("unknown_permission");
    }
  });

  test("is recognized by another copy of the package", () => {
    const error = refusal(() => parsePermissionsManifest([], "delegated"));
    expect(Reflect.get(error, Symbol.for("entrakit.PermissionError"))).toBe(true);
    expect(PermissionError.isInstance(new Error("else"))).toBe(false);
    expect(PermissionError.isInstance(undefined)).toBe(false);
  });
});

describe("the other APIs", () => {
  test("have the application ids that Microsoft gave them", () => {
    expect(graphAppId).toBe("00000003-0000-0000-c000-000000000000");
    expect(resources.keyVault.appId).toBe("cfa8b339-82a2-471a-a3c9-0fc0be7a4093");
    expect(resources.powerBi.appId).toBe(resources.fabric.appId);
  });

  test("that Azure RBAC guards have no application permission", () => {
    for (const { appOnly, permissions } of Object.values(resources)) {
      const roles = Object.values(permissions).filter(({ application }) => application !== undefined);
      expect(roles.length > 0).toBe(appOnly === "appRoles");
    }
  });
});
