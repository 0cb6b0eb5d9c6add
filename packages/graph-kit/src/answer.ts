import { parseRetryAfter } from "@entrakit/edge-fetch";

import type { DeclaredPermissions } from "./coverage.ts";
import { parseErrorBody } from "./error-body.ts";
import { GraphError, type GraphErrorKind } from "./error.ts";

/** Finds what allows a call, each list the least privileged first; `findRoute` of `@entrakit/scopes/routes` is one. */
export type RouteFinder = (
  method: string,
  path: string,
) => { readonly [Kind in "application" | "delegated"]: { readonly alone: readonly string[] } } | undefined;

/** What an error's remedy is made from. */
export interface ErrorContext {
  readonly permissions: DeclaredPermissions;
  readonly findRoute: RouteFinder | undefined;
  readonly clientRequestId: string | undefined;
}

const longestErrorBody = 64 * 1024;

const kinds: Readonly<Record<number, GraphErrorKind>> = {
  401: "unauthenticated",
  403: "forbidden",
  404: "not_found",
  409: "conflict",
  410: "gone",
  412: "conflict",
  423: "conflict",
  429: "throttled",
};

/** Makes the error of an answer that is not a success. */
export async function toGraphError(
  response: Response,
  method: string,
  path: string,
  context: ErrorContext,
): Promise<GraphError> {
  const { status, headers } = response;
  const body = parseErrorBody(await readStart(response));
  const kind = kinds[status] ?? (status >= 500 ? "unavailable" : "bad_request");
  const waitMs = parseRetryAfter(headers, Date.now());
  const retryAfter = waitMs === undefined ? undefined : waitMs / 1000;
  const code = body.code ?? kind;
  return new GraphError(sentence(`${method} ${path} was answered ${status} ${code}`, body.message), {
    kind,
    code,
    status,
    route: `${method} ${path}`,
    innerCodes: body.innerCodes,
    details: body.details,
    requestId: headers.get("request-id") ?? body.requestId,
    clientRequestId: headers.get("client-request-id") ?? body.clientRequestId ?? context.clientRequestId,
    retryAfter,
    remedy: remedyFor(kind, method, path, context, retryAfter),
  });
}

function sentence(start: string, said: string | undefined): string {
  if (said === undefined) return `${start}.`;
  return `${start}: ${said}${/[.!?…]$/.test(said) ? "" : "."}`;
}

function remedyFor(
  kind: GraphErrorKind,
  method: string,
  path: string,
  context: ErrorContext,
  retryAfter: number | undefined,
): string | undefined {
  if (kind === "forbidden") return forbiddenRemedy(method, path, context);
  if (kind === "unauthenticated") {
    return "Check that the credential's token is for Microsoft Graph in this cloud and is not revoked.";
  }
  if (kind === "gone") return "Start the delta read from the beginning.";
  if (kind !== "throttled") return undefined;
  return retryAfter === undefined ? "Wait and call less often." : `Wait ${retryAfter} seconds and call less often.`;
}

function forbiddenRemedy(method: string, path: string, { permissions, findRoute }: ErrorContext): string {
  const kind = permissions.application === undefined ? "delegated" : "application";
  const declared: readonly string[] = permissions.application ?? permissions.delegated;
  const allowing = findRoute?.(method, path)?.[kind].alone;
  const held = declared.filter((name) => allowing?.includes(name) ?? true);
  if (held.length > 0) {
    return `Check that admin consent was given to the declared ${kind} permission ${held.join(" or ")}, and get a new token: one from before the consent does not hold it.`;
  }
  const [least, ...others] = allowing ?? [];
  if (least === undefined) return `No ${kind} permission is known to allow this call.`;
  const more = others.length === 0 ? "" : ` (or ${others.slice(0, 3).join(", ")})`;
  return `Declare the ${kind} permission ${least}${more}, have an admin consent to it, and get a new token.`;
}

/** The beginning of a body that may be of any length; a body that breaks off is read as far as it came. */
async function readStart(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  try {
    for await (const chunk of response.body ?? []) {
      text += decoder.decode(chunk, { stream: true });
      if (text.length > longestErrorBody) break;
    }
  } catch {
    // The status says more than the missing rest.
  }
  return text.slice(0, longestErrorBody);
}
