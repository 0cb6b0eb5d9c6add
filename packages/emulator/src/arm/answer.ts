/** The headers that every answer of Resource Manager carries. */
function commonHeaders(): Record<string, string> {
  const requestId = crypto.randomUUID();
  return {
    "cache-control": "no-cache",
    pragma: "no-cache",
    expires: "-1",
    "x-ms-request-id": requestId,
    "x-ms-correlation-request-id": requestId,
    "strict-transport-security": "max-age=31536000; includeSubDomains",
    "x-content-type-options": "nosniff",
  };
}

/** A JSON answer. */
export function armJson(status: number, body: object, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { ...commonHeaders(), "content-type": "application/json; charset=utf-8", ...headers },
  });
}

/** An answer without a body. */
export function armEmpty(status: number): Response {
  return new Response(null, { status, headers: commonHeaders() });
}

/** An answer that ends the handling of a request: thrown by checks, rendered by the surface. */
export class ArmError extends Error {
  readonly status: number;
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, code: string, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.name = "ArmError";
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

/** The error in Resource Manager's own shape. */
export function armErrorResponse(error: ArmError): Response {
  return armJson(error.status, { error: { code: error.code, message: error.message } }, error.headers);
}
