import { CliError } from "./errors.ts";
import { type JsonObject, child, isObject, optionalText } from "./json.ts";

/** The one way a step talks to an API: a `fetch` that already carries the token. */
type AuthorizedFetch = (input: string, init?: RequestInit) => Promise<Response>;

/** One call of a JSON API. */
export interface ServiceCall {
  readonly method: "GET" | "POST" | "PATCH" | "PUT";
  /** Path and query below the service's base, e.g. `/applications/{id}`. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: JsonObject;
}

/** Sends a call and gives the answer's object; an answer without a body gives an empty one. Throws {@link CliError}. */
export type Service = (call: ServiceCall) => Promise<JsonObject>;

/** Where a service is and how to name it in an error. */
export interface ServiceOptions {
  /** "Microsoft Graph". */
  readonly name: string;
  /** `https://graph.microsoft.com/v1.0`, no slash at the end. */
  readonly base: string;
  readonly fetch: AuthorizedFetch;
  /** What the caller's identity needs there; the remedy of a 403. */
  readonly needs: string;
  readonly signal?: AbortSignal;
}

/** Makes the client of one JSON API (Microsoft Graph, Azure Resource Manager: both answer errors as `{ error: { code, message } }`). */
export function createService(options: ServiceOptions): Service {
  return async ({ method, path, headers, body }) => {
    const response = await options.fetch(options.base + path, {
      method,
      headers: { accept: "application/json", ...(body && { "content-type": "application/json" }), ...headers },
      ...(body && { body: JSON.stringify(body) }),
      ...(options.signal && { signal: options.signal }),
    });
    const answer = parse(await response.text());
    if (!response.ok) throw refusal(options, `${method} ${withoutQuery(path)}`, response, answer);
    return answer;
  };
}

/** The answer, or undefined where the service says that there is no such thing. */
export async function orUndefined<T>(pending: Promise<T>): Promise<T | undefined> {
  try {
    return await pending;
  } catch (error) {
    if (CliError.isInstance(error) && error.code === "not_found") return undefined;
    throw error;
  }
}

function parse(body: string): JsonObject {
  if (body === "") return {};
  try {
    const value: unknown = JSON.parse(body);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

function withoutQuery(path: string): string {
  return path.split("?", 1)[0] ?? path;
}

function refusal(options: ServiceOptions, call: string, response: Response, answer: JsonObject): CliError {
  const error = child(answer, "error");
  const serviceCode = optionalText(error, "code");
  const requestId = response.headers.get("request-id") ?? response.headers.get("x-ms-request-id");
  const shared = {
    message: `${options.name} refused ${call} (${[response.status, serviceCode].filter(Boolean).join(" ")}).`,
    why: optionalText(error, "message") ?? "The answer gave no reason.",
    status: response.status,
    ...(serviceCode !== undefined && { serviceCode }),
    ...(requestId !== null && { requestId }),
  };
  switch (response.status) {
    case 401:
    case 403:
      return new CliError({ ...shared, code: "access_denied", remedy: options.needs });
    case 404:
      return new CliError({
        ...shared,
        code: "not_found",
        remedy: "Check the name, and that it is in this tenant and subscription.",
      });
    default:
      return response.status >= 500 || response.status === 429
        ? new CliError({
            ...shared,
            code: "service_unavailable",
            remedy: "Run the same command again in a few minutes; what is done is kept.",
          })
        : new CliError({
            ...shared,
            code: "service_refused",
            remedy: "Correct what the reason names, then run the same command again.",
          });
  }
}
