/** Prints the display names at a path of Graph, read by `getGraphClient`. Arguments: mode, scope, path. */
import { z } from "zod";

import { getGraphClient } from "../../src/auth/index.ts";

const [mode, scope = "", path = ""] = process.argv.slice(2);
const named = z.object({ displayName: z.string() });
const answers = z.union([z.object({ value: z.array(named) }), named]);

const client = await getGraphClient(
  mode === "delegated" ? { mode: "delegated", scopes: [scope] } : { mode: "app-only" },
);
const answer = answers.parse(await client.api(path).select("displayName").get());
const found = "value" in answer ? answer.value : [answer];
process.stdout.write(`${JSON.stringify(found.map(({ displayName }) => displayName))}\n`);
