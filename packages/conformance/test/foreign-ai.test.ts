import { type ClientSecretCredential, getBearerTokenProvider } from "@azure/identity";
import { SearchClient, SearchIndexClient, SearchIndexingBufferedSender, odata } from "@azure/search-documents";
import { type Tenant, createTenant, resourcesOf } from "@entrakit/emulator";
import { type Interception, intercept } from "@entrakit/emulator/msw";
import OpenAI, { AuthenticationError, AzureOpenAI, NotFoundError, RateLimitError } from "openai";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { assignRole, provisionerCredential } from "./foreign-grants.ts";

const openaiUser = "5e0bd9bd-7b93-4f28-af87-19fc36ad61bd";
const indexContributor = "8ebe5a00-799e-43f5-93ac-243d3dce84a7";
const serviceContributor = "7ca78c08-252a-4471-8644-bb5ff32d4ba0";

let tenant: Tenant;
let net: Interception;
let credential: ClientSecretCredential;

beforeAll(async () => {
  tenant = createTenant({ seed: "foreign-ai" });
  net = intercept(tenant);
  credential = provisionerCredential(tenant);
  const { openaiId, searchId } = resourcesOf(tenant);
  await assignRole(tenant, credential, openaiId, openaiUser);
  await assignRole(tenant, credential, searchId, indexContributor);
  await assignRole(tenant, credential, searchId, serviceContributor);
});

afterAll(() => net.close());

const prompt = "[1] handbook.md\nThe signing key never leaves the vault.\n[2] menu.md\nSoup is served at noon.";

function v1(scope = "https://ai.azure.com/.default"): OpenAI {
  const apiKey = getBearerTokenProvider(credential, scope);
  return new OpenAI({ baseURL: `${resourcesOf(tenant).openaiEndpoint}/openai/v1/`, apiKey, maxRetries: 1 });
}

describe("openai, unmodified, against the emulator", () => {
  const messages: OpenAI.ChatCompletionMessageParam[] = [
    { role: "system", content: prompt },
    { role: "user", content: "When is soup served?" },
  ];

  test("a chat completion on v1 quotes its source", async () => {
    const completion = await v1().chat.completions.create({ model: "chat", messages });
    expect(completion.choices[0]?.message.content).toBe("“Soup is served at noon.” [2]");
    expect(completion.model).toBe("entrakit-extractive-1");
  });

  test("a streamed completion arrives in pieces, with usage at the end", async () => {
    const stream = await v1().chat.completions.create({
      model: "chat",
      messages,
      stream: true,
      stream_options: { include_usage: true },
    });
    const pieces: string[] = [];
    let total = 0;
    for await (const chunk of stream) {
      pieces.push(chunk.choices[0]?.delta.content ?? "");
      total = chunk.usage?.total_tokens ?? total;
    }
    expect(pieces.filter((piece) => piece !== "").length).toBeGreaterThan(1);
    expect(pieces.join("")).toBe("“Soup is served at noon.” [2]");
    expect(total).toBeGreaterThan(0);
  });

  test("the dated API answers AzureOpenAI", async () => {
    const azureADTokenProvider = getBearerTokenProvider(credential, "https://cognitiveservices.azure.com/.default");
    const client = new AzureOpenAI({
      endpoint: resourcesOf(tenant).openaiEndpoint,
      azureADTokenProvider,
      apiVersion: "2024-10-21",
    });
    const completion = await client.chat.completions.create({ model: "chat", messages });
    expect(completion.choices[0]?.message.content).toContain("[2]");
  });

  test("embeddings arrive as numbers, whether they are sent as base64 or as floats", async () => {
    const input = ["soup at noon", "keys in vaults"];
    const usual = await v1().embeddings.create({ model: "embeddings", input });
    const floats = await v1().embeddings.create({ model: "embeddings", input, encoding_format: "float" });
    expect(usual.data.map(({ embedding }) => embedding.length)).toEqual([512, 512]);
    usual.data[1]?.embedding.forEach((value, place) =>
      expect(value).toBeCloseTo(floats.data[1]?.embedding[place] ?? NaN, 6),
    );
  });

  test("responses answer, stream and are found again", async () => {
    const input = `${prompt}\n\nQuestion: Where does the signing key stay?`;
    const response = await v1().responses.create({ model: "chat", input });
    expect(response.output_text).toBe("“The signing key never leaves the vault.” [1]");
    expect((await v1().responses.retrieve(response.id)).id).toBe(response.id);
    let text = "";
    for await (const event of await v1().responses.create({ model: "chat", input, stream: true })) {
      if (event.type === "response.output_text.delta") text += event.delta;
    }
    expect(text).toBe(response.output_text);
  });

  test("models are listed", async () => {
    const ids: string[] = [];
    for await (const model of v1().models.list()) ids.push(model.id);
    expect(ids).toContain("entrakit-extractive-1");
  });

  test("errors arrive as the client's own classes", async () => {
    await expect(v1().chat.completions.create({ model: "gpt-9", messages })).rejects.toBeInstanceOf(NotFoundError);
    await expect(
      v1("https://graph.microsoft.com/.default").chat.completions.create({ model: "chat", messages }),
    ).rejects.toBeInstanceOf(AuthenticationError);
    expect(tenant.log.violations.map(({ kind }) => kind)).toContain("token-audience");
  });

  test("a 429 is retried after retry-after-ms, and is a RateLimitError when it stays", async () => {
    const throttled = {
      host: new URL(resourcesOf(tenant).openaiEndpoint).hostname,
      status: 429,
      headers: { "retry-after-ms": "5" },
      body: { error: { code: "429", message: "slow down" } },
    };
    tenant.faults.add(throttled);
    expect((await v1().embeddings.create({ model: "embeddings", input: "x" })).data).toHaveLength(1);
    tenant.faults.add({ ...throttled, times: 2 });
    await expect(v1().embeddings.create({ model: "embeddings", input: "x" })).rejects.toBeInstanceOf(RateLimitError);
  });
});

interface Doc {
  id: string;
  title: string;
  content: string;
  category: string;
  vector: number[];
}

describe("@azure/search-documents, unmodified, against the emulator", () => {
  const indexName = "foreign";
  let indexes: SearchIndexClient;
  let client: SearchClient<Doc>;

  async function embed(text: string): Promise<number[]> {
    const { data } = await v1().embeddings.create({ model: "embeddings", input: text });
    return data[0]?.embedding ?? [];
  }

  beforeAll(async () => {
    const { searchEndpoint } = resourcesOf(tenant);
    indexes = new SearchIndexClient(searchEndpoint, credential);
    client = new SearchClient<Doc>(searchEndpoint, indexName, credential);
    await indexes.createIndex({
      name: indexName,
      fields: [
        { name: "id", type: "Edm.String", key: true, filterable: true },
        { name: "title", type: "Edm.String", searchable: true, sortable: true },
        { name: "content", type: "Edm.String", searchable: true, analyzerName: "en.microsoft" },
        { name: "category", type: "Edm.String", filterable: true, facetable: true },
        {
          name: "vector",
          type: "Collection(Edm.Single)",
          searchable: true,
          hidden: false,
          vectorSearchDimensions: 512,
          vectorSearchProfileName: "p",
        },
      ],
      vectorSearch: {
        profiles: [{ name: "p", algorithmConfigurationName: "h" }],
        algorithms: [{ name: "h", kind: "hnsw" }],
      },
    });
    const texts = [
      ["keys", "The signing key never leaves the vault.", "security"],
      ["rotation", "Certificates are rotated every ninety days.", "security"],
      ["menu", "Soup is served at noon in the cafeteria.", "food"],
    ] as const;
    const docs = await Promise.all(
      texts.map(async ([title, content, category]) => ({
        id: title,
        title,
        content,
        category,
        vector: await embed(content),
      })),
    );
    await client.uploadDocuments(docs, { throwOnAnyFailure: true });
  });

  test("the index is read, listed, measured and changed", async () => {
    const index = await indexes.getIndex(indexName);
    expect(index.fields.map(({ name }) => name)).toEqual(["id", "title", "content", "category", "vector"]);
    const names: string[] = [];
    for await (const name of indexes.listIndexesNames()) names.push(name);
    expect(names).toEqual([indexName]);
    expect((await indexes.getIndexStatistics(indexName)).documentCount).toBe(3);
    const wider = {
      ...index,
      fields: [...index.fields, { name: "note", type: "Edm.String" as const, searchable: true }],
    };
    expect((await indexes.createOrUpdateIndex(wider)).fields).toHaveLength(6);
    expect(await client.getDocumentsCount()).toBe(3);
  });

  test("hybrid search finds by words and vector, with filter, facets and count", async () => {
    const question = "How often do you rotate a certificate?";
    const answer = await client.search(question, {
      filter: odata`category eq ${"security"}`,
      facets: ["category"],
      includeTotalCount: true,
      select: ["id", "title"],
      vectorSearchOptions: {
        queries: [{ kind: "vector", vector: await embed(question), fields: ["vector"], kNearestNeighborsCount: 2 }],
      },
    });
    const found: string[] = [];
    for await (const { document, score } of answer.results) {
      expect(score).toBeGreaterThan(0);
      found.push(document.id);
    }
    expect(found[0]).toBe("rotation");
    expect(answer.count).toBe(found.length);
    expect(answer.facets?.["category"]?.[0]).toMatchObject({ value: "security", count: 2 });
  });

  test("a document is read by key, merged and deleted; a merge without a document fails alone", async () => {
    expect((await client.getDocument("menu")).title).toBe("menu");
    await client.mergeOrUploadDocuments([{ ...(await client.getDocument("menu")), title: "lunch" }]);
    expect((await client.getDocument("menu", { selectedFields: ["title", "content"] })).title).toBe("lunch");
    const { results } = await client.mergeDocuments([{ ...(await client.getDocument("menu")), id: "nowhere" }]);
    expect(results[0]).toMatchObject({ key: "nowhere", succeeded: false, statusCode: 404 });
    await expect(client.getDocument("nowhere")).rejects.toMatchObject({ statusCode: 404 });
  });

  test("two hundred documents come by pages, each once, after the buffered sender has sent them", async () => {
    const sender = new SearchIndexingBufferedSender<Doc>(client, (document) => document.id, { autoFlush: false });
    const vector = await embed("numbered");
    await sender.uploadDocuments(
      Array.from({ length: 200 }, (_, index) => ({
        id: `n${index}`,
        title: "numbered",
        content: "A numbered page.",
        category: "numbers",
        vector,
      })),
    );
    await sender.flush();
    await sender.dispose();
    const answer = await client.search("numbered", { filter: "category eq 'numbers'", select: ["id"] });
    const seen = new Set<string>();
    for await (const { document } of answer.results) seen.add(document.id);
    expect(seen.size).toBe(200);
    const { results } = await client.deleteDocuments("id", ["n0", "n1"]);
    expect(results.every(({ succeeded }) => succeeded)).toBe(true);
    expect(await client.getDocumentsCount()).toBe(201);
  });

  test("a filter that cannot be read is an error with the service's words", async () => {
    const read = async (): Promise<void> => {
      for await (const _ of (await client.search("x", { filter: "category eq" })).results) break;
    };
    await expect(read()).rejects.toMatchObject({
      statusCode: 400,
      message: expect.stringContaining("Syntax error at position"),
    });
  });

  test("a throttled search is sent again", async () => {
    tenant.faults.add({ path: /search\.post\.search$/, status: 503, headers: { "retry-after-ms": "5" } });
    const answer = await client.search("soup", { select: ["id"] });
    const found: string[] = [];
    for await (const { document } of answer.results) found.push(document.id);
    expect(found).toEqual(["menu"]);
  });
});
