import { describe, expect, test } from "vitest";

import { codeOf, partOf, textOf, valuesOf } from "../calls.ts";
import { definition, filledService, keysOf, newService } from "./support.ts";

const query = (vector: readonly number[], more: object = {}): object => ({
  kind: "vector",
  vector,
  fields: "vector",
  k: 4,
  ...more,
});

describe("Full text", () => {
  test("the document that says it more, and in fewer words, comes first", async () => {
    const { search } = await filledService();
    const answer = await search({ search: "signing key", count: true });
    expect(keysOf(answer)).toEqual(["1", "2"]);
    expect(answer.body["@odata.count"]).toBe(2);
    const [first, second] = valuesOf(answer).map((hit) => Number(hit["@search.score"]));
    expect(first).toBeGreaterThan(second ?? Infinity);
  });

  test("scores are BM25's with k1 = 1.2 and b = 0.75", async () => {
    const { call } = await newService();
    const fields = [
      { name: "id", type: "Edm.String", key: true, searchable: false },
      { name: "text", type: "Edm.String" },
    ];
    await call("POST", "/indexes", { name: "tiny", fields });
    const value = [
      { id: "1", text: "red red blue" },
      { id: "2", text: "blue" },
      { id: "3", text: "green green" },
    ];
    await call("POST", "/indexes('tiny')/docs/search.index", { value });
    const answer = await call("POST", "/indexes('tiny')/docs/search.post.search", { search: "red" });
    const idf = Math.log(1 + (3 - 1 + 0.5) / (1 + 0.5));
    const expected = (idf * 2 * 2.2) / (2 + 1.2 * (1 - 0.75 + (0.75 * 3) / 2));
    expect(valuesOf(answer)[0]?.["@search.score"]).toBeCloseTo(expected, 10);
  });

  test("searchMode all wants every word; + wants, - forbids, quotes keep together, * ends a word early", async () => {
    const { search } = await filledService();
    expect(keysOf(await search({ search: "key noon" })).sort()).toEqual(["1", "2", "3"]);
    expect(keysOf(await search({ search: "key noon", searchMode: "all" }))).toEqual([]);
    expect(keysOf(await search({ search: "key +rotate" }))).toEqual(["2"]);
    expect(keysOf(await search({ search: "key -rotate" }))).toEqual(["1"]);
    expect(keysOf(await search({ search: '"stays key"' }))).toEqual([]);
    expect(keysOf(await search({ search: '"signing key stays"' }))).toEqual(["1"]);
    expect(keysOf(await search({ search: "certif*" }))).toEqual(["2"]);
    expect(keysOf(await search({ search: "what's (this) | \"thing" }))).toEqual([]);
  });

  test("searchFields limits where words are looked for; a field that is not searchable is refused", async () => {
    const { search } = await filledService();
    expect(keysOf(await search({ search: "key", searchFields: "title" }))).toEqual([]);
    expect(keysOf(await search({ search: "lima", searchFields: "address/city" })).sort()).toEqual(["3", "4"]);
    expect((await search({ search: "key", searchFields: "year" })).status).toBe(400);
  });
});

describe("Filters, order, pages", () => {
  test.for([
    ["category eq 'food'", ["3", "4"]],
    ["category ne 'food'", ["1", "2"]],
    ["year gt 2024", ["2", "3"]],
    ["year ge 2024 and category eq 'security'", ["1", "2"]],
    ["year lt 2024 or year le 2023", ["4"]],
    ["not (category eq 'food')", ["1", "2"]],
    ["groups/any(g: g eq 'b')", ["2", "3"]],
    ["groups/any(g: search.in(g, 'b,c'))", ["2", "3"]],
    ["groups/all(g: g ne 'b')", ["1", "4"]],
    ["groups/any()", ["1", "2", "3"]],
    ["search.in(id, '1|4', '|')", ["1", "4"]],
    ["published ge 2025-01-01T00:00:00Z", ["2", "3"]],
    ["address/city eq 'Lima'", ["3", "4"]],
    ["title eq 'keys'", []],
    ["content eq null", []],
  ] as const)("%s", async ([filter, expected]) => {
    const { search } = await filledService();
    expect(keysOf(await search({ filter })).sort()).toEqual([...expected]);
  });

  test("a filter that cannot be read, names no field, or one that is not filterable, is refused as the service words it", async () => {
    const { search } = await filledService();
    const message = async (filter: string): Promise<string> =>
      textOf(partOf((await search({ filter })).body, "error"), "message");
    expect(await message("category eq")).toMatch(
      /^Invalid expression: Syntax error at position \d+ in 'category eq'\.\r\nParameter name: \$filter$/,
    );
    expect(await message("nothing eq 1")).toContain(
      "Could not find a property named 'nothing' on type 'search.document'",
    );
    expect(await message("secret eq 'x'")).toContain("'secret' is not a filterable field");
    expect((await search({ filter: "geo.distance(place, geography'POINT(1 1)') lt 5" })).status).toBeGreaterThanOrEqual(
      400,
    );
  });

  test("orderby sorts by fields and by score; what cannot be sorted is refused", async () => {
    const { search } = await filledService();
    expect(keysOf(await search({ orderby: "year desc, title" }))).toEqual(["2", "3", "1", "4"]);
    const byScore = keysOf(await search({ search: "key" }));
    expect(keysOf(await search({ search: "key", orderby: "search.score() desc" }))).toEqual(byScore);
    expect(keysOf(await search({ search: "key", orderby: "search.score()" }))).toEqual(byScore.toReversed());
    expect((await search({ orderby: "groups" })).status).toBe(400);
  });

  test("top and skip cut a page; select leaves fields out; unknown names are refused", async () => {
    const { search } = await filledService();
    const page = await search({ orderby: "id", top: 2, skip: 1, select: "id,title", count: true });
    expect(valuesOf(page).map((hit) => Object.keys(hit))).toEqual([
      ["@search.score", "id", "title"],
      ["@search.score", "id", "title"],
    ]);
    expect(keysOf(page)).toEqual(["2", "3"]);
    expect(page.body["@odata.count"]).toBe(4);
    expect(page.body["@odata.nextLink"]).toBeUndefined();
    expect((await search({ select: "id,nothing" })).status).toBe(400);
    expect((await search({ top: -1 })).status).toBe(400);
  });

  test("without top, results come by fifty, each page naming the request for the next", async () => {
    const { call, search } = await filledService();
    const value = Array.from({ length: 120 }, (_, index) => ({ id: `n${index}`, title: "numbered", year: index }));
    await call("POST", "/indexes('docs')/docs/search.index", { value });
    const seen: unknown[] = [];
    let body: object | undefined = { search: "numbered", orderby: "year" };
    const pages: number[] = [];
    const links: unknown[] = [];
    while (body !== undefined) {
      const answer = await search(body);
      pages.push(keysOf(answer).length);
      seen.push(...keysOf(answer));
      const link = answer.body["@odata.nextLink"];
      links.push(link);
      body = link === undefined ? undefined : partOf(answer.body, "@search.nextPageParameters");
    }
    expect(pages).toEqual([50, 50, 20]);
    const link = expect.stringContaining("/indexes('docs')/docs/search.post.search?api-version=2026-04-01");
    expect(links).toEqual([link, link, undefined]);
    expect(new Set(seen).size).toBe(120);
  });

  test("facets count the values of everything that matched", async () => {
    const { search } = await filledService();
    const answer = await search({ facets: ["category", "groups,count:1"], top: 1 });
    expect(answer.body["@search.facets"]).toEqual({
      category: [
        { value: "food", count: 2 },
        { value: "security", count: 2 },
      ],
      groups: [{ value: "a", count: 2 }],
    });
    expect((await search({ facets: ["vector"] })).status).toBe(400);
  });

  test("GET searches like POST", async () => {
    const { call } = await filledService();
    const answer = await call("GET", "/indexes('docs')/docs?search=key&$filter=year%20gt%202024&$count=true&$top=5");
    expect([answer.body["@odata.count"], keysOf(answer)]).toEqual([1, ["2"]]);
  });
});

describe("Vectors and both together", () => {
  test("the nearest come first, with the score that the service makes of the cosine", async () => {
    const { search } = await filledService();
    const answer = await search({ vectorQueries: [query([1, 0, 0, 0], { k: 2 })] });
    expect(keysOf(answer)).toEqual(["1", "2"]);
    const cosine = 0.9 / Math.hypot(0.9, 0.1);
    expect(valuesOf(answer).map((hit) => Number(hit["@search.score"]))).toEqual([
      expect.closeTo(1, 6),
      expect.closeTo(1 / (2 - cosine), 6),
    ]);
  });

  test("a filter applies before the nearest are chosen, or after when asked", async () => {
    const { search } = await filledService();
    const vectorQueries = [query([1, 0, 0, 0], { k: 2 })];
    expect(keysOf(await search({ vectorQueries, filter: "category eq 'food'" })).sort()).toEqual(["3", "4"]);
    expect(
      keysOf(await search({ vectorQueries, filter: "category eq 'food'", vectorFilterMode: "postFilter" })),
    ).toEqual([]);
  });

  test("words and vectors are fused by reciprocal rank, k = 60, places from 0", async () => {
    const { search } = await filledService();
    const answer = await search({ search: "soup", vectorQueries: [query([0, 0, 0.8, 0.6], { k: 2 })] });
    expect(keysOf(answer)).toEqual(["3", "4"]);
    expect(valuesOf(answer).map((hit) => Number(hit["@search.score"]))).toEqual([
      expect.closeTo(1 / 60 + 1 / 61, 10),
      expect.closeTo(1 / 60, 10),
    ]);
    const weighted = await search({ search: "soup", vectorQueries: [query([0, 0, 0.8, 0.6], { k: 2, weight: 100 })] });
    expect(keysOf(weighted)).toEqual(["4", "3"]);
  });

  test("a vector of another length, a field that is none, and a text to embed are refused", async () => {
    const { search } = await filledService();
    expect((await search({ vectorQueries: [query([1, 0])] })).status).toBe(400);
    expect((await search({ vectorQueries: [query([1, 0, 0, 0], { fields: "title" })] })).status).toBe(400);
    const text = await search({ vectorQueries: [{ kind: "text", text: "keys", fields: "vector" }] });
    expect([text.status, codeOf(text)]).toEqual([501, "NotImplemented"]);
    expect((await search({ search: "x", queryType: "semantic", semanticConfiguration: "s" })).status).toBe(501);
    expect((await search({ search: "x", highlight: "content" })).status).toBe(501);
  });

  test("among two thousand documents of 256 places, the one whose words and vector are asked for comes first", async () => {
    const { call } = await newService();
    const wide = definition.fields.map((field) => (field.name === "vector" ? { ...field, dimensions: 256 } : field));
    await call("POST", "/indexes", { ...definition, name: "wide", fields: wide });
    const vector = (seed: number): number[] =>
      Array.from({ length: 256 }, (_, place) => Math.sin(seed * 7 + place * (1 + (seed % 13))));
    for (let batch = 0; batch < 4; batch += 1) {
      const value = Array.from({ length: 500 }, (_, index) => ({
        id: `${batch}-${index}`,
        content: `Document ${index} of batch ${batch} about keys`,
        vector: vector(batch * 500 + index),
      }));
      expect((await call("POST", "/indexes('wide')/docs/search.index", { value })).status).toBe(200);
    }
    const body = { search: "keys 77", select: "id", vectorQueries: [query(vector(77), { k: 50 })] };
    const answer = await call("POST", "/indexes('wide')/docs/search.post.search", body);
    expect(keysOf(answer)[0]).toBe("0-77");
  });
});
