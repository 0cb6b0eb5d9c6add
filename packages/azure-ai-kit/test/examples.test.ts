import { afterEach, describe, expect, it, vi } from "vitest";

import { answerFromDrive } from "../examples/answer-from-drive.ts";
import { chat } from "../examples/chat.ts";
import { chatChunk, eventStream, fakeCredential, fakeService, type Seen } from "./support.ts";

afterEach(() => vi.unstubAllGlobals());

/** What a drive of one file, an embedding model, an index and a chat model would answer. */
function contoso(): (seen: Seen) => Response {
  let stored: Record<string, unknown>[] = [];
  return ({ url, body }) => {
    const { hostname, pathname } = new URL(url);
    const sent = JSON.parse(JSON.stringify(body ?? {}));
    if (pathname.endsWith("/children"))
      return Response.json({ value: [{ id: "1", name: "leave.md", file: {}, size: 30 }] });
    if (hostname === "graph.microsoft.com") return new Response("Everyone has twenty-five days.");
    if (pathname.endsWith("/embeddings")) {
      return Response.json({
        data: sent.input.map((text: string, index: number) => ({ index, embedding: [text.length] })),
      });
    }
    if (pathname.endsWith("search.index")) {
      stored = sent.value;
      return Response.json({ value: stored.map(({ id }) => ({ key: id, status: true, statusCode: 201 })) });
    }
    if (pathname.endsWith("search.post.search"))
      return Response.json({ value: stored.map((one) => ({ "@search.score": 1, ...one })) });
    if (sent.stream !== true)
      return Response.json({ choices: [{ index: 0, message: { role: "assistant", content: "Hello." } }] });
    return eventStream([chatChunk("Twenty-five days [1].", "stop")]);
  };
}

describe("the examples", () => {
  it("answer-from-drive answers from a file of the drive and names it", async () => {
    vi.stubGlobal("fetch", fakeService(contoso()).fetch);
    const answer = await answerFromDrive(fakeCredential(), "d1", "How much leave?");
    expect(answer).toEqual({ text: "Twenty-five days [1].", files: ["leave.md"] });
  });

  it("chat answers", async () => {
    vi.stubGlobal("fetch", fakeService(contoso()).fetch);
    expect(await chat(fakeCredential(), "Hello?")).toBe("Hello.");
  });

  it("chat's errors say what to do", async () => {
    vi.stubGlobal(
      "fetch",
      fakeService(() => Response.json({ error: { code: "DeploymentNotFound" } }, { status: 404 })).fetch,
    );
    await expect(chat(fakeCredential(), "Hello?")).rejects.toMatchObject({
      code: "deployment_not_found",
      deployment: "gpt-4o",
    });
  });
});
