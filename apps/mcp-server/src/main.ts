/** The MCP server over standard input and output. Standard output belongs to the protocol; words go to standard error. */
import { Console } from "node:console";

import { serveStdio } from "@modelcontextprotocol/server/stdio";

import { readConfiguration } from "./configuration.ts";
import { createServer } from "./server.ts";

// A library that logs must not break the protocol.
globalThis.console = new Console(process.stderr);

try {
  readConfiguration();
  serveStdio(createServer, { onerror: (error) => console.error(error.message) });
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
