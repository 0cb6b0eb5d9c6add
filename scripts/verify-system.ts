/**
 * `pnpm verify:system [--install]`: the tests that need programs from outside npm.
 *
 * `--install` gets what is missing from the Debian archive, and then a skipped test is a failure. Without it each skip is named.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

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

interface Report {
  readonly testResults: readonly {
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}

/** Every test that did not run, by its name, out of the runner's own report. */
function skippedTests(path: string): readonly string[] {
  const report: Report = JSON.parse(readFileSync(path, "utf8"));
  const all = report.testResults.flatMap(({ assertionResults }) => assertionResults);
  return all.filter(({ status }) => status !== "passed" && status !== "failed").map(({ fullName }) => fullName);
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
const reportDirectory = mkdtempSync(join(tmpdir(), "entrakit-"));
const reportFile = join(reportDirectory, "report.json");
const status = run(
  "vitest",
  [
    "run",
    "--config",
    "vitest.system.config.ts",
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${reportFile}`,
  ],
  {
    ENTRAKIT_SYSTEM_TOOLS: tools
      .filter((tool) => !absent.includes(tool))
      .map((tool) => tool.name)
      .join(","),
  },
);
const skipped = skippedTests(reportFile);
rmSync(reportDirectory, { recursive: true });
for (const name of skipped) console.log(`skipped: ${name}`);
console.log(`${tools.length - absent.length} of ${tools.length} tools at hand, ${skipped.length} tests skipped`);
process.exitCode = status !== 0 || (install && skipped.length > 0) ? 1 : 0;
