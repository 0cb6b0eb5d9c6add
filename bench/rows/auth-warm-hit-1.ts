import { interleave, median, pairedRatio, type Ratio } from "../harness/pairs.ts";
import type { Measured, Row } from "../harness/row.ts";
import { figure, type Figures, runSample } from "../harness/sample.ts";
import { serve } from "../harness/serve.ts";

const rounds = 11;
/** Each about a third of a second of work. */
const hits = { entrakit: 300_000, "msal-node": 6_000, Map: 1_500_000 };
const sources = ["entrakit", "msal-node", "Map"] as const;
const proofs = ["secret", "certificate"] as const;

type Runs = ReadonlyMap<string, readonly Figures[]>;

function timesAsFast(runs: Runs, source: string, than: string, proof: string): Ratio {
  return pairedRatio(figure(runs.get(than), proof), figure(runs.get(source), proof));
}

function summary(runs: Runs): Measured {
  const ratios = proofs.map((proof) => timesAsFast(runs, "entrakit", "msal-node", proof));
  const weakest = ratios.reduce((worst, ratio) => (ratio.low < worst.low ? ratio : worst));
  const times = proofs.flatMap((proof) =>
    sources.map((source) => [`${source}, ${proof}, µs`, median(figure(runs.get(source), proof))] as const),
  );
  return {
    ours: weakest.median,
    interval: weakest,
    pairs: rounds,
    peers: { "msal-node": 1, Map: timesAsFast(runs, "Map", "msal-node", "secret").median },
    details: { ...Object.fromEntries(times), "entrakit ÷ Map": timesAsFast(runs, "Map", "entrakit", "secret").median },
  };
}

/** A token that is in the cache, one tenant: ours, MSAL and the least that a cache can cost. */
export const authWarmHit1: Row = {
  id: "auth.warm-hit.1",
  title: "processor time of a cached hit of an app-only credential; of secret and certificate the weaker ratio",
  unit: "times as fast as msal-node",
  bar: { atLeast: 40 },
  async measure() {
    using server = await serve();
    const runs = await interleave(sources, rounds, (source) =>
      runSample("warm-hit", source, String(server.port), String(hits[source])),
    );
    const { tokens } = await server.counts();
    if (tokens !== 2 * 2 * rounds) throw new Error(`${tokens} token requests were sent: the hits were not cached ones`);
    return summary(runs);
  },
};
