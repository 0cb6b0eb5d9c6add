import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";

import { type Stage, must } from "../stage.ts";
import { citedNames, quotesRightly } from "../corpus.ts";
import { cleanEnvironment, nodeArguments } from "../child.ts";
import { appEnvironment, operatorEnvironment } from "../environment.ts";
import { type World, questionOf } from "../world.ts";

interface ToolAnswer {
  readonly structuredContent?: unknown;
  readonly isError?: boolean | undefined;
  readonly content: readonly unknown[];
}

function answerOf(tool: string, { structuredContent, isError, content }: ToolAnswer): Record<string, unknown> {
  must(isError !== true, `${tool} failed: ${JSON.stringify(content)}`);
  must(typeof structuredContent === "object" && structuredContent !== null, `${tool} gave no structured content`);
  return { ...structuredContent };
}

function namesOf(users: unknown): string[] {
  if (!Array.isArray(users)) return [];
  return users.flatMap((user: unknown) =>
    typeof user === "object" && user !== null && "displayName" in user ? [String(user.displayName)] : [],
  );
}

function transportTo(world: World): { transport: StdioClientTransport; log: () => string } {
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: nodeArguments("apps/mcp-server/src/main.ts"),
    env: cleanEnvironment({ ...world.proxy.environment(), ...operatorEnvironment(world), ...appEnvironment(world) }),
    stderr: "pipe",
  });
  let log = "";
  transport.stderr?.on("data", (chunk: Buffer) => {
    log += chunk.toString();
  });
  return { transport, log: () => log };
}

/** The sample MCP server as a child over stdio, spoken to by the official client. */
export const mcpServer: Stage = {
  id: "mcp",
  title: "MCP server over stdio",
  remedy:
    "Run it by hand: node --conditions=@entrakit/source apps/mcp-server/src/main.ts; it says what is not configured.",
  async run(world, progress) {
    const { transport, log } = transportTo(world);
    const client = new Client({ name: "main-job", version: "0.1.0" });
    try {
      progress("initialize");
      await client.connect(transport);
      const { tools } = await client.listTools();
      progress("list_users");
      const { users } = answerOf("list_users", await client.callTool({ name: "list_users", arguments: { top: 100 } }));
      const expected = [...world.tenant.directory.users.values()].map((user) => user.displayName);
      must(
        JSON.stringify(namesOf(users).sort()) === JSON.stringify(expected.sort()),
        "list_users and the tenant's directory differ",
      );
      progress("ask");
      const drawn = questionOf(world);
      const answer = answerOf("ask", await client.callTool({ name: "ask", arguments: { question: drawn.question } }));
      must(
        quotesRightly(String(answer["answer"]), citedNames(answer["citations"]), drawn),
        `the answer does not quote the sentence that was asked for, with ${drawn.file} as its source`,
      );
      world.logs.set("mcp-server answers", JSON.stringify({ users, answer }));
      return {
        proved: `${tools.length} tools; list_users = the directory's ${expected.length} people; ask cites ${drawn.file}`,
        facts: { tools: tools.map(({ name }) => name), users: expected.length, cited: drawn.file },
      };
    } finally {
      await client.close();
      world.logs.set("mcp-server stderr", log());
    }
  },
};
