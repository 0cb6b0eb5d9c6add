import { azureOpenAI } from "@entrakit/azure-ai-kit/openai";
import { ask, createEmbed, graphDriveDocuments, hybridRetriever, indexDocuments } from "@entrakit/azure-ai-kit/rag";
import { createSearch, uploadDocuments } from "@entrakit/azure-ai-kit/search";
import type { TokenCredential } from "@entrakit/edge-fetch";
import { createGraph } from "@entrakit/graph-kit";
import { OpenAI } from "openai";

/** Makes a OneDrive's Markdown searchable and answers a question from it, with the files that the answer rests on. */
export async function answerFromDrive(
  credential: TokenCredential,
  driveId: string,
  question: string,
): Promise<{ text: string; files: string[] }> {
  const openai = new OpenAI(azureOpenAI({ endpoint: "https://contoso.openai.azure.com", credential }));
  const search = createSearch({ endpoint: "https://contoso.search.windows.net", index: "handbook", credential });
  const graph = createGraph({ credential, permissions: { application: ["Files.Read.All"] } });
  const embed = createEmbed(openai, "text-embedding-3-small");

  await indexDocuments({
    documents: graphDriveDocuments(graph, { driveId }),
    embed,
    upload: (records) => uploadDocuments(search, records),
  });

  let text = "";
  const files = new Set<string>();
  const retriever = hybridRetriever({ search, embed });
  for await (const part of ask({ question, retriever, model: { openai, deployment: "gpt-4o" } })) {
    if (part.type === "text-delta") text += part.text;
    if (part.type === "citation") files.add(part.source.name);
  }
  return { text, files: [...files] };
}
