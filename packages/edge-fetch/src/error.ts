/** Why `edge-fetch` gave up; failures of the way out itself are `TransportError`s. */
export type EdgeFetchErrorCode =
  /** The credential has no token for this resource. Nothing was sent. */
  | "no_token"
  /** The token is bound to a key or certificate that this layer cannot prove. Nothing was sent. */
  | "unsupported_token_type"
  /** Layers were composed in an order that would leak credentials or break their promises. */
  | "layer_order"
  /** The answer is not `text/event-stream`. */
  | "not_an_event_stream"
  /** One event of a stream is longer than the cap. */
  | "event_too_large";

/** What an {@link EdgeFetchError} is made from. */
export interface EdgeFetchErrorDetails {
  readonly code: EdgeFetchErrorCode;
  readonly message: string;
  readonly remedy: string;
}

/** A call that cannot be authorized, composed or read. */
export class EdgeFetchError extends Error {
  override readonly name = "EdgeFetchError";
  readonly code: EdgeFetchErrorCode;
  /** What to do about it. */
  readonly remedy: string;

  constructor(details: EdgeFetchErrorDetails) {
    super(`${details.message} ${details.remedy}`);
    this.code = details.code;
    this.remedy = details.remedy;
    Object.defineProperty(this, brand, { value: true });
  }

  /** Tells this error from others, across copies of the package. */
  static isInstance(value: unknown): value is EdgeFetchError {
    return typeof value === "object" && value !== null && brand in value;
  }
}

const brand = Symbol.for("entrakit.EdgeFetchError");
