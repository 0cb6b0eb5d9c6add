/** The Worker in workerd before a tenant in memory, with a token for a first try. A seed as the first argument makes the tenant the same each time. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { intercept } from "@entrakit/emulator/msw";

import { workerHarness } from "./harness.ts";
import { openTenant } from "./tenant.ts";

const [seed] = process.argv.slice(2);
const { tenant, clientId, given, caller } = await openTenant(seed === undefined ? {} : { seed });
intercept(tenant);
const { url } = await workerHarness(given).listen();
const { token } = await caller.getToken(`api://${clientId}/.default`);

const directory = mkdtempSync(join(tmpdir(), "entrakit-worker-"));
// wrangler ends the process by itself on a signal, so that nothing asynchronous would run.
process.once("exit", () => rmSync(directory, { recursive: true, force: true }));
const header = join(directory, "authorization");
writeFileSync(header, `authorization: Bearer ${token}\n`, { mode: 0o600 });

console.log(`The Worker runs until Ctrl-C, before a tenant in memory (seed ${tenant.seed}). In another terminal:

  curl ${url}healthz
  curl -i ${url}users
  curl -H @${header} ${url}users
  curl -H @${header} --json '{"question": "How many days of paid leave are there?"}' ${url}ask
`);
