import { writeJson } from "../output/json.ts";
import { stepReporter } from "../output/steps.ts";
import { planProvision } from "../provision.ts";
import type { Terminal } from "../terminal.ts";
import { desiredFromArgs } from "./desired-from-args.ts";
import { provisionOptions } from "./provision-options.ts";
import { isOn, type Values } from "./values.ts";

/** `entrakit plan`: what `apply` would change. */
export async function plan(args: Values, terminal: Terminal): Promise<number> {
  const desired = await desiredFromArgs(args, terminal);
  const onStep = stepReporter(isOn(args, "json") ? terminal.stderr : terminal.stdout);
  const found = await planProvision(desired, await provisionOptions(terminal, desired, onStep));
  if (isOn(args, "json")) writeJson(terminal.stdout, { command: "plan", ...found });
  else
    terminal.stdout.write(found.changed ? "Run the same with apply to make these changes.\n" : "Nothing to change.\n");
  return found.changed && isOn(args, "detailed-exitcode") ? 2 : 0;
}
