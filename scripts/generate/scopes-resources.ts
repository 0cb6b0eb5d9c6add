import { clouds, type ResourceName } from "../../packages/scopes/src/clouds.ts";
import type { GeneratedFile } from "./file.ts";
import { header, inlineArray } from "./scopes-print.ts";
import {
  array,
  byText,
  guid,
  object,
  oneOf,
  permissionName,
  readJson,
  record,
  ShapeError,
  sources,
  string,
} from "./scopes-source.ts";

type OtherResource = Exclude<ResourceName, "graph">;

/** What an app needs in order to call a resource app-only. */
type AppOnly = "appRoles" | "azureRbac" | "serviceSettings";

/** The resources besides Graph: which application they are, and what an app needs in order to call them app-only. */
const listed: Readonly<Record<OtherResource, readonly [appId: string, name: string, appOnly: AppOnly]>> = {
  cognitiveServices: ["7d312290-28c8-473c-a0ed-8e53749b6d6d", "Microsoft Cognitive Services", "azureRbac"],
  foundry: ["18a66f5f-dbdf-4c17-9dd7-1634712a9cbe", "Azure Machine Learning Services", "azureRbac"],
  search: ["880da380-985e-4198-81b9-e05b1cc53158", "Azure Cognitive Search", "azureRbac"],
  keyVault: ["cfa8b339-82a2-471a-a3c9-0fc0be7a4093", "Azure Key Vault", "azureRbac"],
  resourceManager: ["797f4846-ba00-4fd7-ba43-dac1f8f63013", "Azure Resource Manager", "azureRbac"],
  powerBi: ["00000009-0000-0000-c000-000000000000", "Power BI Service", "appRoles"],
  fabric: ["00000009-0000-0000-c000-000000000000", "Power BI Service", "appRoles"],
  powerApps: ["475226c6-020e-4fb2-8a90-7a972cbfc1d4", "PowerApps Service", "serviceSettings"],
  powerPlatform: ["8578e004-a5c6-46e7-913e-12f58912df43", "Power Platform API", "appRoles"],
  storage: ["e406a681-f3d4-42a8-90b6-c2b029497af1", "Azure Storage", "azureRbac"],
};

/** Foundry's audience is an alias of Azure Machine Learning's application that the export does not list. */
const unlistedAudiences: ReadonlySet<string> = new Set([clouds.public.audiences.foundry]);

interface Ids {
  application?: string;
  delegated?: string;
}

interface Api {
  readonly audiences: readonly string[];
  readonly permissions: ReadonlyMap<string, Ids>;
}

function add(permissions: Map<string, Ids>, kind: keyof Ids, row: unknown, place: string): void {
  const fields = object(row, place);
  const name = permissionName(fields["value"], `${place}.value`);
  const ids = permissions.get(name) ?? {};
  const id = guid(fields["id"], `${place}.id`);
  if (ids[kind] !== undefined && ids[kind] !== id) throw new ShapeError(place, `one GUID for ${name}`, [ids[kind], id]);
  permissions.set(name, { ...ids, [kind]: id });
}

/** The classified export has licence and tiers, but not every API; it wins where it has one. */
function classifiedPermissions(classified: unknown, appId: string): ReadonlyMap<string, Ids> | undefined {
  const api = object(classified, "api-permissions-classified.json")[appId];
  if (api === undefined) return undefined;
  const place = `api-permissions-classified.json ${appId}`;
  const permissions = new Map<string, Ids>();
  for (const [index, row] of array(record(api, place, ["name", "permissions"])["permissions"], place).entries()) {
    const at = `${place}.permissions[${index}]`;
    const type = oneOf(object(row, at)["type"], `${at}.type`, ["Application", "Delegated"]);
    add(permissions, type === "Application" ? "application" : "delegated", row, at);
  }
  return permissions;
}

function readApi(facts: unknown, classified: unknown, appId: string): Api {
  const file = "first-party-api-permissions.facts.json";
  const entry = Object.entries(object(facts, file)).find(
    ([name, api]) => object(api, `${file} ${name}`)["appId"] === appId,
  );
  if (entry === undefined) throw new ShapeError(file, `an API with appId ${appId}`, undefined);
  const place = `${file} ${entry[0]}`;
  const fields = record(entry[1], place, ["appId", "servicePrincipalNames", "application", "delegated"]);
  const names = array(fields["servicePrincipalNames"], place).map((name) => string(name, place));
  const audiences = names.filter((name) => name.startsWith("https://")).map((name) => name.replace(/\/$/, ""));
  const permissions = new Map<string, Ids>();
  for (const kind of ["application", "delegated"] as const) {
    for (const row of array(fields[kind], `${place}.${kind}`)) add(permissions, kind, row, `${place}.${kind}`);
  }
  return {
    audiences: [...new Set(audiences)].sort(byText),
    permissions: classifiedPermissions(classified, appId) ?? permissions,
  };
}

function printApi(appId: string, api: Api): string {
  const rows = [...api.permissions]
    .sort(([left], [right]) => byText(left, right))
    .map(([name, ids]) => {
      const fields = (["application", "delegated"] as const).flatMap((kind) =>
        ids[kind] === undefined ? [] : [`${kind}: "${ids[kind]}"`],
      );
      return `  ${JSON.stringify(name)}: { ${fields.join(", ")} },\n`;
    });
  return `const ${constantOf(appId)}: Readonly<Record<string, PermissionIds>> = {\n${rows.join("")}};\n`;
}

function constantOf(appId: string): string {
  return `permissionsOf${appId.slice(0, 8)}`;
}

/** The application ids, audiences and permissions of the resources besides Graph. */
export async function resourceTable(directory: string): Promise<GeneratedFile> {
  const facts = await readJson(directory, "graph/permissions/first-party-api-permissions.facts.json");
  const classified = await readJson(directory, "graph/permissions/api-permissions-classified.json");
  const aliases = Object.entries(listed);
  const apis = new Map(aliases.map(([, [appId]]) => [appId, readApi(facts, classified, appId)]));
  const entries = aliases.map(([alias, [appId, name, appOnly]]) => {
    const known = apis.get(appId)?.audiences ?? [];
    const audience = Object.entries(clouds.public.audiences).find(([resource]) => resource === alias)?.[1] ?? "";
    if (!known.includes(audience) && !unlistedAudiences.has(audience))
      throw new ShapeError(alias, `an audience of ${appId}`, audience);
    const audiences = [...new Set([audience, ...known])];
    const fields = [
      `appId: "${appId}"`,
      `name: ${JSON.stringify(name)}`,
      `appOnly: "${appOnly}"`,
      `audiences: ${inlineArray(audiences)}`,
      `permissions: ${constantOf(appId)}`,
    ];
    return `  ${alias}: {\n${fields.map((field) => `    ${field},\n`).join("")}  },\n`;
  });
  const text = `${header("Application ids, audiences and permission GUIDs of Microsoft's APIs besides Graph.", [sources.classified, sources.firstParty])}
import type { PermissionIds } from "./permission.ts";
import type { ResourceTable } from "./resource.ts";

${[...apis].map(([appId, api]) => printApi(appId, api)).join("\n")}
export const resourceTable: ResourceTable = {
${entries.join("")}};
`;
  return { path: "packages/scopes/src/resource-table.gen.ts", text };
}
