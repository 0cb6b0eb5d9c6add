import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { afterEach, beforeEach, expect, test } from "vitest";

import { readPermissionMap } from "../../../scripts/generate/scopes-permission-map.ts";
import { permissionTable, readGraphPermissions } from "../../../scripts/generate/scopes-permissions.ts";

const role = (value: string, id: string, more = {}): object => ({
  AllowedMemberTypes: ["Application"],
  Description: "",
  DisplayName: "",
  Id: id,
  IsEnabled: true,
  Origin: "Application",
  Value: value,
  ...more,
});

const scope = (value: string, id: string, type: string): object => ({
  AdminConsentDescription: "",
  AdminConsentDisplayName: "",
  Id: id,
  IsEnabled: true,
  Origin: null,
  Type: type,
  UserConsentDescription: "",
  UserConsentDisplayName: "",
  Value: value,
});

const one = "11111111-1111-1111-1111-111111111111";
const two = "22222222-2222-2222-2222-222222222222";

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "entrakit-generator-"));
});

afterEach(async () => {
  await rm(directory, { recursive: true });
});

async function give(file: string, json: unknown): Promise<void> {
  const path = join(directory, "graph/permissions", file);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, JSON.stringify(json));
}

async function giveExport(roles: readonly object[], scopes: readonly object[]): Promise<void> {
  await give("GraphAppRoles.json", roles);
  await give("GraphDelegateRoles.json", scopes);
}

test("the same permissions in another order give the same text", async () => {
  const rows = [role("B.Read", one), role("A.Read", two)];
  await giveExport(rows, [scope("A.Read", one, "User")]);
  const first = permissionTable(await readGraphPermissions(directory));
  await giveExport(rows.toReversed(), [scope("A.Read", one, "User")]);
  expect(permissionTable(await readGraphPermissions(directory))).toEqual(first);
  expect(first.text).toContain(`"A.Read": { application: "${two}", delegated: "${one}" }`);
});

test.each([
  ["a field that was not there before", role("A.Read", one, { Audience: "x" }), /GraphAppRoles\.json\[0\].*"Audience"/],
  ["a GUID that is none", role("A.Read", "11111111"), /GraphAppRoles\.json\[0\]\.Id: expected a lower-case GUID/],
  ["a name that is none", role("A Read", one), /GraphAppRoles\.json\[0\]\.Value/],
  ["a role for users", role("A.Read", one, { AllowedMemberTypes: ["User"] }), /GraphAppRoles\.json\[0\]/],
])("the export with %s stops the generator with the place", async (_, row, message) => {
  await giveExport([row], []);
  await expect(readGraphPermissions(directory)).rejects.toThrow(message);
});

test("a GUID that two permissions of a kind share stops the generator", async () => {
  await giveExport([role("A.Read", one), role("B.Read", one)], []);
  await expect(readGraphPermissions(directory)).rejects.toThrow(/GraphAppRoles\.json\[1\].*not yet taken/);
});

const mapOf = (paths: object, more = {}): object => ({
  permissions: {
    "A.Read": {
      authorizationType: "oAuth2",
      schemes: { Application: { privilegeLevel: 3 } },
      pathSets: [{ schemeKeys: ["Application"], methods: ["GET"], paths }],
      ownerInfo: {},
      ...more,
    },
  },
});

test("the map's paths are read whatever their casing and placeholder names, with what is needed besides", async () => {
  await give("permissions.json", mapOf({ "/Things/{thing-id}": "least=Application;AlsoRequires=B.Read,C.Read" }));
  expect((await readPermissionMap(directory)).get("GET /things/{}")?.application).toEqual([
    { name: "A.Read", least: true, privilege: 3, reach: 1, besides: ["B.Read", "C.Read"] },
  ]);
});

test("permissions that a Teams app's manifest grants are left out", async () => {
  await give("permissions.json", mapOf({ "/things": "" }, { authorizationType: "RSC" }));
  expect((await readPermissionMap(directory)).size).toBe(0);
});

test("a mark that the map did not have before stops the generator with the place", async () => {
  await give("permissions.json", mapOf({ "/things": "most=Application" }));
  await expect(readPermissionMap(directory)).rejects.toThrow(/permissions\.json A\.Read\.pathSets\[0\] \/things/);
});
