/**
 * `pnpm conformance [--check]`: writes docs/conformance.md from the contracts, or tells whether it is what they say.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { contracts } from "../packages/conformance/src/contracts.ts";
import { renderTable } from "../packages/conformance/src/table.ts";

const seenLiveFile = new URL("../packages/conformance/seen-live.json", import.meta.url);
const page = new URL("../docs/conformance.md", import.meta.url);

const wanted = renderTable(contracts, JSON.parse(readFileSync(seenLiveFile, "utf8")));
if (!process.argv.includes("--check")) {
  writeFileSync(page, wanted);
  console.log(`${fileURLToPath(page)}: ${contracts.length} contracts`);
} else if (readFileSync(page, "utf8") !== wanted) {
  console.error("docs/conformance.md does not say what the contracts say: run `pnpm conformance`.");
  process.exitCode = 1;
}
