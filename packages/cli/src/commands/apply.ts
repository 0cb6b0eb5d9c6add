import type { DesiredState } from "../desired-state.ts";
import { CliError } from "../errors.ts";
import { writeJson } from "../output/json.ts";
import { stepReporter } from "../output/steps.ts";
import { type ProvisionOptions, type ProvisionResult, planProvision, provision } from "../provision.ts";
import type { Terminal } from "../terminal.ts";
import { desiredFromArgs } from "./desired-from-args.ts";
import { provisionOptions } from "./provision-options.ts";
import { isOn, type Values } from "./values.ts";

/** `entrakit apply`: brings about what the configuration describes. */
export async function apply(args: Values, terminal: Terminal): Promise<number> {
  const json = isOn(args, "json");
  const desired = await desiredFromArgs(args, terminal);
  const confirm = isOn(args, "yes") ? undefined : askedBy(terminal, json);
  const options = await provisionOptions(terminal, desired, stepReporter(json ? terminal.stderr : terminal.stdout));
  if (confirm !== undefined && !(await agreed(confirm, desired, options))) {
    terminal.stderr.write("Nothing was changed.\n");
    return 1;
  }
  const result = await provision(desired, options);
  if (json) writeJson(terminal.stdout, { command: "apply", ...result });
  else terminal.stdout.write(summary(result));
  return 0;
}

type Confirm = NonNullable<Terminal["confirm"]>;

function askedBy(terminal: Terminal, json: boolean): Confirm {
  if (terminal.confirm !== undefined && !json) return terminal.confirm;
  throw new CliError({
    code: "confirmation_required",
    message: "apply changes a tenant, and nobody is here to agree to it.",
    remedy: "Look at the plan first, then add --yes.",
  });
}

async function agreed(confirm: Confirm, desired: DesiredState, options: ProvisionOptions): Promise<boolean> {
  const plan = await planProvision(desired, options);
  return !plan.changed || confirm("Make these changes?");
}

function summary(result: ProvisionResult): string {
  return [
    result.changed ? "Done." : "Nothing to change.",
    "",
    `APP_TENANT_ID=${result.tenantId}`,
    `APP_CLIENT_ID=${result.clientId}`,
    `KEY_VAULT_URL=${result.vaultUrl}`,
    `KEY_VAULT_CERTIFICATE=${result.certificateName}`,
    "",
  ].join("\n");
}
