/** `graph-gets.ts CLIENT PORT GETS`: reads that many users, 20 at a time, and prints the processor time and the time of it. */
import { cpuTimeOf } from "../harness/cpu.ts";
import { reroute } from "../harness/reroute.ts";

type ReadUser = (userId: string) => Promise<unknown>;

const concurrency = 20;
const warmUp = 200;
const token = `header.${"x".repeat(1800)}.signature`;
const [client, port, gets] = process.argv.slice(2);

async function rawFetch(): Promise<ReadUser> {
  const headers = { authorization: `Bearer ${token}` };
  return async (userId) => {
    const response = await fetch(`https://graph.microsoft.com/v1.0/users/${userId}`, { headers });
    if (!response.ok) throw new Error(`Graph answered ${response.status}`);
    return response.json();
  };
}

async function graphClient(): Promise<ReadUser> {
  const { Client } = await import("@microsoft/microsoft-graph-client");
  const graph = Client.initWithMiddleware({ authProvider: { getAccessToken: () => Promise.resolve(token) } });
  return (userId) => graph.api(`/users/${userId}`).get();
}

async function graphKit(): Promise<ReadUser> {
  const { createGraph } = await import("@entrakit/graph-kit");
  const credential = { getToken: () => Promise.resolve({ token, expiresOnTimestamp: Date.now() + 3_600_000 }) };
  const graph = createGraph({ credential, permissions: { application: ["User.Read.All"] } });
  return (userId) => graph.get("/users/{userId}", { params: { userId } });
}

const clients: Readonly<Record<string, () => Promise<ReadUser>>> = {
  fetch: rawFetch,
  "graph-client": graphClient,
  entrakit: graphKit,
};

async function readAll(readUser: ReadUser, count: number): Promise<void> {
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < count) {
      const userId = String(next);
      next += 1;
      const user = await readUser(userId);
      if (typeof user !== "object" || user === null || Reflect.get(user, "id") !== userId)
        throw new Error(`user ${userId} is not what was read`);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
}

await using _network = reroute(Number(port));
const create = clients[client ?? ""];
if (create === undefined) throw new Error(`no client is called ${client}`);
const readUser = await create();
await readAll(readUser, warmUp);
const started = performance.now();
const cpu = await cpuTimeOf(() => readAll(readUser, Number(gets)));
console.log(JSON.stringify({ cpu: cpu / Number(gets), seconds: (performance.now() - started) / 1000 }));
