import { isObject, optionalText } from "../json.ts";
import type { Output } from "../terminal.ts";
import { styled } from "./style.ts";

/** An error in the form that every command shows: what happened, why, and what to do. */
export interface Failure {
  readonly code: string;
  readonly what: string;
  readonly why?: string;
  readonly fix?: string;
  readonly requestId?: string;
}

/** Reads the parts from any error of these packages: all of them carry `code` and most a `remedy`. */
export function failureOf(error: unknown): Failure {
  const fields = isObject(error) ? error : {};
  const fix = optionalText(fields, "remedy");
  const message = error instanceof Error ? error.message : String(error);
  const why =
    optionalText(fields, "why") ??
    (error instanceof Error && error.cause instanceof Error ? error.cause.message : undefined);
  const requestId = optionalText(fields, "requestId") ?? optionalText(fields, "correlationId");
  return {
    code: optionalText(fields, "code") ?? (error instanceof Error ? error.name : "error"),
    what: fix !== undefined && message.endsWith(fix) ? message.slice(0, -fix.length).trimEnd() : message,
    ...(why !== undefined && { why }),
    ...(fix !== undefined && { fix }),
    ...(requestId !== undefined && { requestId }),
  };
}

/** Writes a failure for people. */
export function writeFailure(output: Output, failure: Failure, stack: string | undefined): void {
  const lines = [`${styled(output, "bad", "✗")} ${styled(output, "strong", failure.code)}: ${failure.what}`];
  if (failure.why !== undefined) lines.push(`  why: ${failure.why}`);
  if (failure.fix !== undefined) lines.push(`  fix: ${failure.fix}`);
  if (failure.requestId !== undefined) lines.push(`  request id: ${failure.requestId}`);
  if (stack !== undefined) lines.push(styled(output, "quiet", stack));
  output.write(`${lines.join("\n")}\n`);
}
