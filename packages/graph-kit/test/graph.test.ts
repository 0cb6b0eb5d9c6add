import { describe, expect, it } from "vitest";

import { createGraph, customFetch, GraphError } from "../src/index.ts";
import { credential, fakeFetch, rejection } from "./support.ts";

const v1 = "https://graph.microsoft.com/v1.0";

function graphWith(...answers: readonly (() => Response)[]) {
  const { fetch, sent } = fakeFetch(...answers);
  const application = ["User.Read.All", "Mail.Read", "Mail.Send", "Files.ReadWrite.All", "Sites.Read.All"] as const;
  const more = ["Application.ReadWrite.All", "Calendars.Read"] as const;
  const permissions = { application: [...application, ...more] } as const;
  return { graph: createGraph({ credential, permissions, [customFetch]: fetch }), sent };
}

describe("createGraph", () => {
  it("reads an entity with a token, asking for JSON and naming the request", async () => {
    const { graph, sent } = graphWith(() => Response.json({ displayName: "Ada", mail: null }));
    const user = await graph.get("/users/{userId}", {
      params: { userId: "ada@contoso.com" },
      select: ["displayName", "mail"],
    });
    expect(user).toEqual({ displayName: "Ada", mail: null });
    expect(sent[0]?.url).toBe(`${v1}/users/ada%40contoso.com?$select=displayName,mail`);
    expect(sent[0]?.headers.get("authorization")).toBe("Bearer secret-token");
    expect(sent[0]?.headers.get("accept")).toBe("application/json");
    expect(sent[0]?.headers.get("client-request-id")).toMatch(/^[0-9a-f-]{36}$/);
  });

  it("sends each query option percent-encoded under its wire name", async () => {
    const { graph, sent } = graphWith();
    await graph.get("/users", {
      select: ["id"],
      expand: ["manager($select=id)"],
      filter: "startswith(displayName,'A&B +#')",
      orderBy: "displayName desc",
      top: 5,
      search: '"displayName:Zoë"',
      query: { $count: true, "odd name": "a=b" },
      headers: { ConsistencyLevel: "eventual" },
    });
    const url = new URL(sent[0]?.url ?? "");
    expect(Object.fromEntries(url.searchParams)).toEqual({
      $select: "id",
      $expand: "manager($select=id)",
      $filter: "startswith(displayName,'A&B +#')",
      $orderby: "displayName desc",
      $top: "5",
      $search: '"displayName:Zoë"',
      $count: "true",
      "odd name": "a=b",
    });
    expect(url.search).not.toMatch(/[+ #]/);
    expect(sent[0]?.headers.get("consistencylevel")).toBe("eventual");
  });

  it("sends a body as JSON and gives back the created entity", async () => {
    const { graph, sent } = graphWith(() => Response.json({ id: "1", displayName: "app" }, { status: 201 }));
    const created = await graph.post("/applications", { body: { displayName: "app" } });
    expect(created.id).toBe("1");
    expect(sent[0]).toMatchObject({ method: "POST", url: `${v1}/applications`, body: '{"displayName":"app"}' });
    expect(sent[0]?.headers.get("content-type")).toBe("application/json");
  });

  it.each([202, 204])("gives nothing back where the answer is an empty %d", async (status) => {
    const { graph } = graphWith(() => new Response(null, { status }));
    const body = { message: { subject: "Hi" } };
    expect(await graph.post("/users/{userId}/sendMail", { params: { userId: "1" }, body })).toBeUndefined();
    expect(
      await graph.patch("/applications/{applicationId}", { params: { applicationId: "1" }, body: {} }),
    ).toBeUndefined();
    expect(await graph.delete("/applications/{applicationId}", { params: { applicationId: "1" } })).toBeUndefined();
  });

  it("sends bytes as they are", async () => {
    const { graph, sent } = graphWith(() => Response.json({ id: "f" }));
    const params = { driveId: "b!x", driveItemId: "1" };
    const path = "/drives/{driveId}/items/{driveItemId}/content";
    const item = await graph.put(path, { params, body: new TextEncoder().encode("bytes") });
    await graph.put(path, { params, body: "text", headers: { "Content-Type": "text/markdown" } });
    await graph.put(path, { params, body: new Blob(["blob"], { type: "image/png" }) });
    expect(item.id).toBe("f");
    expect(sent.map(({ body, headers }) => [body, headers.get("content-type")])).toEqual([
      ["bytes", "application/octet-stream"],
      ["text", "text/markdown"],
      ["blob", "image/png"],
    ]);
  });

  it("speaks to the cloud and the version that it was made for", async () => {
    const { fetch, sent } = fakeFetch();
    const permissions = { application: ["User.Read.All"] } as const;
    const graph = createGraph({ credential, permissions, cloud: "usgov", version: "beta", [customFetch]: fetch });
    await graph.get("/users");
    expect(sent[0]?.url).toBe("https://graph.microsoft.us/beta/users");
  });

  it("downloads through the redirect to pre-authenticated storage without the token", async () => {
    const storage = "https://contoso.sharepoint.com/_layouts/download.aspx?tempauth=abc";
    const { graph, sent } = graphWith(
      () => new Response(null, { status: 302, headers: { location: storage } }),
      () => new Response("file"),
    );
    const params = { driveId: "d", driveItemId: "i" };
    const response = await graph.stream("/drives/{driveId}/items/{driveItemId}/content", { params });
    expect(await response.text()).toBe("file");
    expect(sent.map(({ url, headers }) => [url, headers.get("authorization"), headers.get("accept")])).toEqual([
      [`${v1}/drives/d/items/i/content`, "Bearer secret-token", "*/*"],
      [storage, null, "*/*"],
    ]);
  });

  it("reads what is not typed through request, as a path or a full address", async () => {
    const { graph, sent } = graphWith(() => Response.json({ ok: true }));
    expect(await graph.request("GET", "/me/photos?$top=1")).toEqual({ ok: true });
    await graph.request("POST", `${v1}/me/sendMail`, { body: { a: 1 }, headers: { prefer: "x" } });
    expect(sent.map(({ method, url, body }) => [method, url, body])).toEqual([
      ["GET", `${v1}/me/photos?$top=1`, ""],
      ["POST", `${v1}/me/sendMail`, '{"a":1}'],
    ]);
  });

  it.each([
    "https://evil.example/v1.0/me",
    "https://graph.microsoft.com@evil.example/",
    "http://graph.microsoft.com/v1.0/me",
  ])("sends nothing to %s", async (url) => {
    const { graph, sent } = graphWith();
    expect(await rejection(graph.request("GET", url))).toMatchObject({ code: "origin_refused" });
    expect(sent).toEqual([]);
  });

  it("stays on Graph where a path looks like a host", async () => {
    const { graph, sent } = graphWith();
    await graph.request("GET", "//evil.example/x");
    expect(sent[0]?.url).toBe(`${v1}//evil.example/x`);
  });

  it("says so where a success is not JSON", async () => {
    const { graph } = graphWith(() => new Response("<html>"));
    const error = await rejection(graph.get("/users"));
    expect(GraphError.isInstance(error)).toBe(true);
    expect(error).toMatchObject({ kind: "unexpected_body", route: "GET /users", status: 200 });
  });

  it("rejects with the caller's reason when aborted", async () => {
    const { graph } = graphWith();
    const reason = new Error("enough");
    expect(await rejection(graph.get("/users", { signal: AbortSignal.abort(reason) }))).toBe(reason);
  });
});
