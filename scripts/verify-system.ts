/**
 * `pnpm verify:system [--install]`: the tests that need programs from outside npm.
 *
 * `--install` gets what is missing from the Debian archive, and then a skipped test is a failure. Without it each skip is named.
 */
import { spawnSync } from "node:child_process";

interface Tool {
  readonly name: string;
  /** Exits with 0 where the tool is at hand. */
  readonly probe: readonly [string, ...string[]];
  readonly package: string;
}

const tools: readonly Tool[] = [
  { name: "curl", probe: ["curl", "--version"], package: "curl" },
  { name: "openssl", probe: ["openssl", "version"], package: "openssl" },
  // Debian's module belongs to Debian's interpreter, whichever other one stands first on the path.
  { name: "python3-msal", probe: ["/usr/bin/python3", "-c", "import msal"], package: "python3-msal" },
];

function isAtHand(tool: Tool): boolean {
  const [program, ...rest] = tool.probe;
  return spawnSync(program, rest, { stdio: "ignore" }).status === 0;
}

function run(program: string, arguments_: readonly string[], environment: Record<string, string> = {}): number {
  const options = {
    stdio: "inherit",
    env: { ...process.env, ...environment },
    shell: process.platform === "win32",
  } as const;
  return spawnSync(program, arguments_, options).status ?? 1;
}

const install = process.argv.includes("--install");
const missing = tools.filter((tool) => !isAtHand(tool));
if (install && missing.length > 0) {
  const packages = missing.map((tool) => tool.package);
  const noQuestions = { DEBIAN_FRONTEND: "noninteractive" };
  run("apt-get", ["update", "-qq"], noQuestions);
  run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", ...packages], noQuestions);
}
const absent = tools.filter((tool) => !isAtHand(tool));
for (const tool of absent) console.log(`skipped, as ${tool.name} is not at hand: every test that needs it`);
const status = run("vitest", ["run", "--config", "vitest.system.config.ts"], {
  ENTRAKIT_SYSTEM_TOOLS: tools
    .filter((tool) => !absent.includes(tool))
    .map((tool) => tool.name)
    .join(","),
});
console.log(
  `${tools.length - absent.length} of ${tools.length} tools at hand${absent.length === 0 ? ", nothing skipped" : ""}`,
);
process.exitCode = status !== 0 || (install && absent.length > 0) ? 1 : 0;
