import { ConfigurationError, EntraError } from "@entrakit/auth-core";
import { AzureAIError } from "@entrakit/azure-ai-kit/rag";
import { EdgeFetchError, TransportError } from "@entrakit/edge-fetch";
import { GraphError } from "@entrakit/graph-kit";

/** What a caller is told of a failure. */
export interface Failure {
  readonly status: 422 | 429 | 500 | 502 | 503 | 504;
  /** A code, as of RFC 6749's `error`. */
  readonly error: string;
  readonly description: string;
  /** Seconds to wait before another try, where a service said so. */
  readonly retryAfter?: number;
}

type OwnError = ConfigurationError | EntraError | TransportError | EdgeFetchError | GraphError | AzureAIError;

/** Errors whose messages are written to be read by others, and hold no secrets. */
function isOwn(error: unknown): error is OwnError {
  return [ConfigurationError, EntraError, TransportError, EdgeFetchError, GraphError, AzureAIError].some((type) =>
    type.isInstance(error),
  );
}

/** The services' failures by our codes; any other is 502: what this Worker got from them was of no use. */
const statuses: Readonly<Record<string, Failure["status"]>> = {
  content_filter: 422,
  throttled: 429,
  quota_exceeded: 429,
  invalid_configuration: 500,
  invalid_endpoint: 500,
  unavailable: 503,
  service_unavailable: 503,
  timeout: 504,
};

function codeOf(error: OwnError): string {
  if (TransportError.isInstance(error) && error.code === "retry_after_too_long") {
    return error.status === 429 ? "throttled" : "unavailable";
  }
  return GraphError.isInstance(error) ? error.kind : error.code;
}

function retryAfterOf(error: OwnError, now: number): number | undefined {
  if (GraphError.isInstance(error)) return error.retryAfter === undefined ? undefined : Math.ceil(error.retryAfter);
  if (!("retryAt" in error) || error.retryAt === undefined) return undefined;
  return Math.max(0, Math.ceil((error.retryAt.valueOf() - now) / 1000));
}

/** What to tell a caller of an error that is ours; nothing of any other, which may hold anything. */
export function failureOf(error: unknown, now: number = Date.now()): Failure | undefined {
  if (!isOwn(error)) return undefined;
  const code = codeOf(error);
  const retryAfter = retryAfterOf(error, now);
  return {
    status: statuses[code] ?? 502,
    error: code,
    description: error.message,
    ...(retryAfter === undefined ? {} : { retryAfter }),
  };
}
