/** `pnpm bench [package…] [--data DIR] [--json]`: runs the rows, prints a table, writes `results.md`. */
import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { resolve } from "node:path";
import { parseArgs } from "node:util";

import { type Result, runRow } from "./harness/row.ts";
import { progressLine, resultsPage, summary } from "./harness/report.ts";
import { chooseRows, rows } from "./rows.ts";

const page = fileURLToPath(new URL("results.md", import.meta.url));
const defaultData = fileURLToPath(new URL("../../shared/data", import.meta.url));

async function writePage(results: readonly Result[]): Promise<void> {
  const earlier = existsSync(page) ? await readFile(page, "utf8") : "";
  const order = rows.map(({ id }) => id);
  await writeFile(page, resultsPage(earlier, results, order, new Date()));
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    args: process.argv.slice(2).filter((argument) => argument !== "--"),
    options: { data: { type: "string" }, json: { type: "boolean", default: false } },
    allowPositionals: true,
  });
  const chosen = chooseRows(positionals);
  const data = values.data === undefined ? defaultData : resolve(values.data);
  const tell = values.json ? console.error : console.log;
  const results: Result[] = [];
  for (const row of chosen) {
    const result = await runRow(row, data);
    results.push(result);
    tell(progressLine(result));
  }
  await writePage(results);
  if (values.json) console.log(JSON.stringify(results, undefined, 2));
  tell(`\n${summary(results)}\n`);
  const failed = results.filter((result) => result.failed !== undefined);
  const held = results.filter(({ holds }) => holds === true);
  tell(`${held.length} of ${results.length} rows hold; ${failed.length} failed to be measured`);
  process.exitCode = failed.length === 0 ? 0 : 1;
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}
