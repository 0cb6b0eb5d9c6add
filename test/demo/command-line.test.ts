import { spawnSync } from "node:child_process";
import { join } from "node:path";

import { expect, test } from "vitest";

const root = join(import.meta.dirname, "..", "..");

function run(arguments_: readonly string[], environment: Record<string, string> = {}) {
  return spawnSync(process.execPath, ["--conditions=@entrakit/source", "scripts/demo/main.ts", ...arguments_], {
    cwd: root,
    encoding: "utf8",
    env: { PATH: process.env["PATH"] ?? "", CI: "true", ...environment },
  });
}

test("an option that does not exist is named, and nothing is run", () => {
  const { status, stdout, stderr } = run(["--seeds", "x"]);
  expect(status).toBe(1);
  expect(stderr).toContain("--seeds");
  expect(stdout).toBe("");
});

test("a stage that fails is marked, with what to do, and the exit code is 1", () => {
  const { status, stdout } = run(["--seed", "x"], { NODE_ENV: "production" });
  expect(status).toBe(1);
  expect(stdout).toContain("✗ Emulated tenant");
  expect(stdout).toContain("what to do:");
});

test("for machines the failure is one JSON object on standard output", () => {
  const { status, stdout } = run(["--seed", "x", "--json"], { NODE_ENV: "production" });
  expect(status).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({ seed: "x", ok: false, stages: [{ id: "tenant", ok: false }] });
});
