/** `warm-hit.ts SOURCE PORT HITS`: prints the processor time of a cached hit in microseconds, by proof. */
import { cpuTimeOf } from "../harness/cpu.ts";
import { reroute } from "../harness/reroute.ts";
import { type GetToken, type Proof, tokenSource } from "./app-tokens.ts";

const [source, port, hits] = process.argv.slice(2);

async function repeat(getToken: GetToken, times: number): Promise<void> {
  for (let time = 0; time < times; time += 1) await getToken();
}

async function perHit(proof: Proof): Promise<number> {
  const getToken = await tokenSource(source, proof);
  const times = Number(hits);
  await repeat(getToken, times / 4);
  return (await cpuTimeOf(() => repeat(getToken, times))) / times;
}

await using _network = reroute(Number(port));
console.log(JSON.stringify({ secret: await perHit("secret"), certificate: await perHit("certificate") }));
