/** Prints a child's facts as its last line; words for a person go to standard error. */
export function printFacts(facts: Readonly<Record<string, unknown>>): void {
  process.stdout.write(`${JSON.stringify(facts)}\n`);
}

/** A progress note for a person. */
export function note(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** A variable that the main job sets. */
export function variable(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === "") throw new Error(`${name} is not set`);
  return value;
}

/** The claims of a token. For showing only: nothing here trusts them. */
export function claimsOf(token: string): Record<string, unknown> {
  const payload: unknown = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
  return typeof payload === "object" && payload !== null ? { ...payload } : {};
}

/** A child ends with the words of its error, which say what to do. */
process.on("uncaughtException", (error) => {
  note(error.message);
  process.exit(1);
});
