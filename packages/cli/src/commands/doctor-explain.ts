import { type AadstsEntry, aadstsCatalogue, explain } from "@entrakit/scopes/aadsts";

import { CliError } from "../errors.ts";
import { writeJson } from "../output/json.ts";
import { styled } from "../output/style.ts";
import type { Output, Terminal } from "../terminal.ts";
import { isOn, words, type Values } from "./values.ts";

/** `entrakit doctor explain`: what an error of Microsoft Entra means and how to fix it. Offline. */
export function explainError(args: Values, terminal: Terminal): number {
  const given = words(args, "error");
  const entry = explain(given);
  if (entry === undefined) throw unknown();
  if (isOn(args, "json")) writeJson(terminal.stdout, { command: "doctor explain", ...entry });
  else show(terminal.stdout, entry);
  return 0;
}

/** What people do about each kind of retry. */
const retries: Readonly<Record<AadstsEntry["retry"], string>> = {
  no: "the same request fails again until this is fixed",
  later: "the same request may work in a minute",
  "reload-certificate": "read the certificate anew, then try once more",
  "sign-in": "the user signs in again",
};

function show(output: Output, entry: AadstsEntry): void {
  output.write(`${styled(output, "strong", `AADSTS${entry.code}`)}: ${entry.title}\n`);
  output.write(
    `  why:   ${entry.cause}\n  fix:   ${entry.fix}\n  retry: ${retries[entry.retry]}\n  docs:  ${entry.docs}\n`,
  );
}

/** The text is not repeated: a pasted error may hold a token. */
function unknown(): CliError {
  return new CliError({
    code: "unknown_name",
    message: `The text holds none of the ${aadstsCatalogue.length} codes that are explained here.`,
    remedy: "Look the code up at https://login.microsoftonline.com/error.",
  });
}
