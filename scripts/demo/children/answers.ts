/** Reads a person's OneDrive through Graph, indexes it into AI Search, and asks for sentences of it. */
import { readFile } from "node:fs/promises";

import { SearchClient, SearchIndexClient } from "@azure/search-documents";
import { azureOpenAI } from "@entrakit/azure-ai-kit/openai";
import {
  ask,
  chunkIndex,
  type ChunkRecord,
  createEmbed,
  graphDriveDocuments,
  hybridRetriever,
  indexDocuments,
} from "@entrakit/azure-ai-kit/rag";
import { createSearch } from "@entrakit/azure-ai-kit/search";
import { createGraph } from "@entrakit/graph-kit";
import { OpenAI } from "openai";

import { appOnlyCredential } from "../../../apps/mcp-server/src/auth/app-only-client.ts";
import { readConfiguration } from "../../../apps/mcp-server/src/configuration.ts";
import { note, printFacts, variable } from "./facts.ts";

interface Asked {
  readonly question: string;
}

interface Answered {
  readonly answer: string;
  /** Names of the cited documents by their number in the answer. */
  readonly cited: readonly (readonly [id: number, name: string])[];
  /** Pieces that the text came in. */
  readonly pieces: number;
}

const { tenantId, clientId, openaiEndpoint, searchEndpoint } = readConfiguration();
const credential = await appOnlyCredential(tenantId, clientId);
const openai = new OpenAI(azureOpenAI({ endpoint: openaiEndpoint, credential }));
const embed = createEmbed(openai, "embeddings");
const [sample = []] = await embed(["how long is a vector?"]);

note("index");
const index = chunkIndex("documents", { dimensions: sample.length });
await new SearchIndexClient(searchEndpoint, credential).createOrUpdateIndex(index);
const searchClient = new SearchClient<ChunkRecord>(searchEndpoint, index.name, credential);

const graph = createGraph({ credential, permissions: { application: ["Files.Read.All"] } });
const documents = graphDriveDocuments(graph, { driveId: variable("DEMO_DRIVE_ID") });
const indexed = await indexDocuments({
  documents,
  embed,
  upload: (records) => searchClient.uploadDocuments(records),
  onProgress: ({ documents: read, chunks }) => note(`${read} documents read, ${chunks} chunks indexed`),
});

const search = createSearch({ endpoint: searchEndpoint, index: index.name, credential });
const retriever = hybridRetriever({ search, embed, vectorWeight: 0.25 });

async function answerTo({ question }: Asked): Promise<Answered> {
  let answer = "";
  let pieces = 0;
  const cited = new Map<number, string>();
  for await (const part of ask({ question, retriever, top: 10, model: { openai, deployment: "chat" } })) {
    if (part.type === "text-delta") {
      answer += part.text;
      pieces += 1;
    }
    if (part.type === "citation") cited.set(part.id, part.source.name);
  }
  return { answer, cited: [...cited], pieces };
}

const asked: readonly Asked[] = JSON.parse(await readFile(variable("DEMO_QUESTIONS"), "utf8"));
const answers: Answered[] = [];
for (const one of asked) {
  answers.push(await answerTo(one));
  note(`${answers.length} of ${asked.length} questions answered`);
}

printFacts({ ...indexed, answers });
