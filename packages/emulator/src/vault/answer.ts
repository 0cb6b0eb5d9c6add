/** The service version that the recorded exchanges of 2026 carry. */
const serviceVersion = "1.9.3070.2";

/** What an answer's headers depend on. */
export interface AnswerContext {
  readonly region: string;
  /** The request's own `x-ms-client-request-id`, sent back. */
  readonly clientRequestId: string | null;
  /** GUID of the role assignment that let the caller in; the vault shows it without hyphens. */
  rbacAssignmentId: string | undefined;
}

/** The headers of every answer of a vault. */
function commonHeaders(context: AnswerContext): Headers {
  const headers = new Headers({
    "cache-control": "no-cache",
    pragma: "no-cache",
    expires: "-1",
    "x-ms-keyvault-region": context.region,
    "x-ms-request-id": crypto.randomUUID(),
    "x-ms-keyvault-service-version": serviceVersion,
    "x-ms-keyvault-network-info": "conn_type=Ipv4;addr=127.0.0.1;act_addr_fam=InterNetwork;",
    "x-content-type-options": "nosniff",
    "strict-transport-security": "max-age=31536000;includeSubDomains",
  });
  if (context.clientRequestId !== null) headers.set("x-ms-client-request-id", context.clientRequestId);
  if (context.rbacAssignmentId !== undefined) {
    headers.set("x-ms-keyvault-rbac-assignment-id", context.rbacAssignmentId.replaceAll("-", ""));
  }
  return headers;
}

/** What a handler answers; the surface adds the headers that every answer has. */
export interface Reply {
  readonly status: number;
  /** Left out for 204. */
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A refusal in the vault's own words: thrown by handlers, rendered by the surface. */
export class VaultError extends Error {
  readonly status: number;
  readonly code: string;
  readonly inner: string | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    code: string,
    message: string,
    more: { readonly inner?: string; readonly headers?: Readonly<Record<string, string>> } = {},
  ) {
    super(message);
    this.name = "VaultError";
    this.status = status;
    this.code = code;
    this.inner = more.inner;
    this.headers = more.headers ?? {};
  }
}

/** 400 BadParameter. */
export function badParameter(message: string): VaultError {
  return new VaultError(400, "BadParameter", message);
}

/** 501 with plain words, for what the emulator leaves out. */
export function notEmulated(what: string): VaultError {
  return new VaultError(501, "NotImplemented", `The emulator's vault does not do this: ${what}.`);
}

/** An error as a reply: `{ error: { code, message, innererror? } }`. */
export function errorReply(error: VaultError): Reply {
  const { code, message, inner } = error;
  const innererror = inner === undefined ? {} : { innererror: { code: inner } };
  return { status: error.status, headers: error.headers, body: { error: { code, message, ...innererror } } };
}

/** The HTTP response of a reply. */
export function respond(reply: Reply, context: AnswerContext): Response {
  const headers = commonHeaders(context);
  if (reply.body !== undefined) headers.set("content-type", "application/json; charset=utf-8");
  for (const [name, value] of Object.entries(reply.headers ?? {})) headers.set(name, value);
  return new Response(reply.body === undefined ? null : JSON.stringify(reply.body), { status: reply.status, headers });
}
