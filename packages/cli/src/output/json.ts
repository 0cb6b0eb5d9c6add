import type { Output } from "../terminal.ts";

/** Version of the objects that `--json` prints; it grows when a field changes its meaning or goes. */
const schemaVersion = 1;

/** Writes the one JSON object that `--json` promises. */
export function writeJson(output: Output, value: object): void {
  output.write(`${JSON.stringify({ version: schemaVersion, ...value }, null, 2)}\n`);
}
