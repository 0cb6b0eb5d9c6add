import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";

import { untilAborted } from "../internal/abort.ts";
import { signInPage } from "./page.ts";
import { SignInError } from "./sign-in-error.ts";

/** What the browser brought back. */
interface LoopbackAnswer {
  readonly parameters: URLSearchParams;
  /** Shows the browser how it ended. */
  readonly finish: (ended: { readonly ok: boolean; readonly title: string; readonly text: string }) => void;
}

/** A listener on this machine alone, for the one answer of one sign-in. */
export interface Loopback {
  /** `http://localhost:{port}`: Entra takes any port of a registered `http://localhost` (RFC 8252 §7.3). */
  readonly redirectUri: string;
  /** Waits for the request that carries the state; others are turned away and change nothing. */
  receive(state: string, signal: AbortSignal): Promise<LoopbackAnswer>;
  close(): void;
}

/** How the answer is expected to come; one that comes in another way is turned away. */
export type ResponseMode = "query" | "form_post";

const longestBody = 64 * 1024;
const pageHeaders = {
  "content-type": "text/html; charset=utf-8",
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  connection: "close",
};

function show(response: ServerResponse, status: number, title: string, text: string): void {
  if (response.headersSent) return;
  response.writeHead(status, pageHeaders).end(signInPage(title, text));
}

function turnAway(response: ServerResponse, status: number): void {
  show(response, status, "Nothing to see here", "This address waits for the end of a sign-in.");
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    length += bytes.length;
    if (length > longestBody) throw new RangeError("the form is too long");
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** The parameters of a request that has the expected form, or undefined. */
async function parametersOf(
  request: IncomingMessage,
  mode: ResponseMode,
  port: number,
): Promise<URLSearchParams | undefined> {
  // A page of another site can make a browser send requests here, but not with this Host.
  const hosts = [`localhost:${port}`, `127.0.0.1:${port}`, `[::1]:${port}`];
  if (!hosts.includes(request.headers.host ?? "")) return undefined;
  const url = new URL(request.url ?? "/", "http://localhost");
  if (url.pathname !== "/") return undefined;
  if (mode === "query") return request.method === "GET" ? url.searchParams : undefined;
  const isForm = request.headers["content-type"]?.startsWith("application/x-www-form-urlencoded") === true;
  return request.method === "POST" && isForm ? new URLSearchParams(await readBody(request)) : undefined;
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ port, host, exclusive: true }, () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : port);
    });
  });
}

/** Whether an error says that this machine has no IPv6, so that nobody else can listen there either. */
function hasNoIpv6(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "EADDRNOTAVAIL" || error.code === "EAFNOSUPPORT");
}

/** Listens on the same port of both loopback addresses, as `localhost` may mean either and another user might take the free one. */
async function listenOnBoth(
  handler: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<{ servers: Server[]; port: number }> {
  let failure: unknown;
  for (let attempt = 0; attempt < 5; attempt += 1) {
    const servers = [createServer(handler), createServer(handler)] as const;
    try {
      const port = await listen(servers[0], 0, "127.0.0.1");
      await listen(servers[1], port, "::1").catch((error: unknown) => {
        if (!hasNoIpv6(error)) throw error;
      });
      return { servers: [...servers], port };
    } catch (error) {
      failure = error;
      for (const server of servers) server.close();
    }
  }
  throw new SignInError(
    "no_listener",
    "No port on localhost could be listened on.",
    "Check the machine's network settings.",
    failure,
  );
}

/** Opens the listener on a free port. */
export async function openLoopback(mode: ResponseMode): Promise<Loopback> {
  let wanted: { state: string; resolve: (answer: LoopbackAnswer) => void } | undefined;
  let port = 0;
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const parameters = await parametersOf(request, mode, port);
    if (parameters === undefined) return turnAway(response, 404);
    if (wanted === undefined || parameters.get("state") !== wanted.state) return turnAway(response, 400);
    const { resolve } = wanted;
    wanted = undefined;
    resolve({ parameters, finish: ({ ok, title, text }) => show(response, ok ? 200 : 400, title, text) });
  };
  const bound = await listenOnBoth((request, response) => {
    handle(request, response).catch(() => turnAway(response, 400));
  });
  port = bound.port;
  return {
    redirectUri: `http://localhost:${port}`,
    receive(state, signal) {
      const answer = new Promise<LoopbackAnswer>((resolve) => {
        wanted = { state, resolve };
      });
      return untilAborted(answer, signal);
    },
    close() {
      for (const server of bound.servers) server.close();
    },
  };
}
