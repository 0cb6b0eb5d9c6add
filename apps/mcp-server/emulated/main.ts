/**
 * The MCP server before a tenant in memory: give this to an MCP host in the place of `src/main.ts`.
 * Words go to standard error; a seed as the first argument makes the tenant the same each time.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

import { connectProxy } from "@entrakit/emulator/proxy";

import { openTenant } from "./tenant.ts";

const { tenant, environment } = await openTenant(process.argv[2]);
await using proxy = await connectProxy(tenant);
const people = [...tenant.directory.users.values()].map(({ displayName }) => displayName);
console.error(
  `A tenant in memory, seed ${tenant.seed}: ${people.slice(0, 3).join(", ")} and ${people.length - 3} more.`,
);

const server = spawn(process.execPath, [...process.execArgv, join(import.meta.dirname, "..", "src", "main.ts")], {
  env: { ...process.env, ...proxy.environment(), ...environment },
  stdio: "inherit",
});
// The host ends a server by closing its input or by a signal, and the child has both before this process has.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => server.kill(signal));
const [code] = await once(server, "exit");
process.exitCode = typeof code === "number" ? code : 1;
