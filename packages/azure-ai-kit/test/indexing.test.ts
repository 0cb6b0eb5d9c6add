import { customFetch } from "@entrakit/edge-fetch";
import { OpenAI } from "openai";
import type { SearchClient, SearchIndexClient } from "@azure/search-documents";
import { describe, expect, expectTypeOf, it } from "vitest";

import { AzureAIError, azureOpenAI } from "@entrakit/azure-ai-kit/openai";
import {
  chunkIndex,
  type ChunkRecord,
  createEmbed,
  embed,
  hybridRetriever,
  indexDocuments,
  type SourceDocument,
  type UploadChunks,
} from "@entrakit/azure-ai-kit/rag";
import { createSearch } from "@entrakit/azure-ai-kit/search";

import { fakeCredential, fakeService, rejection, type Seen } from "./support.ts";

/** The input texts of an embeddings request. */
function inputOf(seen: Seen | undefined): string[] {
  return JSON.parse(JSON.stringify(seen?.body)).input;
}

/** A service that gives each text the vector [its length, its place], in reverse order. */
function embeddingService(): { openai: OpenAI; seen: Seen[] } {
  const service = fakeService((request) => {
    const data = inputOf(request).map((text, index) => ({
      object: "embedding",
      index,
      embedding: [text.length, index],
    }));
    return Response.json({
      object: "list",
      model: "text-embedding-3-small",
      data: data.toReversed(),
      usage: { prompt_tokens: 1, total_tokens: 1 },
    });
  });
  const endpoint = "https://contoso.openai.azure.com";
  return {
    openai: new OpenAI(azureOpenAI({ endpoint, credential: fakeCredential(), [customFetch]: service.fetch })),
    seen: service.seen,
  };
}

describe("embed", () => {
  it("gives each text its own vector, whatever the order of the answer, in batches", async () => {
    const { openai, seen } = embeddingService();
    const progress: unknown[] = [];
    const vectors = await embed(openai, "embeddings", ["a", "bb", "ccc"], {
      batchSize: 2,
      dimensions: 2,
      onProgress: (now) => progress.push(now),
    });
    expect(vectors.map(([length]) => length)).toEqual([1, 2, 3]);
    expect(seen.map((request) => inputOf(request))).toEqual([["a", "bb"], ["ccc"]]);
    expect(seen[0]?.body).toMatchObject({ model: "embeddings", dimensions: 2 });
    expect(progress).toEqual([
      { done: 2, total: 3 },
      { done: 3, total: 3 },
    ]);
  });

  it("rejects where a vector is missing", async () => {
    const service = fakeService(() =>
      Response.json({ object: "list", data: [{ object: "embedding", index: 0, embedding: [1] }] }),
    );
    const endpoint = "https://contoso.openai.azure.com";
    const openai = new OpenAI(azureOpenAI({ endpoint, credential: fakeCredential(), [customFetch]: service.fetch }));
    expect(await rejection(embed(openai, "embeddings", ["a", "b"]))).toMatchObject({ code: "unexpected_response" });
  });

  it("refuses a blank text and a batch size out of range before any request", async () => {
    const { openai, seen } = embeddingService();
    expect(await rejection(embed(openai, "embeddings", ["a", " "]))).toMatchObject({ code: "invalid_option" });
    expect(await rejection(embed(openai, "embeddings", ["a"], { batchSize: 0 }))).toMatchObject({
      code: "invalid_option",
    });
    expect(seen).toHaveLength(0);
  });
});

describe("indexDocuments", () => {
  const text = `# Leave\n\n${"Everyone has twenty-five days. ".repeat(12)}`;
  const documents: readonly SourceDocument[] = [
    { id: "01ABC!1", name: "leave.md", text, url: "https://contoso.example/leave" },
    { id: "ü/2", name: "blank.md", text: "\n\n" },
    { id: "ü/3", name: "travel.md", text: "Trains come first." },
  ];
  const embedByLength = (texts: readonly string[]): Promise<number[][]> =>
    Promise.resolve(texts.map((one) => [one.length]));

  function accepting(refuse: (record: ChunkRecord) => boolean = () => false): {
    upload: UploadChunks;
    records: ChunkRecord[];
    sizes: number[];
  } {
    const records: ChunkRecord[] = [];
    const sizes: number[] = [];
    const upload: UploadChunks = (batch) => {
      records.push(...batch);
      sizes.push(batch.length);
      const results = batch.map((record) => ({
        key: record.id,
        succeeded: !refuse(record),
        statusCode: refuse(record) ? 400 : 201,
      }));
      return Promise.resolve({ results });
    };
    return { upload, records, sizes };
  }

  it("cuts, embeds and uploads every document, in batches", async () => {
    const { upload, records, sizes } = accepting();
    const progress: unknown[] = [];
    const chunk = { maxCharacters: 100, overlap: 20 };
    const done = await indexDocuments({
      documents,
      embed: embedByLength,
      upload,
      chunk,
      batchSize: 4,
      onProgress: (now) => progress.push(now),
    });
    expect(done).toEqual({ documents: 3, chunks: records.length });
    expect(sizes.slice(0, -1).every((size) => size === 4)).toBe(true);
    expect(progress.at(-1)).toEqual(done);
    for (const record of records) {
      expect(record.id).toMatch(/^[A-Za-z0-9_=-]+$/);
      expect(record.vector).toEqual([record.content.length]);
      const document = documents.find(({ id }) => id === record.documentId);
      expect(document?.text.slice(record.start, record.end)).toBe(record.content);
    }
    expect(new Set(records.map(({ id }) => id)).size).toBe(records.length);
    expect(records[0]).toMatchObject({ name: "leave.md", headings: "Leave", url: "https://contoso.example/leave" });
    expect(records.at(-1)).toMatchObject({ name: "travel.md", headings: "", url: null });
  });

  it("indexes the rest where a chunk is refused, and then rejects with the refused ones", async () => {
    const { upload, records } = accepting(({ name }) => name === "leave.md");
    const error = await rejection(indexDocuments({ documents, embed: embedByLength, upload, batchSize: 1 }));
    expect(records.map(({ name }) => name)).toContain("travel.md");
    expect(error).toMatchObject({
      code: "partial_index_failure",
      failures: [{ key: records[0]?.id, statusCode: 400 }],
    });
  });

  it("does the same where the upload itself rejects in part", async () => {
    const failures = [{ key: "k", statusCode: 503, errorMessage: "Busy." }];
    const upload: UploadChunks = () =>
      Promise.reject(new AzureAIError("partial_index_failure", "One.", { remedy: "Again.", failures }));
    expect(await rejection(indexDocuments({ documents, embed: embedByLength, upload }))).toMatchObject({ failures });
  });

  it("takes a chunk without a result for one that is not in the index", async () => {
    const upload: UploadChunks = () => Promise.resolve({ results: [] });
    expect(await rejection(indexDocuments({ documents, embed: embedByLength, upload }))).toMatchObject({
      code: "partial_index_failure",
      failures: [{ statusCode: 0 }, { statusCode: 0 }],
    });
  });

  it("refuses a second document of the same id", async () => {
    const twice = [...documents, ...documents];
    expect(
      await rejection(indexDocuments({ documents: twice, embed: embedByLength, upload: accepting().upload })),
    ).toMatchObject({
      code: "invalid_option",
    });
  });

  it("does not run ahead of its reader", async () => {
    const { upload, records } = accepting();
    const readAtUpload: number[] = [];
    let read = 0;
    async function* many(): AsyncGenerator<SourceDocument> {
      for (; read < 10; read += 1) yield { id: String(read), name: "n.md", text: `Text ${read}.` };
    }
    const noting: UploadChunks = (batch, options) => {
      readAtUpload.push(read);
      return upload(batch, options);
    };
    await indexDocuments({ documents: many(), embed: embedByLength, upload: noting, batchSize: 2 });
    expect(records).toHaveLength(10);
    expect(readAtUpload).toEqual([1, 3, 5, 7, 9]);
  });

  it("stops at the signal", async () => {
    const reason = new Error("Enough.");
    const stop = indexDocuments({
      documents,
      embed: embedByLength,
      upload: accepting().upload,
      signal: AbortSignal.abort(reason),
    });
    expect(await rejection(stop)).toBe(reason);
  });

  it("works with the official clients as they are", () => {
    const create = (client: SearchIndexClient): unknown =>
      client.createOrUpdateIndex(chunkIndex("handbook", { dimensions: 512 }));
    const run = (client: SearchClient<ChunkRecord>): unknown =>
      indexDocuments({ documents, embed: embedByLength, upload: (records) => client.uploadDocuments(records) });
    expectTypeOf(create).toBeFunction();
    expectTypeOf(run).toBeFunction();
  });
});

describe("hybridRetriever", () => {
  it("searches by the question's words and its embedding, and gives sources", async () => {
    const { openai } = embeddingService();
    const service = fakeService(() =>
      Response.json({
        value: [
          {
            "@search.score": 0.03,
            id: "a-0",
            documentId: "a",
            name: "leave.md",
            content: "Days.",
            start: 7,
            url: null,
          },
          {
            "@search.score": 0.02,
            id: "b-0",
            documentId: "b",
            name: "b.md",
            content: "More.",
            start: 0,
            url: "https://contoso.example/b",
          },
        ],
      }),
    );
    const endpoint = "https://contoso.search.windows.net";
    const search = createSearch({
      endpoint,
      index: "handbook",
      credential: fakeCredential(),
      [customFetch]: service.fetch,
    });
    const retriever = hybridRetriever({
      search,
      embed: createEmbed(openai, "embeddings"),
      filter: "documentId ne 'x'",
      vectorWeight: 0.5,
    });
    expect(await retriever("How much leave?", { top: 2 })).toEqual([
      { id: "a-0", documentId: "a", name: "leave.md", text: "Days.", start: 7, score: 0.03 },
      {
        id: "b-0",
        documentId: "b",
        name: "b.md",
        text: "More.",
        start: 0,
        score: 0.02,
        url: "https://contoso.example/b",
      },
    ]);
    expect(service.seen[0]?.body).toMatchObject({
      search: "How much leave?",
      vectorQueries: [{ vector: [15, 0], fields: "vector", weight: 0.5 }],
      top: 2,
      filter: "documentId ne 'x'",
    });
  });
});

describe("chunkIndex", () => {
  it("has a field for each property of a record, and the vector's length", () => {
    const record: ChunkRecord = {
      id: "",
      documentId: "",
      name: "",
      headings: "",
      content: "",
      start: 0,
      end: 0,
      url: null,
      vector: [],
    };
    const index = chunkIndex("handbook", { dimensions: 512 });
    expect(index.fields.map(({ name }) => name).sort()).toEqual(Object.keys(record).sort());
    expect(index.fields.find(({ name }) => name === "vector")).toMatchObject({
      vectorSearchDimensions: 512,
      hidden: true,
    });
  });
});
