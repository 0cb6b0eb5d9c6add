/** An object of a JSON answer. */
export type Json = Readonly<Record<string, unknown>>;

/** The object under a name, or an empty one. */
export function objectAt(value: unknown, name?: string): Json {
  const found: unknown = name === undefined ? value : objectAt(value)[name];
  return isObject(found) ? found : {};
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The text under a name, or undefined. */
export function textAt(value: unknown, name: string): string | undefined {
  const found = objectAt(value)[name];
  return typeof found === "string" && found !== "" ? found : undefined;
}

/** The list under a name, or an empty one. */
export function listAt(value: unknown, name: string): readonly unknown[] {
  const found = objectAt(value)[name];
  return Array.isArray(found) ? found : [];
}

/** Seconds since the epoch under a name, as a date. */
export function dateAt(value: unknown, name: string): Date | undefined {
  const found = objectAt(value)[name];
  return typeof found === "number" && Number.isFinite(found) ? new Date(found * 1000) : undefined;
}

/** The object of a JSON text, or an empty one where it is none. */
export function parseObject(text: string): Json {
  try {
    return objectAt(JSON.parse(text));
  } catch {
    return {};
  }
}
