/** `pnpm check`: format, lint, types, unused code, package shapes. Prints a line a check and ends with the count. */
import { spawnSync } from "node:child_process";

interface Check {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
}

const checks: readonly Check[] = [
  { name: "format", command: ["oxfmt", "--check"] },
  { name: "lint, with type-aware rules", command: ["oxlint", "--type-aware", "--deny-warnings"] },
  {
    name: "types of neutral sources, package by package",
    command: ["turbo", "run", "typecheck", "--output-logs=errors-only"],
  },
  { name: "types of the whole workspace, tests and examples included", command: ["tsc", "-p", "tsconfig.json"] },
  { name: "unused files, exports and dependencies", command: ["knip"] },
  {
    name: "package topology, and no Node built-in in neutral bundles",
    command: ["vitest", "run", "--project", "node", "test/topology.test.ts", "test/neutral.test.ts"],
  },
  { name: "build, with publint and attw", command: ["turbo", "run", "build", "--output-logs=errors-only"] },
  { name: "generated files match their sources", command: ["node", "scripts/generate/main.ts", "--check"] },
  { name: "snippets in READMEs match the examples", command: ["node", "scripts/snippets.ts", "--check"] },
  {
    name: "docs/conformance.md matches the contracts",
    command: ["node", "--conditions=@entrakit/source", "scripts/conformance-table.ts", "--check"],
  },
];

function run(check: Check): boolean {
  const [program, ...rest] = check.command;
  const started = performance.now();
  // pnpm puts the workspace's programs on the path of every script.
  const { status } = spawnSync(program, rest, {
    stdio: "inherit",
    shell: process.platform === "win32",
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: "1" },
  });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${status === 0 ? "✓" : "✗"} ${check.name} (${seconds} s)`);
  return status === 0;
}

const wanted = process.argv.slice(2);
const chosen = checks.filter((check) => wanted.length === 0 || wanted.some((word) => check.name.includes(word)));
const results = chosen.map(run);
const failed = results.filter((passed) => !passed).length;
console.log(`\n${results.length - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 && results.length > 0 ? 0 : 1;
