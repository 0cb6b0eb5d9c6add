import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { expect, test } from "vitest";

const run = promisify(execFile);
const compiler = fileURLToPath(new URL("../../../node_modules/typescript/bin/tsc", import.meta.url));
const project = fileURLToPath(new URL("tsconfig.types.json", import.meta.url));

test("the compiler accepts what types.test-d.ts allows, and refuses what it marks", async () => {
  const { stdout } = await run(process.execPath, [compiler, "-p", project]).catch((error: unknown) => {
    if (error instanceof Error && "stdout" in error) return { stdout: String(error.stdout) };
    throw error;
  });
  expect(stdout).toBe("");
}, 30_000);
