/**
 * `pnpm bench [package…] [--data DIR] [--json]`: installs `bench/`, which is no part of the workspace, and runs it.
 *
 * Standard output holds what `bench/main.ts` prints and nothing else.
 */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const bench = join(root, "bench");

/** The pnpm that runs this script, or the pinned one where the script was started without pnpm. */
function pnpm(): readonly [program: string, ...first: string[]] {
  const running = process.env["npm_execpath"];
  if (running !== undefined && running.includes("pnpm"))
    return /\.[cm]?js$/.test(running) ? [process.execPath, running] : [running];
  const pinned = /"packageManager": "(pnpm@[^"]+)"/.exec(readFileSync(join(root, "package.json"), "utf8"))?.[1];
  return ["npx", "--yes", pinned ?? "pnpm"];
}

function install(): boolean {
  const [program, ...first] = pnpm();
  const { status, error } = spawnSync(program, [...first, "install", "--frozen-lockfile"], {
    cwd: bench,
    stdio: ["ignore", 2, 2],
    shell: program === "npx" && process.platform === "win32",
  });
  if (error !== undefined) console.error(`pnpm cannot be started: ${error.message}`);
  return status === 0;
}

function run(): number {
  const main = [join(bench, "main.ts"), ...process.argv.slice(2)];
  return spawnSync(process.execPath, ["--conditions=@entrakit/source", ...main], { stdio: "inherit" }).status ?? 1;
}

process.exitCode = install() ? run() : 1;
