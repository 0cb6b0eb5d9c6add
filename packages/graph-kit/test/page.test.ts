import { describe, expect, it } from "vitest";

import { createGraph, customFetch } from "../src/index.ts";
import { all, credential, fakeFetch, rejection } from "./support.ts";

const v1 = "https://graph.microsoft.com/v1.0";
const permissions = { application: ["User.Read.All", "Mail.Read"] } as const;

function listing(...answers: readonly (() => Response)[]) {
  const { fetch, sent } = fakeFetch(...answers);
  return { graph: createGraph({ credential, permissions, [customFetch]: fetch }), sent };
}

const page =
  (ids: readonly string[], more: object = {}) =>
  () =>
    Response.json({ value: ids.map((id) => ({ id })), ...more });
const next = (query: string) => ({ "@odata.nextLink": `${v1}/users?${query}` });

describe("graph.list", () => {
  it("goes through all pages, with the same headers on each", async () => {
    const { graph, sent } = listing(
      page(["a", "b"], next("$skiptoken=1")),
      page([], next("$skiptoken=2")),
      page(["c"]),
    );
    const users = await all(graph.list("/users", { select: ["id"], headers: { prefer: "x" } }));
    expect(users.map(({ id }) => id)).toEqual(["a", "b", "c"]);
    expect(sent.map(({ url }) => url)).toEqual([
      `${v1}/users?$select=id`,
      `${v1}/users?$skiptoken=1`,
      `${v1}/users?$skiptoken=2`,
    ]);
    expect(sent.every(({ headers }) => headers.get("prefer") === "x")).toBe(true);
    expect(sent.every(({ headers }) => headers.get("authorization") === "Bearer secret-token")).toBe(true);
  });

  it("reads no page that nobody wants", async () => {
    const { graph, sent } = listing(page(["a", "b"], next("$skiptoken=1")));
    for await (const _ of graph.list("/users")) break;
    expect(sent).toHaveLength(1);
  });

  it("gives pages with their links and count", async () => {
    const deltaLink = `${v1}/users/delta?$deltatoken=z`;
    const { graph } = listing(
      page(["a"], { ...next("p=2"), "@odata.count": 2 }),
      page(["b"], { "@odata.deltaLink": deltaLink, "@odata.nextLink": null }),
    );
    expect(await all(graph.list("/users").byPage())).toEqual([
      { value: [{ id: "a" }], nextLink: `${v1}/users?p=2`, count: 2 },
      { value: [{ id: "b" }], deltaLink },
    ]);
  });

  it("starts at the first page in each iteration", async () => {
    const { graph, sent } = listing(page(["a"]));
    const users = graph.list("/users");
    expect(await all(users)).toEqual(await all(users));
    expect(sent).toHaveLength(2);
  });

  it.each([
    "https://evil.example/next",
    "http://graph.microsoft.com/v1.0/users",
    "https://graph.microsoft.com:x@evil.example/",
  ])("sends nothing to a nextLink at %s", async (nextLink) => {
    const { graph, sent } = listing(page(["a"], { "@odata.nextLink": nextLink }));
    expect(await rejection(all(graph.list("/users")))).toMatchObject({ code: "origin_refused" });
    expect(sent).toHaveLength(1);
  });

  it("stops where a nextLink leads back", async () => {
    const { graph, sent } = listing(page(["a"], next("p=2")), page(["b"], next("p=2")));
    expect(await rejection(all(graph.list("/users")))).toMatchObject({ kind: "paging_loop", route: "GET /users" });
    expect(sent).toHaveLength(2);
  });

  it.each([{}, { value: null }, { value: "x" }, [], null])("says so where a page is %j", async (body) => {
    const { graph } = listing(() => Response.json(body));
    expect(await rejection(all(graph.list("/users")))).toMatchObject({ kind: "unexpected_body" });
  });

  it("fails with the error of the page that failed", async () => {
    const { graph } = listing(page(["a"], next("p=2")), () => new Response(null, { status: 404 }));
    expect(await rejection(all(graph.list("/users")))).toMatchObject({ kind: "not_found", route: "GET /users" });
  });
});
