import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

import { build } from "esbuild";
import { describe, expect, test } from "vitest";

const source = fileURLToPath(new URL("../src/", import.meta.url));

/** What a program that consists of these lines ships. */
async function bundle(lines: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: lines, resolveDir: source, loader: "ts" },
    bundle: true,
    format: "esm",
    minify: true,
    platform: "neutral",
    write: false,
  });
  return outputFiles[0]?.text ?? "";
}

const powerBiReport = "7504609f-c495-4c64-8542-686125a5a36f";
const mailRead = "810c84a8-4a9e-49e6-bf7d-12d183f40d01";

describe("what an import ships", () => {
  test("the root fits in 2 KiB compressed and holds no GUID", async () => {
    const text = await bundle('export * from "./index.ts";');
    expect(gzipSync(text, { level: 9 }).length).toBeLessThanOrEqual(2048);
    expect(text).not.toContain(mailRead);
  });

  test("types alone ship nothing", async () => {
    expect(await bundle('import type { GraphRouteTable } from "./routes.ts"; export type T = GraphRouteTable;')).toBe(
      "",
    );
  });

  test("an import that is not used ships nothing", async () => {
    const lines = ["index", "graph", "resources", "routes", "aadsts"].map(
      (name) => `import * as ${name} from "./${name}.ts";`,
    );
    expect(await bundle(lines.join("\n"))).toBe("");
  });

  test("Graph's GUIDs come without those of the other APIs", async () => {
    const text = await bundle('export { requiredResourceAccess } from "./graph.ts";');
    expect(text).toContain(mailRead);
    expect(text).not.toContain(powerBiReport);
  });

  test("routes come without GUIDs", async () => {
    const text = await bundle('export { leastPrivilege } from "./routes.ts";');
    expect(text).toContain("Mail.Send");
    expect(text).not.toContain(mailRead);
  });
});
