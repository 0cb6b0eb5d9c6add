import { interleave, median, pairedRatio, type Ratio } from "../harness/pairs.ts";
import type { Measured, Row } from "../harness/row.ts";
import { figure, type Figures, runSample } from "../harness/sample.ts";
import { serve } from "../harness/serve.ts";

const rounds = 9;
const gets = 10_000;
const warmUp = 200;
const clients = ["fetch", "entrakit", "graph-client"] as const;

type Runs = ReadonlyMap<string, readonly Figures[]>;

function besideFetch(runs: Runs, client: string, name: string): Ratio {
  return pairedRatio(figure(runs.get("fetch"), name), figure(runs.get(client), name));
}

function summary(runs: Runs): Measured {
  const ours = besideFetch(runs, "entrakit", "cpu");
  const times = clients.map((client) => [`${client}, µs a GET`, median(figure(runs.get(client), "cpu"))] as const);
  return {
    ours: ours.median,
    interval: ours,
    pairs: rounds,
    peers: { fetch: 1, "graph-client": besideFetch(runs, "graph-client", "cpu").median },
    details: {
      ...Object.fromEntries(times),
      "throughput, entrakit ÷ fetch": besideFetch(runs, "entrakit", "seconds").median,
      "throughput, graph-client ÷ fetch": besideFetch(runs, "graph-client", "seconds").median,
    },
  };
}

/** What the client itself costs when Graph answers at once. */
export const graphGets: Row = {
  id: "graph.gets",
  title: "10,000 GETs of a user at concurrency 20: processor time of fetch ÷ processor time of the client",
  unit: "of fetch's speed",
  bar: { atLeast: 0.9 },
  async measure() {
    using server = await serve();
    const runs = await interleave(clients, rounds, (client) =>
      runSample("graph-gets", client, String(server.port), String(gets)),
    );
    const { users, others } = await server.counts();
    if (users !== rounds * clients.length * (gets + warmUp) || others !== 0)
      throw new Error("the server saw other requests than the GETs");
    return summary(runs);
  },
};
