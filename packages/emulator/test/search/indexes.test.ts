import { describe, expect, test } from "vitest";

import { type Body, codeOf, partOf, textOf, valuesOf } from "../calls.ts";
import { definition, documents, filledService, keysOf, newService } from "./support.ts";

function message(body: Body): string {
  return textOf(partOf(body, "error"), "message");
}

describe("Indexes", () => {
  test("an index is created with every attribute filled in, read, listed, counted and deleted", async () => {
    const { call } = await newService();
    const made = await call("POST", "/indexes", definition);
    expect(made.status).toBe(201);
    const title = valuesOf({ ...made, body: { value: made.body["fields"] } })[1];
    expect(title).toMatchObject({
      name: "title",
      searchable: true,
      filterable: true,
      retrievable: true,
      sortable: true,
      key: false,
      analyzer: null,
    });
    expect((await call("GET", "/indexes('docs')")).body["@odata.etag"]).toBe(made.body["@odata.etag"]);
    expect(valuesOf(await call("GET", "/indexes?$select=name"))).toEqual([{ name: "docs" }]);
    expect((await call("GET", "/indexes('docs')/search.stats")).body).toMatchObject({ documentCount: 0 });
    expect((await call("DELETE", "/indexes('docs')")).status).toBe(204);
    expect((await call("GET", "/indexes('docs')")).status).toBe(404);
    expect((await call("DELETE", "/indexes('docs')")).status).toBe(404);
  });

  test("a second index of the same name is refused; PUT makes or changes, and keeps what fields are", async () => {
    const { call } = await filledService();
    expect((await call("POST", "/indexes", definition)).status).toBe(409);
    const wider = { ...definition, fields: [...definition.fields, { name: "extra", type: "Edm.String" }] };
    const changed = await call("PUT", "/indexes('docs')", wider, { prefer: "return=representation" });
    expect(changed.status).toBe(200);
    expect((await call("GET", "/indexes('docs')/docs/$count")).text).toBe("4");
    expect(keysOf(await call("POST", "/indexes('docs')/docs/search.post.search", { search: "vault" }))).toEqual(["1"]);
    const other = {
      ...wider,
      fields: wider.fields.map((field) => (field.name === "title" ? { ...field, searchable: false } : field)),
    };
    expect(codeOf(await call("PUT", "/indexes('docs')", other))).toBe("OperationNotAllowed");
    expect((await call("PUT", "/indexes('docs')", wider, { "if-match": '"0xOLD"' })).status).toBe(412);
    expect((await call("PUT", "/indexes('docs')", wider, { "if-none-match": "*" })).status).toBe(412);
    expect((await call("PUT", "/indexes('fresh')", { ...wider, name: "fresh" })).status).toBe(201);
  });

  test.for([
    ["no key", [{ name: "title", type: "Edm.String" }], "exactly one key"],
    [
      "two keys",
      [
        { name: "a", type: "Edm.String", key: true },
        { name: "b", type: "Edm.String", key: true },
      ],
      "exactly one key",
    ],
    [
      "a key that is no text",
      [{ name: "a", type: "Edm.Int32", key: true }],
      "must be a top-level field of type 'Edm.String'",
    ],
    [
      "a type that does not exist",
      [
        { name: "a", type: "Edm.String", key: true },
        { name: "b", type: "Edm.Text" },
      ],
      "'Edm.Text'",
    ],
    [
      "a name with a dash",
      [
        { name: "a", type: "Edm.String", key: true },
        { name: "b-c", type: "Edm.String" },
      ],
      "invalid name",
    ],
    [
      "a searchable number",
      [
        { name: "a", type: "Edm.String", key: true },
        { name: "n", type: "Edm.Int32", searchable: true },
      ],
      "cannot be searchable",
    ],
    [
      "a sortable list",
      [
        { name: "a", type: "Edm.String", key: true },
        { name: "l", type: "Collection(Edm.String)", sortable: true },
      ],
      "cannot be sortable",
    ],
    [
      "a vector without length",
      [
        { name: "a", type: "Edm.String", key: true },
        { name: "v", type: "Collection(Edm.Single)", vectorSearchProfile: "p" },
      ],
      "needs 'dimensions'",
    ],
    [
      "a vector without profile",
      [
        { name: "a", type: "Edm.String", key: true },
        { name: "v", type: "Collection(Edm.Single)", dimensions: 4 },
      ],
      "needs a 'vectorSearchProfile'",
    ],
    [
      "a profile that is not there",
      [
        { name: "a", type: "Edm.String", key: true },
        { name: "v", type: "Collection(Edm.Single)", dimensions: 4, vectorSearchProfile: "p" },
      ],
      "'p'",
    ],
    [
      "the same name twice",
      [
        { name: "a", type: "Edm.String", key: true },
        { name: "A", type: "Edm.String" },
      ],
      "defined twice",
    ],
  ] as const)("a definition with %s is refused with 400", async ([, fields, why]) => {
    const { call } = await newService();
    const answer = await call("POST", "/indexes", { name: "bad", fields });
    expect(answer.status).toBe(400);
    expect(message(answer.body)).toContain(why);
  });

  test("a name in capitals is refused", async () => {
    const { call } = await newService();
    expect((await call("POST", "/indexes", { ...definition, name: "Docs" })).status).toBe(400);
  });
});

describe("Documents", () => {
  test("each document of a batch has its own outcome, and one that failed makes it 207", async () => {
    const { call } = await filledService();
    const value = [
      { "@search.action": "upload", id: "1", title: "New keys" },
      { "@search.action": "merge", id: "2", year: 2030 },
      { "@search.action": "merge", id: "9", year: 2030 },
      { "@search.action": "mergeOrUpload", id: "10", title: "Ten" },
      { "@search.action": "delete", id: "3" },
      { "@search.action": "upload", id: "not a key" },
    ];
    const answer = await call("POST", "/indexes('docs')/docs/search.index", { value });
    expect(answer.status).toBe(207);
    expect(valuesOf(answer).map(({ key, status, statusCode }) => [key, status, statusCode])).toEqual([
      ["1", true, 200],
      ["2", true, 200],
      ["9", false, 404],
      ["10", true, 201],
      ["3", true, 200],
      ["not a key", false, 400],
    ]);
    expect((await call("GET", "/indexes('docs')/docs('1')")).body).toMatchObject({
      title: "New keys",
      content: null,
      groups: [],
    });
    expect((await call("GET", "/indexes('docs')/docs('2')")).body).toMatchObject({ title: "Certificates", year: 2030 });
    expect((await call("GET", "/indexes('docs')/docs('3')")).status).toBe(404);
    expect((await call("GET", "/indexes('docs')/docs/$count")).text).toBe("4");
  });

  test("what a replaced document said is found no more", async () => {
    const { call, search } = await filledService();
    expect(keysOf(await search({ search: "vault" }))).toEqual(["1"]);
    await call("POST", "/indexes('docs')/docs/search.index", { value: [{ id: "1", content: "Something else." }] });
    expect(keysOf(await search({ search: "vault" }))).toEqual([]);
    expect(keysOf(await search({ search: "something" }))).toEqual(["1"]);
  });

  test.for([
    [{ id: "5", titel: "x" }, "The property 'titel' does not exist"],
    [{ id: "5", year: "2024" }, "Cannot convert the literal '2024' to the expected type 'Edm.Int32'"],
    [{ id: "5", vector: [1, 2] }, "expects a length of '4'"],
    [{ title: "no key" }, "Document key cannot be missing"],
    [{ id: "5", published: "yesterday" }, "'Edm.DateTimeOffset'"],
    [{ "@search.action": "insert", id: "5" }, "'insert'"],
  ] as const)("%o spoils the whole batch with 400", async ([spoiled, why]) => {
    const { call } = await filledService();
    const answer = await call("POST", "/indexes('docs')/docs/search.index", {
      value: [{ id: "4", title: "changed" }, spoiled],
    });
    expect(answer.status).toBe(400);
    expect(message(answer.body)).toContain(why);
    expect((await call("GET", "/indexes('docs')/docs('4')")).body["title"]).toBe("Bread");
  });

  test("a lookup shows what is asked for, and never a field that is not retrievable", async () => {
    const { call } = await filledService();
    const answer = await call("GET", "/indexes('docs')/docs('1')?$select=title,address/city");
    expect(answer.body).toMatchObject({ title: "Keys", address: { city: "Lisbon" } });
    expect(Object.keys(answer.body).filter((name) => !name.startsWith("@"))).toEqual(["title", "address"]);
    expect((await call("GET", "/indexes('docs')/docs('1')")).body).not.toHaveProperty("secret");
    expect((await call("GET", "/indexes('docs')/docs('1')?$select=secret")).status).toBe(400);
  });

  test("the sizes that are reported grow with what is stored", async () => {
    const { call } = await filledService();
    const { body } = await call("GET", "/indexes('docs')/search.stats");
    expect(body).toMatchObject({ documentCount: documents.length, vectorIndexSize: documents.length * 16 });
    expect(Number(body["storageSize"])).toBeGreaterThan(documents.length * 16);
  });
});
