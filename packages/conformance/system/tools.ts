import { execFile } from "node:child_process";
import { promisify } from "node:util";

import { test } from "vitest";

const atHand = new Set((process.env["ENTRAKIT_SYSTEM_TOOLS"] ?? "").split(","));

/** A test that needs a program; skipped by name where `pnpm verify:system` did not find it. */
export function testWith(tool: "curl" | "openssl" | "python3-msal"): typeof test.skip {
  return atHand.has(tool) ? test : test.skip;
}

/** What a program wrote. */
export interface Output {
  readonly stdout: string;
  readonly stderr: string;
}

const execute = promisify(execFile);

/**
 * Runs a program to its end, with nothing of this process's environment but `PATH` and `HOME`.
 *
 * @throws {Error} where it ends with another code than 0; the message holds what it wrote
 */
export function runProgram(
  program: string,
  arguments_: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Output> {
  const own = { PATH: process.env["PATH"] ?? "", HOME: process.env["HOME"] ?? "" };
  return execute(program, [...arguments_], { env: { ...own, ...environment }, timeout: 20_000 });
}
