import { azureOpenAI } from "@entrakit/azure-ai-kit/openai";
import { type ChatModel, createEmbed, hybridRetriever, type Retriever } from "@entrakit/azure-ai-kit/rag";
import { createSearch } from "@entrakit/azure-ai-kit/search";
import { OpenAI } from "openai";

import { credentialOf } from "./credential.ts";
import type { Environment } from "./environment.ts";
import { names } from "./names.ts";

/** By convention the AI Search service has the name of the Azure OpenAI resource. */
function searchEndpoint(openaiEndpoint: string): string {
  const [name] = new URL(openaiEndpoint).hostname.split(".");
  return `https://${name}.search.windows.net`;
}

/** The model and the retriever that answer questions about the indexed documents. */
export async function answering(environment: Environment): Promise<{ model: ChatModel; retriever: Retriever }> {
  const credential = await credentialOf(environment);
  const { AZURE_OPENAI_ENDPOINT: endpoint, AZURE_OPENAI_KEY: apiKey } = environment;
  const openai = new OpenAI(azureOpenAI(apiKey ? { endpoint, apiKey } : { endpoint, credential }));
  const search = createSearch({ endpoint: searchEndpoint(endpoint), index: names.index, credential });
  return {
    model: { openai, deployment: names.chat },
    retriever: hybridRetriever({ search, embed: createEmbed(openai, names.embeddings) }),
  };
}
