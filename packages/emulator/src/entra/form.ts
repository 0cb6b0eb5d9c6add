import { malformedRequest, missingParameter } from "./refusals.ts";

/** The parameters of a form-encoded request. */
export interface Form {
  /** A parameter's text; undefined when it is absent or empty. */
  get(name: string): string | undefined;
  /**
   * A parameter that must be there.
   *
   * @throws {Refusal} AADSTS900144.
   */
  require(name: string): string;
}

/** Parameters that may stand once (RFC 6749 section 3.2: a parameter must not be sent twice). */
export function formOf(parameters: Iterable<readonly [string, unknown]>): Form {
  const values = new Map<string, string>();
  for (const [name, value] of parameters) {
    if (values.has(name) || typeof value !== "string") throw malformedRequest();
    values.set(name, value);
  }
  const get = (name: string): string | undefined => values.get(name) || undefined;
  return {
    get,
    require(name) {
      const value = get(name);
      if (value === undefined) throw missingParameter(name);
      return value;
    },
  };
}

/**
 * Reads the form in a request's body.
 *
 * @throws {Refusal} AADSTS9002313 when the body is not a form.
 */
export async function readForm(request: Request): Promise<Form> {
  let data: FormData;
  try {
    data = await request.formData();
  } catch {
    throw malformedRequest();
  }
  return formOf(data.entries());
}
