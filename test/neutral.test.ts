import { build } from "esbuild";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

import { readManifest } from "./manifest.ts";

const root = join(import.meta.dirname, "..");
const neutralPackages = ["scopes", "auth-core", "kv-cert", "edge-fetch", "graph-kit", "azure-ai-kit"];

/** Entries that are for Node by design; every other entry of a neutral package runs anywhere. */
const nodeEntries = new Set(["@entrakit/auth-core/node", "@entrakit/kv-cert/node"]);

const entries = neutralPackages.flatMap((name) => {
  const manifest = readManifest(join(root, "packages", name, "package.json"));
  return Object.keys(manifest.exports)
    .filter((key) => key !== "./package.json")
    .map((key) => ({ name, specifier: `@entrakit/${name}${key.slice(1)}` }));
});

/** Bundles an entry for a platform with no built-ins at all; a `node:` import then stays in the output or fails the build. */
async function bundle(name: string, specifier: string): Promise<string> {
  const result = await build({
    stdin: {
      contents: `export * from ${JSON.stringify(specifier)};`,
      resolveDir: join(root, "packages", name, "test"),
    },
    bundle: true,
    write: false,
    format: "esm",
    platform: "neutral",
    mainFields: ["module", "main"],
    conditions: ["@entrakit/source", "workerd", "import"],
    external: [
      "node:*",
      "openai",
      "openai/*",
      "@azure/search-documents",
      "@microsoft/microsoft-graph-client",
      "hono",
      "hono/*",
    ],
    logLevel: "silent",
  });
  return result.outputFiles.map((file) => file.text).join("\n");
}

const builtIn =
  /from\s*["']node:|import\s*\(\s*["']node:|require\(["']node:|\bprocess\.(env|nextTick|version|stdout)\b|\bBuffer\.(from|alloc)\b/;

test.each(entries.filter(({ specifier }) => !nodeEntries.has(specifier)))(
  "$specifier holds no Node built-in",
  async ({ name, specifier }) => {
    const text = await bundle(name, specifier);
    expect(text.match(builtIn)?.[0]).toBeUndefined();
  },
);

test.each([...nodeEntries].map((specifier) => ({ specifier, name: specifier.split("/")[1] ?? "" })))(
  "$specifier is told apart as Node's own, so the search above can see one",
  async ({ name, specifier }) => {
    expect(await bundle(name, specifier)).toMatch(builtIn);
  },
);

test("every neutral package has at least one neutral entry under test", () => {
  const covered = new Set(entries.filter(({ specifier }) => !nodeEntries.has(specifier)).map(({ name }) => name));
  expect([...covered].sort()).toEqual([...neutralPackages].sort());
  expect(readdirSync(join(root, "packages"))).toEqual(expect.arrayContaining(neutralPackages));
});
