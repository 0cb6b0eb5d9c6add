import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { type Bundle, bundle } from "../harness/bundle.ts";
import type { Row } from "../harness/row.ts";
import { runSample } from "../harness/sample.ts";
import { serve } from "../harness/serve.ts";

const peers = {
  "msal-node + graph-client": "graph-get-msal-node",
  "identity + graph-client": "graph-get-identity",
  "oauth4webapi + fetch": "graph-get-oauth4webapi",
};

/** A size means something only if what was measured does its work. */
async function mustRun({ code }: Bundle): Promise<void> {
  using server = await serve();
  const folder = await mkdtemp(join(tmpdir(), "bench-"));
  try {
    const file = join(folder, "entry.mjs");
    await writeFile(file, code);
    const { read } = await runSample("run-bundle", file, String(server.port));
    const { tokens, users } = await server.counts();
    if (read !== 1 || tokens !== 1 || users !== 1)
      throw new Error("the built entry did not get a token and read a user");
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** A certificate, a token, a Graph GET: what a Worker has to carry for it. */
export const edgeGraphGet: Row = {
  id: "edge.graph-get",
  title: "size of a certificate's app-only token and a Graph GET, built for a Worker",
  unit: "KiB, minified, gzip −9",
  bar: { atMost: 13 },
  async measure() {
    const ours = await bundle("graph-get-entrakit");
    await mustRun(ours);
    const built = await Promise.all(
      Object.entries(peers).map(async ([name, entry]) => [name, await bundle(entry)] as const),
    );
    return {
      ours: ours.gzip,
      peers: Object.fromEntries(built.map(([name, { gzip }]) => [name, gzip])),
      details: {
        "entrakit, minified, KiB": ours.minified,
        ...Object.fromEntries(built.map(([name, { minified }]) => [`${name}, minified, KiB`, minified])),
      },
    };
  },
};
