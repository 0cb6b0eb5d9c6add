/**
 * `pnpm verify:clone`: what a newcomer meets. Clones the last commit, and runs the README's two commands there with an empty home
 * directory and none of this checkout's programs on the path.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

const root = join(import.meta.dirname, "..");
const isWindows = process.platform === "win32";

/** The path without package managers' own folders: only what the machine itself has. */
function machinePath(): string {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  return folders.filter((folder) => !folder.includes("node_modules") && !folder.includes("pnpm")).join(delimiter);
}

function run(command: readonly [string, ...string[]], directory: string, home: string): boolean {
  const [program, ...rest] = command;
  const started = performance.now();
  const { status } = spawnSync(program, rest, {
    cwd: directory,
    stdio: "inherit",
    shell: isWindows,
    env: { PATH: machinePath(), HOME: home, USERPROFILE: home, CI: "true" },
  });
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  console.log(`${status === 0 ? "✓" : "✗"} ${command.join(" ")} (${seconds} s)`);
  return status === 0;
}

// A blank in the path is what many people have.
const parent = mkdtempSync(join(tmpdir(), "fresh clone "));
try {
  const clone = join(parent, "entrakit");
  const home = join(parent, "home");
  mkdirSync(home);
  const passed =
    run(["git", "clone", "--quiet", "--no-local", root, clone], parent, home) &&
    run(["npm", "start"], clone, home) &&
    run(["npm", "test"], clone, home);
  process.exitCode = passed ? 0 : 1;
} finally {
  rmSync(parent, { recursive: true, force: true });
}
