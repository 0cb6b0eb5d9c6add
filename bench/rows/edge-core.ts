import { bundle } from "../harness/bundle.ts";
import type { Row } from "../harness/row.ts";

/** The authorized fetch alone; the token comes from elsewhere. */
export const edgeCore: Row = {
  id: "edge.core",
  title: "size of a Graph GET with a given credential",
  unit: "KiB, minified, gzip −9",
  bar: { atMost: 4 },
  async measure() {
    const [ours, graphClient] = await Promise.all([bundle("core-edge-fetch"), bundle("core-graph-client")]);
    return {
      ours: ours.gzip,
      peers: { "graph-client": graphClient.gzip },
      details: { "entrakit, minified, KiB": ours.minified, "graph-client, minified, KiB": graphClient.minified },
    };
  },
};
