/** What went wrong, as a closed list to switch over. The wire's own word is in `code`. */
export type GraphErrorKind =
  /** 400, and other answers of 4xx without a kind of their own. */
  | "bad_request"
  /** 401: Graph does not accept the token. */
  | "unauthenticated"
  /** 403: the token lacks the permission, or a policy forbids the call. */
  | "forbidden"
  /** 404. */
  | "not_found"
  /** 409, 412, 423: the object changed, exists already or is locked. */
  | "conflict"
  /** 410: the delta or sync state is no longer known. */
  | "gone"
  /** 429. */
  | "throttled"
  /** 5xx. */
  | "unavailable"
  /** A path parameter is empty, missing or a path step; nothing was sent. */
  | "invalid_parameter"
  /** A 2xx answer that is not the JSON that was asked for. */
  | "unexpected_body"
  /** A `nextLink` that was read already. */
  | "paging_loop";

/** What a {@link GraphError} is made from. */
export interface GraphErrorDetails {
  readonly kind: GraphErrorKind;
  readonly code: string;
  readonly remedy?: string | undefined;
  readonly status?: number | undefined;
  readonly route?: string | undefined;
  readonly innerCodes?: readonly string[] | undefined;
  readonly details?: readonly GraphErrorDetail[] | undefined;
  readonly requestId?: string | undefined;
  readonly clientRequestId?: string | undefined;
  readonly retryAfter?: number | undefined;
  readonly cause?: unknown;
}

/** One entry of the wire's `error.details`. */
export interface GraphErrorDetail {
  readonly code: string;
  readonly message: string;
  readonly target?: string;
}

/**
 * An answer of Microsoft Graph that is not a success, or a call that cannot be sent.
 *
 * Holds no token, and of the address the canonical path alone.
 *
 * Source: learn.microsoft.com/graph/errors.
 */
export class GraphError extends Error {
  override readonly name = "GraphError";
  readonly kind: GraphErrorKind;
  /** The outer code as Graph spells it (`Authorization_RequestDenied`); the kind where there is none. */
  readonly code: string;
  /** The codes of the nested `innerError` objects, outermost first. */
  readonly innerCodes: readonly string[];
  /** The wire's `error.details`. */
  readonly details: readonly GraphErrorDetail[];
  /** HTTP status; absent where nothing was sent. */
  readonly status: number | undefined;
  /** Method and canonical path, e.g. `GET /users/{userId}`. */
  readonly route: string | undefined;
  /** Graph's id of the request, which Microsoft's support asks for. */
  readonly requestId: string | undefined;
  /** The `client-request-id` that was sent. */
  readonly clientRequestId: string | undefined;
  /** Seconds to wait before another try, where Graph says so. */
  readonly retryAfter: number | undefined;
  /** What to do about it, where that is known. */
  readonly remedy: string | undefined;

  constructor(message: string, details: GraphErrorDetails) {
    super(details.remedy === undefined ? message : `${message} ${details.remedy}`, causeOf(details));
    this.kind = details.kind;
    this.code = details.code;
    this.innerCodes = details.innerCodes ?? [];
    this.details = details.details ?? [];
    this.status = details.status;
    this.route = details.route;
    this.requestId = details.requestId;
    this.clientRequestId = details.clientRequestId;
    this.retryAfter = details.retryAfter;
    this.remedy = details.remedy;
    Object.defineProperty(this, brand, { value: true });
  }

  /** Tells this error from others, across copies of the package. */
  static isInstance(value: unknown): value is GraphError {
    return typeof value === "object" && value !== null && brand in value;
  }
}

const brand = Symbol.for("entrakit.GraphError");

function causeOf({ cause }: GraphErrorDetails): ErrorOptions {
  return cause === undefined ? {} : { cause };
}
