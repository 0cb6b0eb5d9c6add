import { join } from "node:path";

import { Client, InMemoryTransport } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";

import { createServer } from "../../src/server.ts";

const root = join(import.meta.dirname, "..", "..");

/** What Node is told so that a child runs the packages' sources. */
export const fromSource: readonly string[] = ["--conditions=@entrakit/source"];

/** A client that the server runs beside, in this process. */
export async function connectInProcess(): Promise<Client> {
  const [clientSide, serverSide] = InMemoryTransport.createLinkedPair();
  const client = new Client({ name: "test", version: "0.0.0" });
  await createServer().connect(serverSide);
  await client.connect(clientSide);
  return client;
}

/** A client of the server as a child process. */
export interface ChildClient extends AsyncDisposable {
  readonly client: Client;
  /** What the child wrote to standard error so far. */
  log(): string;
}

/** Starts `src/main.ts` as an MCP host does, with this environment and no more than a home and a path besides. */
export async function connectToChild(
  environment: Readonly<Record<string, string>>,
  nodeOptions: readonly string[] = [],
): Promise<ChildClient> {
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [...fromSource, ...nodeOptions, join(root, "src", "main.ts")],
    env: { ...environment },
    stderr: "pipe",
  });
  let log = "";
  transport.stderr?.on("data", (chunk: Buffer) => {
    log += chunk.toString();
  });
  const client = new Client({ name: "test", version: "0.0.0" });
  await client.connect(transport);
  return { client, log: () => log, [Symbol.asyncDispose]: () => client.close() };
}
