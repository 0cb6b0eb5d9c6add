import type { Row } from "../harness/row.ts";
import { runSample } from "../harness/sample.ts";
import { serve } from "../harness/serve.ts";

const callers = 1_000;

async function requestsOf(source: string): Promise<number> {
  using server = await serve();
  const { answered } = await runSample("cold-callers", source, String(server.port), String(callers));
  if (answered !== callers) throw new Error(`${source}: ${answered} of ${callers} callers got a token`);
  return (await server.counts()).tokens;
}

/** Many callers, an empty cache. */
export const authSingleFlightSecret: Row = {
  id: "auth.single-flight.secret",
  title: "token requests that 1,000 concurrent callers cause with an empty cache",
  unit: "token requests",
  bar: { atMost: 1 },
  async measure() {
    return { ours: await requestsOf("entrakit"), peers: { "msal-node": await requestsOf("msal-node") }, details: {} };
  },
};
