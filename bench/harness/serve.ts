import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** The stand-in server in a process of its own, so that its work is not counted as a client's. */
export interface BenchServer extends Disposable {
  readonly port: number;
  /** Requests since the last question, by kind. */
  counts(): Promise<Readonly<Record<"tokens" | "users" | "others", number>>>;
}

const program = fileURLToPath(new URL("server.ts", import.meta.url));

function count(body: unknown, name: string): number {
  const value: unknown = typeof body === "object" && body !== null ? Reflect.get(body, name) : undefined;
  if (typeof value !== "number") throw new Error(`the server gave no count of ${name}`);
  return value;
}

/** Starts the server; disposing of it stops it. */
export async function serve(): Promise<BenchServer> {
  const child = fork(program, { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  const [port]: unknown[] = await once(child, "message", { signal: AbortSignal.timeout(20_000) });
  if (typeof port !== "number") throw new Error("the server gave no port");
  return {
    port,
    async counts() {
      const body: unknown = await (await fetch(`http://127.0.0.1:${port}/counts`)).json();
      return { tokens: count(body, "tokens"), users: count(body, "users"), others: count(body, "others") };
    },
    [Symbol.dispose]() {
      child.disconnect();
    },
  };
}
