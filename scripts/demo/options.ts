import { parseArgs } from "node:util";

/** What the main job was asked for on its command line. */
export interface DemoOptions {
  readonly seed: string;
  /** Leave the tenant running at the end. */
  readonly keep: boolean;
  readonly mode: "terminal" | "plain" | "json";
  readonly help: boolean;
}

/** The text of `--help`. */
export const usage = `npm start -- [--seed TEXT] [--keep] [--json]

  --seed TEXT  names of people, documents and ids follow from it; random by default
  --keep       leave the tenant running at the end and print its addresses; Ctrl-C stops it
  --json       one JSON object on standard output, progress on standard error; npm itself is quiet with
               npm start --silent -- --json`;

/** Reads the command line; an unknown option is an error that names it. */
export function readOptions(arguments_: readonly string[]): DemoOptions {
  // npm passes its own `--` on to the script.
  const { values } = parseArgs({
    args: arguments_.filter((argument) => argument !== "--"),
    options: {
      seed: { type: "string" },
      keep: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.seed?.trim() === "") throw new Error("--seed is empty. Give it a text, or leave it out for a random one.");
  const plain = process.env["CI"] !== undefined || !process.stdout.isTTY;
  return {
    seed: values.seed ?? crypto.randomUUID().slice(0, 8),
    keep: values.keep,
    mode: values.json ? "json" : plain ? "plain" : "terminal",
    help: values.help,
  };
}
