import type { McpServer } from "@modelcontextprotocol/server";
import { z } from "zod";

import { answering } from "../answering.ts";
import { toolResult } from "./result.ts";

const citation = z.object({ id: z.number(), name: z.string(), start: z.number(), text: z.string() });

async function answerTo(question: string, signal: AbortSignal) {
  const [{ ask }, { model, retriever }] = await Promise.all([import("@entrakit/azure-ai-kit/rag"), answering()]);
  let answer = "";
  let reason = "stop";
  const citations = new Map<number, z.infer<typeof citation>>();
  for await (const part of ask({ question, model, retriever, signal })) {
    if (part.type === "text-delta") answer += part.text;
    if (part.type === "answer-end") reason = part.reason;
    if (part.type === "citation") {
      const { name, start, text } = part.source;
      citations.set(part.id, { id: part.id, name, start, text });
    }
  }
  return { answer, citations: [...citations.values()], reason };
}

/** The tool that answers from the organization's indexed documents. */
export function registerAsk(server: McpServer): void {
  server.registerTool(
    "ask",
    {
      title: "Ask the documents",
      description: "Answers a question from the organization's indexed documents alone, and cites the passages as [n].",
      inputSchema: z.object({ question: z.string().min(1).max(2000) }),
      outputSchema: z.object({
        answer: z.string(),
        citations: z.array(citation),
        reason: z.enum(["stop", "length", "no_sources"]).describe("no_sources: no document speaks to it"),
      }),
      annotations: { readOnlyHint: true, openWorldHint: false },
    },
    ({ question }, { mcpReq }) => toolResult(mcpReq.signal, (signal) => answerTo(question, signal)),
  );
}
