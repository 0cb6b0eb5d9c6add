import type { McpServer } from "@modelcontextprotocol/server";
import { z } from "zod";

import { connectGraph } from "../graph.ts";
import { toolResult } from "./result.ts";

const message = z.object({ subject: z.string(), from: z.string().nullable(), received: z.string().nullable() });

async function listMessages(userId: string, top: number, signal: AbortSignal) {
  const graph = await connectGraph();
  const page = await graph.get("/users/{userId}/messages", {
    params: { userId },
    select: ["subject", "from", "receivedDateTime"],
    orderBy: "receivedDateTime desc",
    top,
    signal,
  });
  const messages = page.value.map(({ subject, from, receivedDateTime }) => ({
    subject: subject ?? "",
    from: from?.emailAddress?.address ?? null,
    received: receivedDateTime ?? null,
  }));
  return { messages, more: page["@odata.nextLink"] !== undefined };
}

/** The tool that lists a person's newest mail. */
export function registerListMessages(server: McpServer): void {
  server.registerTool(
    "list_messages",
    {
      title: "List mail",
      description: "The newest messages of one person's mailbox: subject, sender, time. Needs Mail.Read.",
      inputSchema: z.object({
        user: z.string().min(1).describe("Mail address, user principal name or object id"),
        top: z.number().int().min(1).max(50).default(10),
      }),
      outputSchema: z.object({
        messages: z.array(message),
        more: z.boolean().describe("Whether there are older ones"),
      }),
      // Anybody can write to a mailbox.
      annotations: { readOnlyHint: true, openWorldHint: true },
    },
    ({ user, top }, { mcpReq }) => toolResult(mcpReq.signal, (signal) => listMessages(user, top, signal)),
  );
}
