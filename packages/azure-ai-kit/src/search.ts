export { createSearch, type Search, type SearchOptions } from "./search/create-search.ts";
export type { FieldKind, FieldKinds, FieldSelection, SelectedFields } from "./search/fields.ts";
export { type HybridQuery, hybridSearch, type SearchAnswer, type SearchHit } from "./search/hybrid-search.ts";
export type { IndexingResult } from "./search/indexing-result.ts";
export { uploadDocuments, type UploadOptions, type UploadResult } from "./search/upload-documents.ts";
export {
  AzureAIError,
  type AzureAIErrorCode,
  type AzureAIErrorDetails,
  type IndexFailure,
} from "./errors/azure-ai-error.ts";
