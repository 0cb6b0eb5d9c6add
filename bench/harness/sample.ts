import { execFile } from "node:child_process";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

/** What one run of a sample printed: figures by name. */
export type Figures = Readonly<Record<string, number>>;

const run = promisify(execFile);
const longestRunMs = 300_000;

function figuresOf(output: string): Figures {
  const printed: unknown = JSON.parse(output);
  const entries = typeof printed === "object" && printed !== null ? Object.entries(printed) : [];
  return Object.fromEntries(
    entries.map(([name, value]: [string, unknown]) => {
      if (typeof value !== "number") throw new Error(`the sample's ${name} is not a number`);
      return [name, value];
    }),
  );
}

/** The line of a failed program's last words that says what happened. */
function reasonOf(failure: unknown): string {
  const words: unknown = failure instanceof Error ? Reflect.get(failure, "stderr") : undefined;
  const line = typeof words === "string" ? /^\w*Error\b.*$/m.exec(words)?.[0] : undefined;
  return line ?? "it ended without a figure";
}

/**
 * Runs a program of `samples/` in a fresh process and gives the figures that it prints.
 *
 * @throws {Error} with the program's own reason where it fails or prints something else
 */
export async function runSample(program: string, ...arguments_: readonly string[]): Promise<Figures> {
  const path = fileURLToPath(new URL(`../samples/${program}.ts`, import.meta.url));
  const command = ["--conditions=@entrakit/source", path, ...arguments_];
  try {
    const { stdout } = await run(process.execPath, command, { timeout: longestRunMs });
    return figuresOf(stdout);
  } catch (cause) {
    throw new Error(`samples/${program}.ts ${basename(arguments_[0] ?? "")}: ${reasonOf(cause)}`, { cause });
  }
}

/** One figure of each run. */
export function figure(runs: readonly Figures[] | undefined, name: string): readonly number[] {
  return (runs ?? []).map((figures) => {
    const value = figures[name];
    if (value === undefined) throw new Error(`a sample gave no ${name}`);
    return value;
  });
}
