import { clouds, type ResourceName } from "../clouds.ts";
import { graphTable } from "../graph-table.gen.ts";
import { PermissionError } from "../permission-error.ts";
import type { PermissionIds } from "../permission.ts";
import type { ResourceTable } from "../resource.ts";
import { nearest } from "./nearest.ts";

/** Application id of Microsoft Graph, the same in every tenant and cloud. */
export const graphAppId = "00000003-0000-0000-c000-000000000000";

/** An API whose permissions a manifest can name. */
export interface Api {
  readonly resource: ResourceName;
  readonly appId: string;
  /** Name for people. */
  readonly title: string;
  readonly rbac: boolean;
  readonly permissions: Readonly<Record<string, PermissionIds>>;
}

const graph: Api = {
  resource: "graph",
  appId: graphAppId,
  title: "Microsoft Graph",
  rbac: false,
  permissions: graphTable,
};

function isResourceName(value: string): value is ResourceName {
  return Object.hasOwn(clouds.public.audiences, value);
}

function otherApi(resource: Exclude<ResourceName, "graph">, resources: ResourceTable): Api {
  const { appId, name, appOnly, permissions } = resources[resource];
  return { resource, appId, title: name, rbac: appOnly === "azureRbac", permissions };
}

/** The API behind a manifest's key; the tables besides Graph's come from the caller, so that they are shipped on demand. */
export function apiOf(key: string, resources: ResourceTable | undefined, place: string): Api {
  if (!isResourceName(key)) {
    const suggestions = nearest(key, Object.keys(clouds.public.audiences));
    const names = suggestions.length > 0 ? suggestions : Object.keys(clouds.public.audiences);
    throw new PermissionError("unknown_resource", `The registry knows no resource "${key}".`, {
      place,
      suggestions,
      remedy: `Use ${names.map((name) => `"${name}"`).join(" or ")}.`,
    });
  }
  if (key === "graph") return graph;
  if (resources !== undefined) return otherApi(key, resources);
  throw new PermissionError(
    "unknown_resource",
    `Only Microsoft Graph's permissions are loaded, not those of "${key}".`,
    {
      place,
      remedy: 'Pass `resources` from "@entrakit/scopes/resources" as the last argument.',
    },
  );
}

/** Every API once, Graph first: `powerBi` and `fabric` are one application. */
export function distinctApis(resources: ResourceTable | undefined): readonly Api[] {
  const apis = [graph];
  if (resources === undefined) return apis;
  for (const key of Object.keys(resources)) {
    if (!isResourceName(key) || key === "graph") continue;
    const api = otherApi(key, resources);
    if (apis.every(({ appId }) => appId !== api.appId)) apis.push(api);
  }
  return apis;
}
