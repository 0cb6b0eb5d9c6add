import type { TokenCredential } from "@entrakit/auth-core";
import { customFetch, type Fetch, type TimeSource, timeSource } from "@entrakit/auth-core/transport";

/** One of the streams that a command writes to. */
export interface Output {
  write(text: string): void;
  /** Whether lines can be rewritten: a person's terminal, not a file and not CI. */
  readonly live: boolean;
  /** Whether colours are wanted: a terminal, and `NO_COLOR` is not set. */
  readonly color: boolean;
}

/** Everything of the outside world that a command may touch; the process in `main.ts`, a fake in tests. */
export interface Terminal {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Operating system, as `process.platform` spells it. */
  readonly platform: string;
  /** Folder that relative paths start from. */
  readonly directory: string;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Aborts on Ctrl-C. */
  readonly signal: AbortSignal;
  /** Asks a person; undefined where nobody can answer. */
  readonly confirm: ((question: string) => Promise<boolean>) | undefined;
  /** Who acts in a tenant. */
  credentialFor(tenantId: string): Promise<TokenCredential>;
  readonly [customFetch]?: Fetch | undefined;
  readonly [timeSource]?: TimeSource | undefined;
}
