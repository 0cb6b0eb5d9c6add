/**
 * `pnpm generate [--data DIR] [--check]`: makes every generated file of the repository from the reference data.
 *
 * `--check` writes nothing, names the files that differ and fails if there is one.
 */
import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

import type { GeneratedFile, Generator } from "./file.ts";
import { generate as emulatorFirstParty } from "./emulator-first-party.ts";
import { generate as emulatorGraphRoutes } from "./emulator-graph-routes.ts";
import { generate as scopes } from "./scopes.ts";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");

/** The emulator's data comes through generators of its own, from other sources where there are any, so that it can judge `scopes`. */
const generators: readonly Generator[] = [scopes, emulatorFirstParty, emulatorGraphRoutes];

async function committed(path: string): Promise<string | undefined> {
  const file = join(root, path);
  return existsSync(file) ? readFile(file, "utf8") : undefined;
}

async function write(file: GeneratedFile): Promise<void> {
  await writeFile(join(root, file.path), file.text);
  console.log(`wrote ${file.path}`);
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { data: { type: "string" }, check: { type: "boolean", default: false } } });
  const data = resolve(values.data ?? join(root, "../shared/data"));
  if (values.check && values.data === undefined && !existsSync(data)) {
    console.log("skipped: the reference data is not here; name its folder with --data");
    return;
  }
  const files = (await Promise.all(generators.map((generate) => generate(data)))).flat();
  const before = await Promise.all(files.map((file) => committed(file.path)));
  const stale = files.filter((file, index) => file.text !== before[index]);
  if (!values.check) {
    for (const file of stale) await write(file);
    console.log(`${files.length} generated files, ${stale.length} changed`);
    return;
  }
  for (const file of stale) console.error(`${file.path}: differs from what the data gives; run \`pnpm generate\``);
  console.log(`${files.length - stale.length} of ${files.length} generated files are up to date`);
  process.exitCode = stale.length === 0 ? 0 : 1;
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
