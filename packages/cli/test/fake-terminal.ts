import type { TokenCredential } from "@entrakit/auth-core";
import { type TimeSource, timeSource } from "@entrakit/auth-core/transport";

import { run } from "../src/run.ts";
import type { Terminal } from "../src/terminal.ts";

/** What a command line left behind. */
export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Times that a credential was asked for. */
  readonly credentials: number;
}

/** What a test sets of the world around a command. */
export interface World {
  readonly env?: Readonly<Record<string, string>>;
  readonly directory?: string;
  readonly platform?: string;
  readonly live?: boolean;
  readonly color?: boolean;
  readonly signal?: AbortSignal;
  readonly confirm?: (question: string) => Promise<boolean>;
  readonly credential?: TokenCredential;
  readonly time?: TimeSource;
}

/** Runs a command line in a world of the test's making. */
export async function entrakit(line: string | readonly string[], world: World = {}): Promise<Outcome> {
  const written = { stdout: "", stderr: "" };
  let credentials = 0;
  const output = (name: "stdout" | "stderr") => ({
    write: (text: string) => {
      written[name] += text;
    },
    live: world.live ?? false,
    color: world.color ?? false,
  });
  const terminal: Terminal = {
    env: world.env ?? {},
    platform: world.platform ?? "linux",
    directory: world.directory ?? "/nowhere",
    stdout: output("stdout"),
    stderr: output("stderr"),
    signal: world.signal ?? new AbortController().signal,
    confirm: world.confirm,
    credentialFor: async () => {
      credentials += 1;
      if (world.credential === undefined) throw new Error("No credential in this test.");
      return world.credential;
    },
    [timeSource]: world.time,
  };
  const code = await run(typeof line === "string" ? line.split(" ").filter(Boolean) : line, terminal, "1.2.3");
  return { code, ...written, credentials };
}
