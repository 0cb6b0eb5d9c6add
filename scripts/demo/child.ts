import { spawn } from "node:child_process";
import { join } from "node:path";

/** A child process's end. */
export interface ChildResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** How to start a child that runs a TypeScript file of the workspace. */
export interface ChildOptions {
  readonly script: string;
  readonly arguments?: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly onLine?: (line: string) => void;
  readonly timeoutMs?: number;
}

const root = join(import.meta.dirname, "..", "..");

/** Arguments with which Node runs a TypeScript file against the packages' sources. */
export function nodeArguments(script: string): string[] {
  return ["--conditions=@entrakit/source", "--disable-warning=ExperimentalWarning", join(root, script)];
}

/** What a child needs of this process's environment; nothing that could hold somebody's credentials. */
export function cleanEnvironment(extra: Readonly<Record<string, string>>): Record<string, string> {
  const kept = ["PATH", "HOME", "TMPDIR", "TEMP", "TMP", "SystemRoot", "USERPROFILE", "LANG"];
  const inherited = kept.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(inherited), NO_COLOR: "1", ...extra };
}

/** Runs a child to its end and gives back what it printed. */
export function runChild(options: ChildOptions): Promise<ChildResult> {
  const child = spawn(process.execPath, [...nodeArguments(options.script), ...(options.arguments ?? [])], {
    cwd: root,
    env: cleanEnvironment(options.environment),
    stdio: ["ignore", "pipe", "pipe"],
    timeout: options.timeoutMs ?? 60_000,
  });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
    for (const line of text.split("\n")) if (line.trim() !== "") options.onLine?.(line.trim());
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, stdout, stderr }));
  });
}
