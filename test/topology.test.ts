import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

import { type Manifest, readManifest } from "./manifest.ts";
import { topology } from "./topology.ts";

const root = join(import.meta.dirname, "..");
const folders = ["packages", "apps"].flatMap((group) =>
  readdirSync(join(root, group)).map((name) => `${group}/${name}`),
);

function runtimeDependencies(manifest: Manifest): string[] {
  return Object.keys(manifest.dependencies).sort();
}

test("every workspace package stands in the topology table, and nothing else does", () => {
  expect(folders.sort()).toEqual(Object.keys(topology).sort());
});

test.each(Object.entries(topology))("%s depends on what the table says at run time", (folder, row) => {
  const manifest = readManifest(join(root, folder, "package.json"));
  expect(runtimeDependencies(manifest)).toEqual([...row.dependencies].sort());
  expect(Object.keys(manifest.peerDependencies).sort()).toEqual([...(row.optionalPeers ?? [])].sort());
  expect(Object.keys(manifest.peerDependenciesMeta).sort()).toEqual(Object.keys(manifest.peerDependencies).sort());
});

test("arrows go upward only: no package reaches itself through its dependencies", () => {
  const reach = (name: string, seen: readonly string[]): void => {
    expect(seen, `${[...seen, name].join(" -> ")} is a circle`).not.toContain(name);
    const row = topology[`packages/${name}`];
    for (const dependency of row?.dependencies ?? []) {
      if (dependency.startsWith("@entrakit/")) reach(dependency.slice("@entrakit/".length), [...seen, name]);
    }
  };
  for (const folder of Object.keys(topology)) reach(folder.slice(folder.indexOf("/") + 1), []);
});

test("the emulator stands alone: no source file of it imports another package of ours", () => {
  const files = readdirSync(join(root, "packages/emulator/src"), { recursive: true, encoding: "utf8" });
  const sources = files.filter((file) => file.endsWith(".ts"));
  expect(sources.length).toBeGreaterThan(20);
  for (const file of sources) {
    const text = readFileSync(join(root, "packages/emulator/src", file), "utf8");
    expect(text.match(/from "@entrakit\/|import\("@entrakit\//), file).toBeNull();
  }
});

test("npm start and npm test call the package manager that the workspace pins", () => {
  const manifest = readManifest(join(root, "package.json"));
  expect(manifest.packageManager).toMatch(/^pnpm@\d+\.\d+\.\d+$/);
  expect(manifest.scripts["start"]).toBe(`npx --yes ${manifest.packageManager} demo`);
  expect(manifest.scripts["test"]).toBe(`npx --yes ${manifest.packageManager} verify`);
});
