import { customFetch } from "@entrakit/edge-fetch";
import { describe, expect, expectTypeOf, it } from "vitest";

import { createSearch, hybridSearch, type Search, uploadDocuments } from "@entrakit/azure-ai-kit/search";

import { fakeCredential, fakeService, rejection, type Seen } from "./support.ts";

const noWait = (): Promise<void> => Promise.resolve();

function searchOver(answer: (seen: Seen, count: number) => Response): { search: Search; seen: Seen[] } {
  const service = fakeService(answer);
  const options = {
    endpoint: "https://contoso.search.windows.net/",
    index: "handbook",
    credential: fakeCredential(),
    retry: false,
  } as const;
  return { search: createSearch({ ...options, [customFetch]: service.fetch }), seen: service.seen };
}

function documentsIn(seen: Seen | undefined): { id: string }[] {
  return JSON.parse(JSON.stringify(seen?.body)).value;
}

function indexed(keys: readonly string[], failed: Record<string, number> = {}): Response {
  const value = keys.map((key) => ({
    key,
    status: !(key in failed),
    statusCode: failed[key] ?? 201,
    errorMessage: key in failed ? `Refused ${key}.` : null,
  }));
  return Response.json({ value }, { status: Object.keys(failed).length > 0 ? 207 : 200 });
}

describe("createSearch", () => {
  it.each([
    ["https://contoso.search.windows.net", "https://contoso.search.windows.net", "https://search.azure.com"],
    [
      "https://contoso.search.windows.net/indexes/handbook/docs?api-version=2024-07-01",
      "https://contoso.search.windows.net",
      "https://search.azure.com",
    ],
    ["https://contoso.search.azure.us/", "https://contoso.search.azure.us", "https://search.azure.us"],
    ["https://contoso.search.azure.cn/", "https://contoso.search.azure.cn", "https://search.azure.cn"],
  ])("reads the endpoint %s as %s with the audience %s", (endpoint, base, audience) => {
    expect(createSearch({ endpoint, index: "handbook", credential: fakeCredential() })).toMatchObject({
      endpoint: base,
      audience,
    });
  });

  it.each(["", "Handbook", "-handbook", "hand--book", "hand book", "a'b", "../x"])(
    "refuses the index name %j",
    (index) => {
      const make = (): unknown =>
        createSearch({ endpoint: "https://contoso.search.windows.net", index, credential: fakeCredential() });
      expect(make).toThrow(expect.objectContaining({ code: "invalid_option" }));
    },
  );

  it("refuses an endpoint that is none", () => {
    const make = (): unknown => createSearch({ endpoint: "contoso", index: "handbook", credential: fakeCredential() });
    expect(make).toThrow(expect.objectContaining({ code: "invalid_endpoint" }));
  });
});

describe("hybridSearch", () => {
  const hit = { "@search.score": 0.033, id: "1", name: "leave.md", start: 12, url: null };

  it("sends words and vector in one query, with the credential's token", async () => {
    const { search, seen } = searchOver(() => Response.json({ value: [hit] }));
    await hybridSearch(search, {
      text: "sick leave",
      vector: [0.1, 0.2],
      top: 3,
      filter: "start ge 0",
      select: { id: "string" },
    });
    expect(seen[0]).toMatchObject({
      method: "POST",
      url: "https://contoso.search.windows.net/indexes('handbook')/docs/search.post.search?api-version=2026-04-01",
      body: {
        search: "sick leave",
        vectorQueries: [{ kind: "vector", vector: [0.1, 0.2], fields: "vector", k: 50 }],
        filter: "start ge 0",
        select: "id",
        top: 3,
      },
    });
    expect(seen[0]?.headers.get("authorization")).toBe("Bearer token-1");
  });

  it("gives the selected fields with the types that were asked for", async () => {
    const { search } = searchOver(() => Response.json({ value: [hit] }));
    const { hits } = await hybridSearch(search, {
      text: "leave",
      select: { name: "string", start: "number", url: "string?" },
    });
    expectTypeOf(hits).toEqualTypeOf<
      readonly {
        readonly score: number;
        readonly fields: { readonly name: string; readonly start: number; readonly url: string | null };
      }[]
    >();
    expect(hits).toEqual([{ score: 0.033, fields: { name: "leave.md", start: 12, url: null } }]);
  });

  it("refuses a hit whose field is not of its kind", async () => {
    const { search } = searchOver(() => Response.json({ value: [{ ...hit, start: "12" }] }));
    const error = await rejection(hybridSearch(search, { text: "leave", select: { start: "number" } }));
    expect(error).toMatchObject({
      code: "unexpected_response",
      message: expect.stringContaining("start is no number"),
    });
  });

  it("takes the operators of the query syntax in a question as plain characters", async () => {
    const { search, seen } = searchOver(() => Response.json({ value: [] }));
    await hybridSearch(search, { text: 'what is "C++" (not -x)?', select: { id: "string" } });
    expect(seen[0]?.body).toMatchObject({ search: String.raw`what is \"C\+\+\" \(not \-x\)?` });
  });

  it("takes a partial answer (206) as one, and gives its coverage", async () => {
    const { search } = searchOver(() => Response.json({ "@search.coverage": 80, value: [hit] }, { status: 206 }));
    expect(await hybridSearch(search, { text: "leave", select: { id: "string" } })).toMatchObject({
      coverage: 80,
      hits: [{ score: 0.033 }],
    });
  });

  it("wants a text or a vector", async () => {
    const { search, seen } = searchOver(() => Response.json({ value: [] }));
    expect(await rejection(hybridSearch(search, { select: { id: "string" } }))).toMatchObject({
      code: "invalid_option",
    });
    expect(seen).toHaveLength(0);
  });

  it("names the reader's role on a 403 without a code", async () => {
    const { search } = searchOver(() => Response.json({ error: { code: "", message: "" } }, { status: 403 }));
    expect(await rejection(hybridSearch(search, { text: "leave", select: { id: "string" } }))).toMatchObject({
      code: "role_missing",
      role: { name: "Search Index Data Reader", id: "1407120a-92aa-4202-b7e9-c0e197c71c8f" },
    });
  });

  it("names the index that does not exist", async () => {
    const { search } = searchOver(() => new Response("", { status: 404 }));
    expect(await rejection(hybridSearch(search, { text: "leave", select: { id: "string" } }))).toMatchObject({
      code: "index_not_found",
      index: "handbook",
    });
  });

  it("does not take a page of something else for an answer", async () => {
    const { search } = searchOver(() => new Response("<html>"));
    expect(await rejection(hybridSearch(search, { text: "leave", select: { id: "string" } }))).toMatchObject({
      code: "unexpected_response",
    });
  });
});

describe("uploadDocuments", () => {
  const documents = ["a", "b", "c", "d", "e"].map((id) => ({ id, title: `Title ${id}` }));

  it("uploads in batches and gives a result for each document", async () => {
    const { search, seen } = searchOver((request) => indexed(documentsIn(request).map(({ id }) => id)));
    const progress: number[] = [];
    const { results } = await uploadDocuments(search, documents, {
      batchSize: 2,
      onProgress: ({ done }) => progress.push(done),
    });
    expect(seen.map((request) => documentsIn(request).length)).toEqual([2, 2, 1]);
    expect(seen[0]).toMatchObject({
      url: "https://contoso.search.windows.net/indexes('handbook')/docs/search.index?api-version=2026-04-01",
      body: { value: [{ "@search.action": "upload", id: "a", title: "Title a" }, { id: "b" }] },
    });
    expect(results.map(({ key, succeeded, statusCode }) => [key, succeeded, statusCode])).toEqual(
      documents.map(({ id }) => [id, true, 201]),
    );
    expect(progress).toEqual([2, 4, 5]);
  });

  it("keeps a request under the service's 16 MB", async () => {
    const { search, seen } = searchOver((request) => indexed(documentsIn(request).map(({ id }) => id)));
    const large = ["a", "b", "c"].map((id) => ({ id, text: "é".repeat(4_000_000) }));
    await uploadDocuments(search, large);
    expect(seen.map((request) => documentsIn(request).length)).toEqual([1, 1, 1]);
  });

  it("sends again, and alone, what the service was too busy for", async () => {
    const { search, seen } = searchOver((request, count) =>
      indexed(
        documentsIn(request).map(({ id }) => id),
        count === 1 ? { b: 503, d: 422 } : {},
      ),
    );
    const { results } = await uploadDocuments(search, documents, { wait: noWait });
    expect(
      seen.map((request) =>
        documentsIn(request)
          .map(({ id }) => id)
          .join(""),
      ),
    ).toEqual(["abcde", "bd"]);
    expect(results.every(({ succeeded }) => succeeded)).toBe(true);
    expect(results).toHaveLength(5);
  });

  it("rejects with every document that did not arrive, and does not send a malformed one again", async () => {
    const { search, seen } = searchOver((request) =>
      indexed(
        documentsIn(request).map(({ id }) => id),
        { b: 400, c: 503 },
      ),
    );
    const error = await rejection(uploadDocuments(search, documents, { retries: 2, wait: noWait }));
    expect(error).toMatchObject({
      code: "partial_index_failure",
      index: "handbook",
      failures: [
        { key: "b", statusCode: 400, errorMessage: "Refused b." },
        { key: "c", statusCode: 503, errorMessage: "Refused c." },
      ],
    });
    expect(
      seen.map((request) =>
        documentsIn(request)
          .map(({ id }) => id)
          .join(""),
      ),
    ).toEqual(["abcde", "c", "c"]);
  });

  it("counts a document that the answer leaves out as not arrived", async () => {
    const { search } = searchOver((request) =>
      indexed(
        documentsIn(request)
          .slice(1)
          .map(({ id }) => id),
      ),
    );
    const error = await rejection(uploadDocuments(search, documents, { wait: noWait }));
    expect(error).toMatchObject({ code: "partial_index_failure", failures: [{ key: "a", statusCode: 0 }] });
  });

  it("names what was never sent where a later batch fails as a whole, with the reason as the cause", async () => {
    const { search } = searchOver((request, count) =>
      count === 1 ? indexed(documentsIn(request).map(({ id }) => id)) : new Response("", { status: 500 }),
    );
    const error = await rejection(uploadDocuments(search, documents, { batchSize: 2 }));
    expect(error).toMatchObject({ code: "partial_index_failure", cause: { code: "unavailable" } });
    expect(error).toHaveProperty("failures.length", 3);
  });

  it("does not call a document lost that arrived before its batch was sent again in vain", async () => {
    const { search } = searchOver((request, count) =>
      count === 1
        ? indexed(
            documentsIn(request).map(({ id }) => id),
            { b: 503 },
          )
        : new Response("", { status: 500 }),
    );
    const error = await rejection(uploadDocuments(search, documents, { wait: noWait }));
    expect(error).toMatchObject({
      code: "partial_index_failure",
      failures: [{ key: "b", statusCode: 503 }],
      cause: { code: "unavailable" },
    });
  });

  it("names the contributor's role where nothing arrived for want of it", async () => {
    const { search } = searchOver(() => Response.json({ error: { code: "Forbidden", message: "" } }, { status: 403 }));
    expect(await rejection(uploadDocuments(search, documents))).toMatchObject({
      code: "role_missing",
      role: { id: "8ebe5a00-799e-43f5-93ac-243d3dce84a7" },
    });
  });

  it.each([[[{ id: "a" }, { id: "a" }]], [[{ id: "" }]], [[{ key: "a" }]], [[{ id: 1 }]]])(
    "refuses %j, whose keys are not there or not apart, before any request",
    async (bad) => {
      const { search, seen } = searchOver(() => indexed([]));
      expect(await rejection(uploadDocuments(search, bad))).toMatchObject({ code: "invalid_option" });
      expect(seen).toHaveLength(0);
    },
  );

  it("sends nothing where there is nothing to send", async () => {
    const { search, seen } = searchOver(() => indexed([]));
    expect(await uploadDocuments(search, [])).toEqual({ results: [] });
    expect(seen).toHaveLength(0);
  });
});
