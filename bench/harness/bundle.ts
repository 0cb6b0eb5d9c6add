import { builtinModules } from "node:module";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

import { build } from "esbuild";

/** A minified bundle and its sizes in KiB of 1,024 bytes. */
export interface Bundle {
  readonly code: Uint8Array;
  readonly minified: number;
  /** After gzip −9. */
  readonly gzip: number;
}

/** Bundles a file of `entries/` as a Worker's build does: the conditions and fields that wrangler resolves by, built-ins left out. */
export async function bundle(entry: string): Promise<Bundle> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(`../entries/${entry}.ts`, import.meta.url))],
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    target: "es2024",
    platform: "browser",
    conditions: ["@entrakit/source", "workerd", "worker", "browser"],
    mainFields: ["browser", "module", "main"],
    define: { "process.env.NODE_ENV": '"production"' },
    external: ["node:*", ...builtinModules],
    logLevel: "silent",
  });
  const code = outputFiles[0]?.contents;
  if (code === undefined) throw new Error(`${entry}: esbuild gave no output`);
  return { code, minified: code.byteLength / 1024, gzip: gzipSync(code, { level: 9 }).byteLength / 1024 };
}
