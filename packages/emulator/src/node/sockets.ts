import { type Server, createServer } from "node:http";
import type { AddressInfo, Server as NetServer, Socket } from "node:net";

/** Listens on loopback and gives the port. */
export async function listenOnLoopback(server: NetServer, port = 0): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === "string") throw new TypeError("the server listens on no port");
  return address.port;
}

/** Ends a server with every connection that it holds, at once: a test must not wait for idle clients. */
export function closerOf(server: NetServer): () => Promise<void> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  return async () => {
    for (const socket of sockets) socket.destroy();
    if (!server.listening) return;
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
    });
  };
}

/** A node server without a port of its own: connections are handed to it. */
export function createInnerServer(listener: Parameters<typeof createServer>[1]): Server {
  return createServer({ keepAliveTimeout: 60_000 }, listener);
}
