import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { type PermissionsManifest, parsePermissionsManifest } from "@entrakit/scopes/graph";
import { resources } from "@entrakit/scopes/resources";

import { CliError } from "./errors.ts";

const applicationFile = "permissions.app.json";
const delegatedFile = "permissions.delegated.json";

/** File beside the others that provisioning writes. */
export const manifestFileName = "permissions.resource-accesses.json";

/**
 * Reads `permissions.app.json` and `permissions.delegated.json` of a folder; one of them may be absent.
 *
 * Throws {@link CliError} for a folder without either and for a file that is not JSON, `PermissionError` of
 * `@entrakit/scopes/graph` for a name that does not exist in its kind.
 */
export async function loadPermissions(directory: string): Promise<PermissionsManifest> {
  const application = await readJson(join(directory, applicationFile));
  const delegated = await readJson(join(directory, delegatedFile));
  if (application === undefined && delegated === undefined) {
    throw new CliError({
      code: "missing_configuration",
      message: `${directory} holds neither ${applicationFile} nor ${delegatedFile}.`,
      remedy: `Write { "graph": ["User.Read.All"] } into ${join(directory, applicationFile)}, or name another folder with --config.`,
    });
  }
  return {
    ...(application !== undefined && { application: parsePermissionsManifest(application, "application", resources) }),
    ...(delegated !== undefined && { delegated: parsePermissionsManifest(delegated, "delegated", resources) }),
  };
}

async function readJson(path: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw new CliError({
      code: "invalid_configuration",
      message: `${path} cannot be read.`,
      remedy: "Check its permissions.",
      cause: error,
    });
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new CliError({
      code: "invalid_configuration",
      message: `${path} is not JSON.`,
      remedy: 'Write an object such as { "graph": ["User.Read.All"] }.',
      cause: error,
    });
  }
}
