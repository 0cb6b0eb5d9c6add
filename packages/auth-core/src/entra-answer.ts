import { EntraError, type EntraErrorCode } from "./entra-error.ts";
import { redact } from "./internal/redact.ts";
import { isRecord, parseJson, textOf } from "./internal/json.ts";

/** An error as Entra put it on the wire, whatever the form it came in. */
export interface EntraAnswer {
  /** HTTP status; left out for the parameters of a redirect. */
  readonly status?: number;
  /** The body's text, or a redirect's query or fragment. */
  readonly text: string;
  /** Values that were sent and must not come back in a message. */
  readonly secrets?: readonly string[];
  readonly correlationId?: string;
  readonly retryAt?: number | undefined;
}

const bySuberror: Readonly<Record<string, EntraErrorCode>> = {
  consent_required: "consent_required",
  message_only: "user_blocked",
  bad_token: "reauth",
  token_expired: "reauth",
  basic_action: "interaction_required",
  additional_action: "interaction_required",
  user_password_expired: "interaction_required",
};

const byError: Readonly<Record<string, EntraErrorCode>> = {
  interaction_required: "interaction_required",
  login_required: "interaction_required",
  consent_required: "consent_required",
  invalid_grant: "reauth",
  expired_token: "reauth",
  invalid_client: "credential_error",
  unauthorized_client: "config_error",
  invalid_resource: "config_error",
  access_denied: "user_blocked",
  invalid_scope: "client_bug",
  invalid_request: "client_bug",
  unsupported_grant_type: "client_bug",
  unsupported_response_type: "client_bug",
  temporarily_unavailable: "service_unavailable",
  server_error: "service_unavailable",
};

/** The suberror speaks first, then claims, then the status of a struggling service, then the error's name. */
function classify(fields: Fields, status: number | undefined): EntraErrorCode {
  const own = (table: Readonly<Record<string, EntraErrorCode>>, key: string | undefined): EntraErrorCode | undefined =>
    key !== undefined && Object.hasOwn(table, key) ? table[key] : undefined;
  const suberror = own(bySuberror, fields.suberror);
  if (suberror !== undefined) return suberror;
  if (fields.claims !== undefined) return "interaction_required";
  if (status === 429) return "throttled";
  if (status !== undefined && status >= 500) return "service_unavailable";
  if (/not within its valid time range/i.test(fields.description)) return "clock_skew";
  return own(byError, fields.error) ?? "invalid_response";
}

interface Fields {
  readonly error: string | undefined;
  readonly description: string;
  readonly suberror: string | undefined;
  readonly claims: string | undefined;
  readonly correlationId: string | undefined;
  readonly traceId: string | undefined;
  readonly codes: readonly unknown[];
}

function fieldsOf(text: string): Fields {
  const json = parseJson(text);
  const form = /^[#?]?\w+=/.test(text.trim())
    ? Object.fromEntries(new URLSearchParams(text.trim().replace(/^[#?]/, "")))
    : {};
  const wire: Readonly<Record<string, unknown>> = isRecord(json) ? json : form;
  const description = textOf(wire["error_description"]) ?? (textOf(wire["error"]) === undefined ? text : "");
  return {
    error: textOf(wire["error"]),
    description,
    suberror: textOf(wire["suberror"]),
    claims: textOf(wire["claims"]),
    correlationId: textOf(wire["correlation_id"]) ?? labelled(description, "Correlation ID"),
    traceId: textOf(wire["trace_id"]) ?? labelled(description, "Trace ID"),
    codes: Array.isArray(wire["error_codes"]) ? wire["error_codes"] : [],
  };
}

function labelled(text: string, label: string): string | undefined {
  return new RegExp(`${label}:\\s*([0-9a-f-]{36})`, "i").exec(text)?.[1];
}

function aadstsOf({ codes, description }: Fields): number[] {
  const listed = codes.filter((code): code is number => Number.isSafeInteger(code));
  const written = [...description.matchAll(/AADSTS(\d{4,8})/g)].map((match) => Number(match[1]));
  return [...new Set([...listed, ...written])];
}

/** The description without its trailer of ids, which are fields of the error; markup is dropped. */
function readable(description: string): string {
  const [text = ""] = description.replaceAll(/<[^>]*>|&nbsp;/g, " ").split(/\s*Trace ID:/i);
  return text;
}

/** A text that ends as a sentence does, so that another may follow. */
function sentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}

/** Reads an error in any of the forms that Entra gives it: JSON, a redirect's parameters, SOAP, or bare text. */
export function parseEntraError(answer: EntraAnswer): EntraError {
  const fields = fieldsOf(answer.text);
  const head = fields.error ?? (answer.status === undefined ? "error" : `HTTP ${answer.status}`);
  const text = redact(readable(fields.description), answer.secrets);
  return new EntraError({
    code: classify(fields, answer.status),
    message: sentence(text === "" ? head : `${head}: ${text}`),
    error: fields.error,
    aadsts: aadstsOf(fields),
    suberror: fields.suberror,
    claims: fields.claims,
    correlationId: fields.correlationId ?? answer.correlationId,
    traceId: fields.traceId,
    status: answer.status,
    retryAt: answer.retryAt,
  });
}
