import { AzureAIError } from "../errors/azure-ai-error.ts";

/** Kinds of field that a hit can carry, by the JSON they arrive as; `?` where the index may hold null. */
export interface FieldKinds {
  readonly string: string;
  readonly number: number;
  readonly boolean: boolean;
  readonly "string[]": readonly string[];
  readonly "string?": string | null;
  readonly "number?": number | null;
  readonly "boolean?": boolean | null;
}

/** The name of a kind of field. */
export type FieldKind = keyof FieldKinds;

/** The fields to read, each with its kind: `{ name: "string", start: "number", url: "string?" }`. */
export type FieldSelection = Readonly<Record<string, FieldKind>>;

/** The selected fields of a hit. Every answer is checked to be what this type says. */
export type SelectedFields<S extends FieldSelection> = { readonly [Name in keyof S]: FieldKinds[S[Name]] };

const checks: Readonly<Record<FieldKind, (value: unknown) => boolean>> = {
  string: (value) => typeof value === "string",
  number: (value) => typeof value === "number",
  boolean: (value) => typeof value === "boolean",
  "string[]": (value) => Array.isArray(value) && value.every((item) => typeof item === "string"),
  "string?": (value) => value === null || typeof value === "string",
  "number?": (value) => value === null || typeof value === "number",
  "boolean?": (value) => value === null || typeof value === "boolean",
};

function hasFields<S extends FieldSelection>(fields: Record<string, unknown>, select: S): fields is SelectedFields<S> {
  return Object.entries(select).every(([name, kind]) => checks[kind](fields[name]));
}

/**
 * The selected fields out of a hit, checked.
 *
 * @throws AzureAIError `unexpected_response` that names the fields whose kind differs
 */
export function readFields<S extends FieldSelection>(
  hit: Readonly<Record<string, unknown>>,
  select: S,
): SelectedFields<S> {
  const fields: Record<string, unknown> = {};
  for (const name of Object.keys(select)) fields[name] = hit[name] ?? null;
  if (hasFields(fields, select)) return fields;
  const wrong = Object.entries(select).filter(([name, kind]) => !checks[kind](fields[name]));
  throw new AzureAIError(
    "unexpected_response",
    `A hit's fields are not of the kind asked for: ${wrong.map(([name, kind]) => `${name} is no ${kind}`).join(", ")}.`,
    { remedy: "Make select agree with the index's definition; add ? to a kind whose field may be null." },
  );
}
