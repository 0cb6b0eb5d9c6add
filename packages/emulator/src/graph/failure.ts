/** A refusal as Microsoft Graph words it. Source: learn.microsoft.com/graph/errors. */
export class GraphFailure extends Error {
  readonly status: number;
  /** The wire's own code: `ErrorItemNotFound`, `itemNotFound`, `Request_ResourceNotFound` … each workload has its spelling. */
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;
  constructor(status: number, code: string, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.name = "GraphFailure";
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

/** A request that Graph cannot read. */
export function badRequest(message: string): GraphFailure {
  return new GraphFailure(400, "BadRequest", message);
}

/** Part of Microsoft Graph that the tenant does not play. */
export function notEmulated(what: string): GraphFailure {
  return new GraphFailure(
    501,
    "NotImplemented",
    `The emulator does not play ${what}. It is part of Microsoft Graph, so a real tenant would answer.`,
  );
}

/** The ids that name one exchange in Graph's answers. */
export interface ExchangeIds {
  readonly requestId: string;
  readonly clientRequestId: string;
}

/** The failure's response: `{ error: { code, message, innerError } }`. `date` is in milliseconds. */
export function failureResponse(failure: GraphFailure, ids: ExchangeIds, date: number): Response {
  const innerError = {
    date: new Date(date).toISOString().slice(0, 19),
    "request-id": ids.requestId,
    "client-request-id": ids.clientRequestId,
  };
  const body = { error: { code: failure.code, message: failure.message, innerError } };
  return Response.json(body, { status: failure.status, headers: failure.headers });
}
