export {
  azureOpenAI,
  type AzureOpenAIAudience,
  type AzureOpenAIClientOptions,
  type AzureOpenAIEndpoint,
  type AzureOpenAIOptions,
} from "./openai/azure-openai.ts";
export {
  AzureAIError,
  type AzureAIErrorCode,
  type AzureAIErrorDetails,
  type ContentFilterFinding,
  type IndexFailure,
} from "./errors/azure-ai-error.ts";
export { explain, type ExplainContext } from "./errors/explain.ts";
export { type AzureRole, type DataPlaneAction, leastRole } from "./errors/roles.ts";
export type { ConnectionOptions } from "./internal/authorized-fetch.ts";
