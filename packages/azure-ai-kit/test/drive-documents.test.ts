import { customFetch } from "@entrakit/edge-fetch";
import { createGraph } from "@entrakit/graph-kit";
import { describe, expect, it } from "vitest";

import { graphDriveDocuments, type SourceDocument } from "@entrakit/azure-ai-kit/rag";

import { fakeCredential, fakeService } from "./support.ts";

const file = { mimeType: "text/markdown" };
const folders: Readonly<Record<string, readonly object[]>> = {
  root: [
    { id: "f1", name: "handbook", folder: { childCount: 2 } },
    { id: "i1", name: "README.md", file, size: 9, webUrl: "https://contoso.example/readme" },
    { id: "i2", name: "photo.jpg", file: { mimeType: "image/jpeg" }, size: 4_000_000 },
    { id: "i9", name: "notebook", package: { type: "oneNote" } },
  ],
  f1: [
    { id: "f2", name: "old", folder: {} },
    { id: "i3", name: "leave.MD", file, size: 3 },
  ],
  f2: [{ id: "i4", name: "notes.txt", file, size: 5 }],
};

/** A drive whose downloads are redirected to storage, as Graph does, and whose root comes in two pages. */
function fakeDrive(): { graph: ReturnType<typeof graphOver>; seen: ReturnType<typeof fakeService>["seen"] } {
  const service = fakeService(({ url }) => {
    const { hostname, pathname, searchParams } = new URL(url);
    if (hostname === "storage.contoso.example") return new Response(`text of ${pathname}`);
    const [path, , id = "", part] = /\/drives\/d1\/(items\/)?([^/]+)\/(\w+)$/.exec(pathname) ?? [];
    if (path === undefined) return new Response(null, { status: 404 });
    if (part === "content")
      return new Response(null, { status: 302, headers: { location: `https://storage.contoso.example/${id}` } });
    const items = folders[id] ?? [];
    if (id !== "root") return Response.json({ value: items });
    if (searchParams.has("$skiptoken")) return Response.json({ value: items.slice(2) });
    return Response.json({ value: items.slice(0, 2), "@odata.nextLink": `${url}?$skiptoken=2` });
  });
  return { graph: graphOver(service.fetch), seen: service.seen };
}

function graphOver(fetch: typeof globalThis.fetch) {
  return createGraph({
    credential: fakeCredential(),
    permissions: { application: ["Files.Read.All"] },
    [customFetch]: fetch,
  });
}

async function collect(documents: AsyncIterable<SourceDocument>): Promise<SourceDocument[]> {
  const all: SourceDocument[] = [];
  for await (const document of documents) all.push(document);
  return all;
}

describe("graphDriveDocuments", () => {
  it("reads the text files of every folder, through all pages, with their paths", async () => {
    const { graph, seen } = fakeDrive();
    expect(await collect(graphDriveDocuments(graph, { driveId: "d1" }))).toEqual([
      { id: "i1", name: "README.md", text: "text of /i1", url: "https://contoso.example/readme" },
      { id: "i3", name: "handbook/leave.MD", text: "text of /i3" },
      { id: "i4", name: "handbook/old/notes.txt", text: "text of /i4" },
    ]);
    expect(
      seen.filter(({ url }) => url.includes("storage")).every(({ headers }) => !headers.has("authorization")),
    ).toBe(true);
  });

  it("leaves the choice of files to the caller", async () => {
    const { graph } = fakeDrive();
    const include = (one: { path: string; size: number; mimeType: string }): boolean =>
      one.size < 4 && one.mimeType === "text/markdown";
    const names = (await collect(graphDriveDocuments(graph, { driveId: "d1", include }))).map(({ name }) => name);
    expect(names).toEqual(["handbook/leave.MD"]);
  });

  it("downloads a file only when it is its turn", async () => {
    const { graph, seen } = fakeDrive();
    for await (const { id } of graphDriveDocuments(graph, { driveId: "d1" })) if (id === "i1") break;
    expect(seen.filter(({ url }) => url.includes("storage"))).toHaveLength(1);
  });
});
