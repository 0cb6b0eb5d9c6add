import type { GraphErrorDetail } from "./error.ts";

/** What an error body says, in whichever of its shapes. */
export interface ErrorBody {
  readonly code: string | undefined;
  readonly message: string | undefined;
  readonly innerCodes: readonly string[];
  readonly details: readonly GraphErrorDetail[];
  readonly requestId: string | undefined;
  readonly clientRequestId: string | undefined;
}

type Properties = Readonly<Record<string, unknown>>;

const longestMessage = 500;
const deepestInnerError = 10;

/** Reads an error body: Graph's own shape with `innerError` or `innererror`, OData 3's, OAuth's, HTML or plain text. */
export function parseErrorBody(text: string): ErrorBody {
  const body = asProperties(parseJson(text)) ?? { message: text };
  const error = asProperties(body["error"]) ?? asProperties(body["odata.error"]) ?? body;
  const inner = innerErrors(error);
  return {
    code: asText(error["code"] ?? body["error"]),
    message: messageText(error["message"] ?? body["error_description"]),
    innerCodes: inner.flatMap((level) => asText(level["code"]) ?? []),
    details: detailsOf(error["details"]),
    requestId: inner.map((level) => asText(level["request-id"])).find(Boolean),
    clientRequestId: inner.map((level) => asText(level["client-request-id"])).find(Boolean),
  };
}

function innerErrors(error: Properties): readonly Properties[] {
  const chain: Properties[] = [];
  let level = asProperties(error["innerError"] ?? error["innererror"]);
  while (level !== undefined && chain.length < deepestInnerError) {
    chain.push(level);
    level = asProperties(level["innerError"] ?? level["innererror"]);
  }
  return chain;
}

function detailsOf(value: unknown): readonly GraphErrorDetail[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((entry) => {
    const detail = asProperties(entry);
    if (detail === undefined) return [];
    const target = asText(detail["target"]);
    return {
      code: asText(detail["code"]) ?? "",
      message: messageText(detail["message"]) ?? "",
      ...(target === undefined ? {} : { target }),
    };
  });
}

function messageText(value: unknown): string | undefined {
  const text = asText(asProperties(value)?.["value"] ?? value);
  return text === undefined ? undefined : asText(plain(text));
}

/** One line, without mark-up, control characters and anything that looks like a token, cut to a readable length. */
function plain(text: string): string {
  const start = text.slice(0, 16 * longestMessage);
  const line = (/<(!doctype|html)/i.test(start) ? withoutMarkup(start) : start)
    .replaceAll(/eyJ[\w-]{8,}(\.[\w-]*)*/g, "[redacted]")
    // oxlint-disable-next-line no-control-regex -- control characters are what is taken out
    .replaceAll(/[\u0000-\u001F\u007F\s]+/g, " ")
    .trim();
  return line.length > longestMessage ? `${line.slice(0, longestMessage)}…` : line;
}

function withoutMarkup(text: string): string {
  return text.replaceAll(/<(script|style)\b[\s\S]*?<\/\1\s*>/gi, " ").replaceAll(/<[^<>]*>/g, " ");
}

function asText(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function asProperties(value: unknown): Properties | undefined {
  return isProperties(value) ? value : undefined;
}

function isProperties(value: unknown): value is Properties {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
