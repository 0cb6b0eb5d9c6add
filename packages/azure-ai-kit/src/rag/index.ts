export {
  ask,
  type AnswerPart,
  type AnswerUsage,
  type AskOptions,
  type ChatChunk,
  type ChatClient,
  type ChatModel,
} from "./ask.ts";
export { chunkIndex, type ChunkIndex, type ChunkIndexField, type ChunkRecord } from "./chunk-index.ts";
export { type Chunk, chunkMarkdown, type ChunkOptions } from "./chunk-markdown.ts";
export { type CitationReader, type CitedText, createCitationReader } from "./citations.ts";
export { type DriveDocumentsOptions, type DriveFile, type DriveGraph, graphDriveDocuments } from "./drive-documents.ts";
export { createEmbed, embed, type Embed, type EmbeddingsClient, type EmbedOptions } from "./embed.ts";
export { hybridRetriever, type HybridRetrieverOptions } from "./hybrid-retriever.ts";
export {
  indexDocuments,
  type IndexDocumentsOptions,
  type IndexProgress,
  type UploadChunks,
} from "./index-documents.ts";
export { type ChatMessage, groundedMessages } from "./prompt.ts";
export type { RetrieveOptions, Retriever, Source, SourceDocument } from "./source.ts";
export {
  AzureAIError,
  type AzureAIErrorCode,
  type AzureAIErrorDetails,
  type IndexFailure,
} from "../errors/azure-ai-error.ts";
