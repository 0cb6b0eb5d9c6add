/** What a package may depend on at run time. */
export interface TopologyRow {
  readonly dependencies: readonly string[];
  readonly optionalPeers?: readonly string[];
}

const ours = (...names: string[]): string[] => names.map((name) => `@entrakit/${name}`);

/** The workspace's packages and their arrows, as docs/architecture.md draws them. A change here is a design decision. */
export const topology: Readonly<Record<string, TopologyRow>> = {
  "packages/scopes": { dependencies: [] },
  "packages/auth-core": { dependencies: [...ours("scopes"), "jose", "oauth4webapi"] },
  "packages/kv-cert": { dependencies: ours("auth-core", "scopes") },
  "packages/edge-fetch": { dependencies: ours("auth-core", "scopes"), optionalPeers: ["hono"] },
  "packages/graph-kit": {
    dependencies: [...ours("edge-fetch", "scopes"), "@microsoft/microsoft-graph-types"],
    optionalPeers: ["@microsoft/microsoft-graph-client"],
  },
  "packages/azure-ai-kit": {
    dependencies: ours("edge-fetch", "graph-kit", "scopes"),
    optionalPeers: ["@azure/search-documents", "openai"],
  },
  "packages/emulator": {
    dependencies: ["@hono/node-server", "@peculiar/x509", "hono", "jose", "reflect-metadata"],
    optionalPeers: ["msw"],
  },
  "packages/cli": {
    dependencies: [
      ...ours("auth-core", "edge-fetch", "emulator", "graph-kit", "kv-cert", "scopes"),
      "@azure/identity",
      "citty",
    ],
  },
  "packages/conformance": { dependencies: [] },
  "apps/mcp-server": {
    dependencies: [
      ...ours("auth-core", "azure-ai-kit", "graph-kit", "kv-cert", "scopes"),
      "@azure/identity",
      "@microsoft/microsoft-graph-client",
      "@modelcontextprotocol/server",
      "openai",
      "zod",
    ],
  },
  "apps/worker": {
    dependencies: [...ours("auth-core", "azure-ai-kit", "edge-fetch", "graph-kit"), "hono", "openai"],
  },
};
