import { createServer } from "node:http";

import { afterEach, expect, test, vi } from "vitest";

import { createTenant } from "../../src/index.ts";
import { connectProxy } from "../../src/node/proxy.ts";
import { listenOnLoopback } from "../../src/node/sockets.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

test("what listens does so on 127.0.0.1 alone", async () => {
  const server = createServer();
  try {
    await listenOnLoopback(server);
    expect(server.address()).toMatchObject({ address: "127.0.0.1" });
  } finally {
    server.close();
  }
});

test("the authority's private key cannot be taken out of memory", async () => {
  const generate = vi.spyOn(crypto.subtle, "generateKey");
  await using _proxy = await connectProxy(createTenant({ seed: "authority" }));
  const [first] = await Promise.all(generate.mock.results.map(({ value }): unknown => value));
  if (typeof first !== "object" || first === null || !("privateKey" in first)) throw new Error("no key pair was made");
  const { privateKey } = first;
  if (!(privateKey instanceof CryptoKey)) throw new Error("the private key is no CryptoKey");
  await expect(crypto.subtle.exportKey("pkcs8", privateKey)).rejects.toThrow(/not extractable/);
});
