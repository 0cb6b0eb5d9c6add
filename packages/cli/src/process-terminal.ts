import type { Output, Terminal } from "./terminal.ts";

/** The part of a process's stream that matters here. */
export interface Stream {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Source of the variables: no-color.org; CI services set `CI`. */
function isSet(environment: Environment, name: string): boolean {
  return (environment[name] ?? "") !== "";
}

/** A stream with what its environment says about lines and colours. */
export function outputOf(stream: Stream, environment: Environment): Output {
  const isTerminal = stream.isTTY === true && environment["TERM"] !== "dumb";
  return {
    write: (text) => void stream.write(text),
    live: isTerminal && !isSet(environment, "CI"),
    color: isTerminal && !isSet(environment, "NO_COLOR"),
  };
}

/** The terminal of a Node process. The first Ctrl-C aborts the signal, a second one ends the process. */
export function terminalOf(process: NodeJS.Process): Terminal {
  const controller = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"] as const) {
    process.once(name, () => controller.abort(new Error(`Stopped by ${name}.`)));
  }
  const stdout = outputOf(process.stdout, process.env);
  const canAsk = process.stdin.isTTY && stdout.live;
  return {
    env: process.env,
    platform: process.platform,
    directory: process.cwd(),
    stdout,
    stderr: outputOf(process.stderr, process.env),
    signal: controller.signal,
    confirm: canAsk ? (question) => ask(process, question, controller.signal) : undefined,
    async credentialFor(tenantId) {
      const { DefaultAzureCredential } = await import("@azure/identity");
      return new DefaultAzureCredential({ tenantId });
    },
  };
}

async function ask(process: NodeJS.Process, question: string, signal: AbortSignal): Promise<boolean> {
  const { createInterface } = await import("node:readline/promises");
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return /^y(es)?$/i.test((await lines.question(`${question} (y/N) `, { signal })).trim());
  } finally {
    lines.close();
  }
}
