/** A stand-in for Entra's token endpoint and for Graph's users, on loopback, to be run in a process of its own. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { setTimeout as pause } from "node:timers/promises";

/** Long enough that a thousand callers are all under way before the first is answered. */
const tokenDelayMs = 50;
const tokenCharacters = 2014;

const counts = { tokens: 0, users: 0, others: 0 };

function answer(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    "content-type": "application/json; charset=utf-8",
    "content-length": Buffer.byteLength(text),
    "request-id": "8a9b1c2d-0000-4000-8000-000000000001",
    "odata-version": "4.0",
  });
  response.end(text);
}

function token(): unknown {
  const accessToken = `header.${String(counts.tokens).padStart(8, "0")}`.padEnd(tokenCharacters, "x");
  return { token_type: "Bearer", expires_in: 3599, ext_expires_in: 3599, access_token: accessToken };
}

function user(id: string): unknown {
  return {
    "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#users/$entity",
    businessPhones: ["+1 412 555 0109"],
    displayName: `Adele Vance ${id}`,
    givenName: "Adele",
    jobTitle: "Retail Manager",
    mail: `user${id}@contoso.com`,
    mobilePhone: "+1 425 555 0109",
    officeLocation: "18/2111",
    preferredLanguage: "en-US",
    surname: "Vance",
    userPrincipalName: `user${id}@contoso.com`,
    id,
  };
}

async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const [path = "/"] = (request.url ?? "/").split("?");
  request.resume();
  if (path === "/counts") {
    answer(response, 200, counts);
    Object.assign(counts, { tokens: 0, users: 0, others: 0 });
    return;
  }
  if (request.method === "POST" && path.endsWith("/oauth2/v2.0/token")) {
    counts.tokens += 1;
    await pause(tokenDelayMs);
    return answer(response, 200, token());
  }
  const userId = /^\/v1\.0\/users\/([^/]+)$/.exec(path)?.[1];
  if (
    request.method === "GET" &&
    userId !== undefined &&
    request.headers.authorization?.startsWith("Bearer ") === true
  ) {
    counts.users += 1;
    return answer(response, 200, user(userId));
  }
  counts.others += 1;
  answer(response, 404, { error: { code: "Request_ResourceNotFound", message: `${request.method} ${path}` } });
}

const server = createServer((request, response) => {
  handle(request, response).catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
});
server.keepAliveTimeout = 60_000;
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  process.send?.(address.port);
});
// The parent's end is this one's end, however it came.
process.on("disconnect", () => process.exit(0));
