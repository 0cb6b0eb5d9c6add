import { fileURLToPath } from "node:url";

import { cloudflareTest } from "@cloudflare/vitest-plugin";
import { build } from "esbuild";
import { defineConfig } from "vitest/config";

// The tests concern this machine alone: nothing is reported and nothing is looked up.
process.env["WRANGLER_SEND_METRICS"] = "false";
process.env["WRANGLER_SEND_ERROR_REPORTS"] = "false";
process.env["CLOUDFLARE_CF_FETCH_ENABLED"] = "false";

const compatibilityDate = "2026-08-04";
const conditions = ["@entrakit/source", "workerd", "worker", "module", "browser"];

/** The tenant as one module for a Worker of its own. */
async function emulatorWorker(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL("src/runtime/emulator-worker.ts", import.meta.url))],
    bundle: true,
    write: false,
    format: "esm",
    platform: "browser",
    conditions,
    external: ["node:*"],
    logLevel: "warning",
  });
  const [file] = outputFiles;
  if (file === undefined) throw new Error("esbuild gave no output");
  return file.text;
}

/** The contracts inside workerd. Every request of the isolate under test goes to a second Worker, which is the tenant. */
export default defineConfig({
  plugins: [
    cloudflareTest(async () => ({
      remoteBindings: false,
      miniflare: {
        compatibilityDate,
        outboundService: "emulator",
        workers: [{ name: "emulator", modules: true, script: await emulatorWorker(), compatibilityDate }],
      },
    })),
  ],
  // Packages without their sources would be named one by one.
  logLevel: "error",
  ssr: { resolve: { conditions } },
  test: { name: "workerd", include: ["test/contracts.test.ts"] },
});
