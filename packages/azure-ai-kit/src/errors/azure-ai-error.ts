import type { AzureRole } from "./roles.ts";

/** Everything that an {@link AzureAIError} can say. */
export type AzureAIErrorCode =
  | "invalid_endpoint"
  | "invalid_option"
  | "content_filter"
  | "quota_exceeded"
  | "role_missing"
  | "token_rejected"
  | "key_auth_disabled"
  | "network_denied"
  | "deployment_not_found"
  | "index_not_found"
  | "operation_unsupported"
  | "invalid_request"
  | "partial_index_failure"
  | "unavailable"
  | "unexpected_response";

/** One finding of Azure's content filter. */
export interface ContentFilterFinding {
  /** `hate`, `self_harm`, `sexual`, `violence`, `jailbreak`, `protected_material_text` … in the wire's spelling. */
  readonly category: string;
  /** `safe`, `low`, `medium` or `high`, where the category is graded. */
  readonly severity?: string;
}

/** A document that an index did not take. */
export interface IndexFailure {
  /** The document's key. */
  readonly key: string;
  /** The service's status for this document (400, 404, 409, 422, 503 …); 0 where the service never answered for it. */
  readonly statusCode: number;
  /** The service's own words, or ours where it never answered. */
  readonly errorMessage: string;
}

/** Facts that come with some codes. */
export interface AzureAIErrorDetails {
  /** What to do about it, in one sentence or two. */
  readonly remedy: string;
  /** HTTP status of the answer, where there was one. */
  readonly status?: number;
  /** The service's own code in its own spelling, such as `DeploymentNotFound`. */
  readonly wireCode?: string;
  /** `apim-request-id` or `x-ms-request-id`: what Azure support asks for. */
  readonly requestId?: string;
  /** With `quota_exceeded`: the moment from which the service will answer again. */
  readonly retryAt?: Date;
  /** The deployment that was asked for. */
  readonly deployment?: string;
  /** The index that was asked for. */
  readonly index?: string;
  /** With `role_missing`: the least role that would do. */
  readonly role?: AzureRole;
  /** With `content_filter`: the categories that were filtered. Empty where the service did not say. */
  readonly filtered?: readonly ContentFilterFinding[];
  /** With `partial_index_failure`: every document that is not in the index. */
  readonly failures?: readonly IndexFailure[];
  /** The error underneath. */
  readonly cause?: unknown;
}

const brand = Symbol.for("entrakit.AzureAIError");

function isBranded(value: object): boolean {
  return brand in value && value[brand] === true;
}

/**
 * An answer of Azure OpenAI or Azure AI Search that is not what was asked for, with what to do about it.
 *
 * `code` is a closed union; which details are set follows from it. The service's own spelling is kept in `wireCode`.
 */
export class AzureAIError extends Error {
  override readonly name = "AzureAIError";
  readonly code: AzureAIErrorCode;
  readonly remedy: string;
  declare readonly status?: number;
  declare readonly wireCode?: string;
  declare readonly requestId?: string;
  declare readonly retryAt?: Date;
  declare readonly deployment?: string;
  declare readonly index?: string;
  declare readonly role?: AzureRole;
  declare readonly filtered?: readonly ContentFilterFinding[];
  declare readonly failures?: readonly IndexFailure[];

  constructor(code: AzureAIErrorCode, message: string, details: AzureAIErrorDetails) {
    const { cause, remedy, ...facts } = details;
    super(`${message} ${remedy}`, cause === undefined ? undefined : { cause });
    this.code = code;
    this.remedy = remedy;
    Object.assign(this, facts);
    Object.defineProperty(this, brand, { value: true });
  }

  /** Whether a value is an `AzureAIError`, also of another copy of this package. */
  static isInstance(value: unknown): value is AzureAIError {
    return typeof value === "object" && value !== null && isBranded(value);
  }
}
