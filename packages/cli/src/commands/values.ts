/** Options as they were parsed: citty types them only where it sees their definition. */
export type Values = Readonly<Record<string, unknown>>;

/** A text option, trimmed; empty where it was not given. */
export function text(values: Values, name: string): string {
  const value = values[name];
  return typeof value === "string" ? value.trim() : "";
}

/** Whether a switch was set. */
export function isOn(values: Values, name: string): boolean {
  return values[name] === true;
}

/** A positional that takes the rest of the line, so that a text with spaces needs no quotes. */
export function words(values: Values, name: string): string {
  const rest = values["_"];
  return [text(values, name), ...(Array.isArray(rest) ? rest.slice(1) : [])].join(" ");
}
