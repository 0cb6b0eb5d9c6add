import type { GeneratedFile } from "./file.ts";
import { header, union } from "./scopes-print.ts";
import {
  array,
  boolean,
  byText,
  guid,
  oneOf,
  permissionName,
  readJson,
  record,
  ShapeError,
  sources,
} from "./scopes-source.ts";

/** One published form of a permission. */
interface Published {
  readonly id: string;
  /** Whether only an administrator may consent. */
  readonly adminConsent: boolean;
}

/** Every permission of Microsoft Graph by name, in each of its two forms. */
export interface GraphPermissions {
  readonly application: ReadonlyMap<string, Published>;
  readonly delegated: ReadonlyMap<string, Published>;
}

const applicationFields = ["AllowedMemberTypes", "Description", "DisplayName", "Id", "IsEnabled", "Origin", "Value"];
const delegatedFields = [
  "AdminConsentDescription",
  "AdminConsentDisplayName",
  "Id",
  "IsEnabled",
  "Origin",
  "Type",
  "UserConsentDescription",
  "UserConsentDisplayName",
  "Value",
];

function collect(rows: Iterable<readonly [name: string, published: Published, place: string]>): Map<string, Published> {
  const byName = new Map<string, Published>();
  const ids = new Set<string>();
  for (const [name, published, place] of rows) {
    if (byName.has(name)) throw new ShapeError(place, "a name that is not yet taken", name);
    if (ids.has(published.id)) throw new ShapeError(place, "a GUID that is not yet taken", published.id);
    byName.set(name, published);
    ids.add(published.id);
  }
  return new Map([...byName].sort(([left], [right]) => byText(left, right)));
}

function* application(rows: readonly unknown[]): Iterable<readonly [string, Published, string]> {
  for (const [index, row] of rows.entries()) {
    const place = `GraphAppRoles.json[${index}]`;
    const fields = record(row, place, applicationFields);
    const members = array(fields["AllowedMemberTypes"], `${place}.AllowedMemberTypes`);
    if (members.length !== 1 || members[0] !== "Application")
      throw new ShapeError(place, "an application role", members);
    boolean(fields["IsEnabled"], `${place}.IsEnabled`);
    const name = permissionName(fields["Value"], `${place}.Value`);
    yield [name, { id: guid(fields["Id"], `${place}.Id`), adminConsent: true }, place];
  }
}

function* delegated(rows: readonly unknown[]): Iterable<readonly [string, Published, string]> {
  for (const [index, row] of rows.entries()) {
    const place = `GraphDelegateRoles.json[${index}]`;
    const fields = record(row, place, delegatedFields);
    boolean(fields["IsEnabled"], `${place}.IsEnabled`);
    const adminConsent = oneOf(fields["Type"], `${place}.Type`, ["Admin", "User"]) === "Admin";
    const name = permissionName(fields["Value"], `${place}.Value`);
    yield [name, { id: guid(fields["Id"], `${place}.Id`), adminConsent }, place];
  }
}

/** Reads the export of a live tenant, which decides names and GUIDs. */
export async function readGraphPermissions(directory: string): Promise<GraphPermissions> {
  const roles = array(await readJson(directory, "graph/permissions/GraphAppRoles.json"), "GraphAppRoles.json");
  const scopes = array(
    await readJson(directory, "graph/permissions/GraphDelegateRoles.json"),
    "GraphDelegateRoles.json",
  );
  return { application: collect(application(roles)), delegated: collect(delegated(scopes)) };
}

/** The two unions of names: types alone, nothing at run time. */
export function permissionTypes(permissions: GraphPermissions): GeneratedFile {
  const kinds = [
    ["ApplicationPermission", permissions.application, "without a signed-in user (app-only)"],
    ["DelegatedPermission", permissions.delegated, "on behalf of a signed-in user"],
  ] as const;
  const types = kinds.map(
    ([name, table, how]) => `
/** A permission of Microsoft Graph that an app holds ${how}; ${table.size} of them. */
export type ${name} =
  | ${union([...table.keys()])};
`,
  );
  const text = header("Names of Microsoft Graph's permissions.", [sources.liveExport]) + types.join("");
  return { path: "packages/scopes/src/permissions.gen.ts", text };
}

/** The GUIDs of both forms of each name. */
export function permissionTable(permissions: GraphPermissions): GeneratedFile {
  const names = [...new Set([...permissions.application.keys(), ...permissions.delegated.keys()])].sort(byText);
  const rows = names.map((name) => {
    const asApplication = permissions.application.get(name);
    const asDelegated = permissions.delegated.get(name);
    const fields = [
      ...(asApplication === undefined ? [] : [`application: "${asApplication.id}"`]),
      ...(asDelegated === undefined ? [] : [`delegated: "${asDelegated.id}"`]),
      ...(asDelegated?.adminConsent === true ? ["adminConsent: true"] : []),
    ];
    return `  ${JSON.stringify(name)}: { ${fields.join(", ")} },\n`;
  });
  const text = `${header("GUIDs of Microsoft Graph's permissions.", [sources.liveExport])}
import type { PermissionIds } from "./permission.ts";
import type { ApplicationPermission, DelegatedPermission } from "./permissions.gen.ts";

export const graphTable: Readonly<Record<ApplicationPermission | DelegatedPermission, PermissionIds>> = {
${rows.join("")}};
`;
  return { path: "packages/scopes/src/graph-table.gen.ts", text };
}
