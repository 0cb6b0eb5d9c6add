import type { McpServer } from "@modelcontextprotocol/server";
import { z } from "zod";

import { connectGraph } from "../graph.ts";
import { toolResult } from "./result.ts";

const person = z.object({ displayName: z.string(), mail: z.string().nullable(), jobTitle: z.string().nullable() });

interface Wanted {
  readonly nameStartsWith?: string | undefined;
  readonly top: number;
}

async function listUsers({ nameStartsWith, top }: Wanted, signal: AbortSignal) {
  const [graph, { odata }] = await Promise.all([connectGraph(), import("@entrakit/graph-kit")]);
  const page = await graph.get("/users", {
    select: ["displayName", "mail", "jobTitle"],
    top,
    signal,
    ...(nameStartsWith === undefined ? {} : { filter: odata`startswith(displayName,${nameStartsWith})` }),
  });
  const users = page.value.map(({ displayName, mail, jobTitle }) => ({
    displayName: displayName ?? "",
    mail: mail ?? null,
    jobTitle: jobTitle ?? null,
  }));
  return { users, more: page["@odata.nextLink"] !== undefined };
}

/** The tool that lists people of the organization. */
export function registerListUsers(server: McpServer): void {
  server.registerTool(
    "list_users",
    {
      title: "List people",
      description: "People of the organization: name, mail address, job title. Needs User.Read.All.",
      inputSchema: z.object({
        nameStartsWith: z.string().min(1).max(100).optional(),
        top: z.number().int().min(1).max(999).default(25),
      }),
      outputSchema: z.object({ users: z.array(person), more: z.boolean().describe("Whether there are others") }),
      annotations: { readOnlyHint: true, openWorldHint: false },
    },
    (wanted, { mcpReq }) => toolResult(mcpReq.signal, (signal) => listUsers(wanted, signal)),
  );
}
