import { AzureAIError, type AzureAIErrorCode, type AzureAIErrorDetails } from "./azure-ai-error.ts";
import { contentFilterError, filteredCategories } from "./content-filter.ts";
import { type DataPlaneAction, leastRole } from "./roles.ts";
import { readWireError, requestIdOf, retryAtOf, type WireError } from "./wire-error.ts";

/** What was being done when the answer came. */
export interface CallContext {
  readonly action: DataPlaneAction;
  readonly deployment?: string;
  readonly index?: string;
}

/** An answer that is no success. */
export interface FailedAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** The parsed body, or the part of it under `error`. */
  readonly body: unknown;
  /** Where it is known already, when the service will answer again. */
  readonly retryAt?: Date;
}

interface Diagnosis {
  readonly code: AzureAIErrorCode;
  readonly what: string;
  readonly remedy: string;
  readonly details?: Partial<AzureAIErrorDetails>;
}

function roleMissing(context: CallContext): Diagnosis {
  const role = leastRole[context.action];
  return {
    code: "role_missing",
    what: `The token is good, but its principal may not do this: the role "${role.name}" (${role.id}) is missing.`,
    remedy:
      `Assign it at the scope of the resource: az role assignment create --assignee <object id> --role ${role.id} --scope <resource id>. ` +
      "A new assignment takes up to five minutes to arrive." +
      (context.action === "openai.inference"
        ? ""
        : " A search service must also allow role-based access (authOptions aadOrApiKey, or disableLocalAuth)."),
    details: { role },
  };
}

function denied(status: number, wire: WireError, context: CallContext): Diagnosis {
  if (wire.code === "AuthenticationTypeDisabled") {
    return {
      code: "key_auth_disabled",
      what: "The resource does not accept keys.",
      remedy: "Pass a credential in place of apiKey; the resource has disableLocalAuth set.",
    };
  }
  if (/virtual network|firewall|public (network )?access/i.test(wire.message)) {
    return {
      code: "network_denied",
      what: "The resource's network rules refuse this caller.",
      remedy:
        "Call from an allowed network or private endpoint, or add the caller's address to the resource's firewall.",
    };
  }
  if (status === 403 || wire.code === "PermissionDenied" || /lacks the required data action/i.test(wire.message)) {
    return roleMissing(context);
  }
  return {
    code: "token_rejected",
    what: "The service rejected the token or key.",
    remedy:
      "Check that the credential's tenant is the resource's own tenant and that the audience fits the endpoint (option audience); for a key, that it was not regenerated.",
  };
}

function notFound(wire: WireError, context: CallContext): Diagnosis | undefined {
  if (context.index !== undefined) {
    return {
      code: "index_not_found",
      what: `The search service has no index "${context.index}".`,
      remedy: "Create the index first, or correct its name; names are lower case.",
      details: { index: context.index },
    };
  }
  if (wire.code !== "DeploymentNotFound") return undefined;
  const name = context.deployment === undefined ? "of that name" : `"${context.deployment}"`;
  return {
    code: "deployment_not_found",
    what: `The resource has no deployment ${name}.`,
    remedy:
      "Pass the deployment's name as model, not the model's: az cognitiveservices account deployment list shows the names. A deployment made less than five minutes ago may not be there yet.",
  };
}

function quotaExceeded(answer: FailedAnswer, wire: WireError, context: CallContext, now: number): Diagnosis {
  const retryAt = answer.retryAt ?? retryAtOf(answer.headers, wire.message, now);
  const subject = context.deployment ?? context.index ?? "the resource";
  return {
    code: "quota_exceeded",
    what: `The quota of ${subject} is used up${retryAt === undefined ? "" : ` until ${retryAt.toISOString()}`}.`,
    remedy: "Wait until retryAt, send fewer or smaller requests, or raise the deployment's tokens per minute.",
    ...(retryAt === undefined ? {} : { details: { retryAt } }),
  };
}

function diagnose(answer: FailedAnswer, wire: WireError, context: CallContext, now: number): Diagnosis {
  const { status } = answer;
  if (status === 429) return quotaExceeded(answer, wire, context, now);
  if (status === 401 || status === 403) return denied(status, wire, context);
  const missing = status === 404 ? notFound(wire, context) : undefined;
  if (missing !== undefined) return missing;
  if (
    wire.code === "OperationNotSupported" ||
    /operation is unsupported|does not work with the specified model/i.test(wire.message)
  ) {
    return {
      code: "operation_unsupported",
      what: "The deployment's model does not offer this operation.",
      remedy:
        "Newer models answer on /responses alone and embedding models on /embeddings alone: choose the operation that the model has.",
    };
  }
  if (status >= 500 || status === 408) {
    return {
      code: "unavailable",
      what: "The service could not answer.",
      remedy: "Try again later; quote requestId to Azure support if it lasts.",
    };
  }
  return {
    code: "invalid_request",
    what: "The service refused the request.",
    remedy: "Correct what the service's message names; sending it again gives the same result.",
  };
}

/**
 * The typed error for an answer of Azure OpenAI or AI Search, chosen by status and wire code.
 *
 * @param now milliseconds since the epoch, for a relative `Retry-After`
 */
export function describeAnswer(answer: FailedAnswer, context: CallContext, now: number, cause?: unknown): AzureAIError {
  const wire = readWireError(answer.body);
  const requestId = requestIdOf(answer.headers);
  const common = {
    status: answer.status,
    ...(wire.code === "" ? {} : { wireCode: wire.code }),
    ...(requestId === undefined ? {} : { requestId }),
    ...(context.deployment === undefined ? {} : { deployment: context.deployment }),
    ...(context.index === undefined ? {} : { index: context.index }),
    ...(cause === undefined ? {} : { cause }),
  };
  if (wire.code === "content_filter" || wire.inner["code"] === "ResponsibleAIPolicyViolation") {
    const results = wire.inner["content_filter_result"] ?? wire.inner["content_filter_results"];
    return contentFilterError("prompt", filteredCategories(results), common);
  }
  const { code, what, remedy, details } = diagnose(answer, wire, context, now);
  const said = wire.message === "" ? "" : ` The service said (${answer.status}): ${wire.message.slice(0, 400)}`;
  return new AzureAIError(code, what + said, { ...common, ...details, remedy });
}
