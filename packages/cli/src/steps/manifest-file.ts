import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";

import type { ResourceAccess } from "../target.ts";
import { type Step, inSync } from "./step.ts";

/** The manifest's bytes: what Graph's `requiredResourceAccess` and `az ad app create --required-resource-accesses` take. */
function manifestText(access: readonly ResourceAccess[]): string {
  return `${JSON.stringify(access, null, 2)}\n`;
}

/** Writes the resolved permissions beside their names, for review and for other tools. */
export const manifestFile: Step = async ({ target }) => {
  const path = target.manifestFile;
  if (path === undefined) return inSync("no file asked for");
  const wanted = manifestText(target.requiredResourceAccess);
  if ((await textOf(path)) === wanted) return inSync(path);
  return {
    changed: true,
    detail: `write ${path}`,
    async apply() {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, wanted);
      return { changed: true, detail: `wrote ${path}` };
    },
  };
};

async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch {
    return undefined;
  }
}
