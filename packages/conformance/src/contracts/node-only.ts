import type { Contract } from "../contract.ts";

/** Promises of entries that need Node: their files are loaded where they run. */
export const nodeOnly: readonly Contract[] = [
  {
    id: "entra.loopback.stored",
    rule: "A person signs in once in a browser that comes back to a loopback listener; whoever opens the store later is not asked.",
    spec: "RFC 8252 §7.3, §8.1; learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow",
    surface: "entra",
    client: "auth-core",
    nodeOnly: "it listens on a port and keeps a file",
    run: async (world) => (await import("../node/loopback-sign-in.ts")).signInOnce(world),
  },
  {
    id: "entra.loopback.state",
    rule: "Whoever comes to the loopback listener with another state is turned away, and the sign-in goes on.",
    spec: "RFC 6749 §10.12; RFC 8252 §8.9",
    surface: "entra",
    client: "auth-core",
    nodeOnly: "it listens on a port",
    run: async (world) => (await import("../node/loopback-sign-in.ts")).turnAwayStrangers(world),
  },
  {
    id: "key-vault.exported.pfx-node",
    rule: "The PFX that a vault exports (PBE-SHA1-3DES, no password) is opened without a native module, and its key gets a token.",
    spec: "RFC 7292 §B, §C; learn.microsoft.com/azure/key-vault/certificates/how-to-export-certificate",
    surface: "key-vault",
    client: "kv-cert",
    nodeOnly: "WebCrypto has no triple DES",
    run: async (world) => (await import("../node/exported-pfx.ts")).signWithPfx(world),
  },
];
