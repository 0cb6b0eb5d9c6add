/** A refusal as AI Search words it: its `error.code` is often empty. */
export class SearchFailure extends Error {
  readonly status: number;
  readonly code: string;
  constructor(status: number, message: string, code = "") {
    super(message);
    this.name = "SearchFailure";
    this.status = status;
    this.code = code;
  }
}

/** A body or parameter that the service cannot accept. */
export function invalidRequest(details: string, code = "InvalidRequestParameter"): SearchFailure {
  return new SearchFailure(400, `The request is invalid. Details: ${details}`, code);
}

/** An expression of a query that does not fit the index. `parameter` is `$filter`, `$select` … */
export function invalidExpression(message: string, parameter: string): SearchFailure {
  return new SearchFailure(400, `Invalid expression: ${message}\r\nParameter name: ${parameter}`);
}

/** Part of AI Search that the tenant does not play. */
export function notEmulated(what: string): SearchFailure {
  return new SearchFailure(501, `The emulator does not play ${what}.`, "NotImplemented");
}
