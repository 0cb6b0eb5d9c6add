import { stripVTControlCharacters } from "node:util";

import { type ArgDef, type ArgsDef, type CommandDef, renderUsage, runCommand } from "citty";

import { CliError } from "./errors.ts";
import { failureOf, writeFailure } from "./output/failure.ts";
import { writeJson } from "./output/json.ts";
import { createProgram } from "./program.ts";
import type { Output, Terminal } from "./terminal.ts";

/** Process exit codes: what was asked for happened; it did not; `plan --detailed-exitcode` found changes; Ctrl-C. */
const exitCodes = { done: 0, failed: 1, changes: 2, interrupted: 130 } as const;

/** Runs a command line and gives the process's exit code. Never throws. */
export async function run(rawArgs: readonly string[], terminal: Terminal, version: string): Promise<number> {
  const json = rawArgs.includes("--json");
  try {
    return await dispatch(rawArgs, terminal, version);
  } catch (error) {
    const failure = failureOf(error);
    if (json) writeJson(terminal.stdout, { error: failure });
    const stack = rawArgs.includes("--verbose") && error instanceof Error ? error.stack : undefined;
    writeFailure(terminal.stderr, failure, stack);
    return terminal.signal.aborted ? exitCodes.interrupted : exitCodes.failed;
  }
}

async function dispatch(rawArgs: readonly string[], terminal: Terminal, version: string): Promise<number> {
  const program = createProgram(terminal, version);
  const { command, parent, rest } = await find(program, rawArgs);
  if (rawArgs.some((argument) => argument === "--help" || argument === "-h")) {
    await writeUsage(terminal.stdout, command, parent);
    return exitCodes.done;
  }
  if (rest.includes("--version") && command === program) {
    terminal.stdout.write(`${version}\n`);
    return exitCodes.done;
  }
  if (command.run === undefined) return missingCommand(terminal, command, parent, rest);
  const definitions: ArgsDef = (await resolve(command.args)) ?? {};
  refuseUnknown(rest, definitions);
  const { result } = await runCommand(command, { rawArgs: [...rest] });
  return typeof result === "number" ? result : exitCodes.done;
}

interface Found {
  readonly command: CommandDef;
  readonly parent: CommandDef | undefined;
  /** What follows the command's name. */
  readonly rest: readonly string[];
}

/** Walks down the tree by the leading names. Groups take no options of their own but `--help`. */
async function find(command: CommandDef, rest: readonly string[], parent?: CommandDef): Promise<Found> {
  const children = await resolve(command.subCommands);
  const name = rest[0];
  if (children === undefined || name === undefined || name.startsWith("-")) return { command, parent, rest };
  const child: CommandDef | undefined = Object.hasOwn(children, name) ? await resolve(children[name]) : undefined;
  if (child === undefined) {
    throw new CliError({
      code: "invalid_option",
      message: `There is no command "${name}".`,
      remedy: `Use one of: ${Object.keys(children).join(", ")}.`,
    });
  }
  return find(child, rest.slice(1), command);
}

type Later<T> = () => T | Promise<T>;

function isLater<T>(value: T | Promise<T> | Later<T>): value is Later<T> {
  return typeof value === "function";
}

/** citty takes each part of a command as a value, a promise or a function that gives one. */
async function resolve<T>(value: T | Promise<T> | Later<T>): Promise<T> {
  return isLater(value) ? value() : value;
}

async function writeUsage(output: Output, command: CommandDef, parent: CommandDef | undefined): Promise<void> {
  const usage = await renderUsage(command, parent);
  const text = output.color ? usage : stripVTControlCharacters(usage);
  output.write(`${text.replaceAll(/[ \t]+$/gm, "")}\n`);
}

/** A group without a command shows what it holds; that is an answer only if nothing else was asked. */
async function missingCommand(
  terminal: Terminal,
  command: CommandDef,
  parent: CommandDef | undefined,
  rest: readonly string[],
): Promise<number> {
  refuseUnknown(rest, {});
  await writeUsage(terminal.stderr, command, parent);
  return exitCodes.failed;
}

/** citty lets unknown options pass; a misspelt `--exportabel` must not be silently without effect. */
function refuseUnknown(rest: readonly string[], definitions: ArgsDef): void {
  const known = new Set(Object.entries(definitions).flatMap(([name, definition]) => [name, ...aliasesOf(definition)]));
  for (const argument of rest) {
    if (argument === "--") return;
    const name = /^--?([^=]+)/.exec(argument)?.[1];
    if (name === undefined || known.has(name) || known.has(name.replace(/^no-/, ""))) continue;
    throw new CliError({
      code: "invalid_option",
      message: `There is no option "${argument.split("=", 1)[0]}" here.`,
      remedy:
        known.size === 0
          ? "Leave it out."
          : `Options are: ${[...known]
              .filter((one) => one.length > 1)
              .map((one) => `--${one}`)
              .join(", ")}.`,
    });
  }
}

function aliasesOf(definition: ArgDef): readonly string[] {
  return "alias" in definition ? [definition.alias ?? []].flat() : [];
}
