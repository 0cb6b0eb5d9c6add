/** Whether a value is a plain object as JSON has them. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value where it is a string, the empty string otherwise. */
export function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** The body of a response as JSON, or `undefined` where it is none. */
export async function jsonOf(response: Response): Promise<unknown> {
  const body = await response.text();
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
