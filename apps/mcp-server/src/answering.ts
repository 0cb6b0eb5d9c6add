import type { ChatModel, Retriever } from "@entrakit/azure-ai-kit/rag";

import { readConfiguration } from "./configuration.ts";

/** Names of the deployments and the index that answers come from; a copy of this app puts its own here. */
export const names = { chat: "chat", embeddings: "embeddings", index: "documents" } as const;

/** The model and the retriever that answer questions about the indexed documents. Loaded when first asked. */
export async function answering(): Promise<{ model: ChatModel; retriever: Retriever }> {
  const { tenantId, clientId, openaiEndpoint, searchEndpoint } = readConfiguration();
  const [{ OpenAI }, { azureOpenAI }, { createEmbed, hybridRetriever }, { createSearch }, { appOnlyCredential }] =
    await Promise.all([
      import("openai"),
      import("@entrakit/azure-ai-kit/openai"),
      import("@entrakit/azure-ai-kit/rag"),
      import("@entrakit/azure-ai-kit/search"),
      import("./auth/app-only-client.ts"),
    ]);
  const credential = await appOnlyCredential(tenantId, clientId);
  const openai = new OpenAI(azureOpenAI({ endpoint: openaiEndpoint, credential }));
  const search = createSearch({ endpoint: searchEndpoint, index: names.index, credential });
  return {
    model: { openai, deployment: names.chat },
    retriever: hybridRetriever({ search, embed: createEmbed(openai, names.embeddings) }),
  };
}
