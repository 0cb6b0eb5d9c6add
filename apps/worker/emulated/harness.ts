import { join } from "node:path";

import { createTestHarness, type TestHarness } from "wrangler";

/** No look-ups, no telemetry, no banner; packages of this workspace from their sources. */
const quiet = {
  WRANGLER_SEND_METRICS: "false",
  WRANGLER_SEND_ERROR_REPORTS: "false",
  WRANGLER_HIDE_BANNER: "true",
  WRANGLER_LOG: "error",
  CLOUDFLARE_CF_FETCH_ENABLED: "false",
  WRANGLER_BUILD_CONDITIONS: "@entrakit/source,workerd,worker,browser",
};

const root = join(import.meta.dirname, "..");

/** Names of the builds within a harness. */
export const builds = { emulator: "entrakit-worker-emulator", production: "entrakit-worker" } as const;

/** What a Worker is given. */
export interface Given {
  /** Its variables by name. */
  readonly variables: Readonly<Record<string, string>>;
  /** What its `CLIENT_CERTIFICATE` holds. */
  readonly certificate: string;
}

/**
 * The Worker in workerd, as `wrangler deploy` would build it: first for the emulator, whose tokens it takes, and where asked
 * for as for production, too. What it sends leaves through this process's `fetch`.
 */
export function workerHarness({ variables, certificate }: Given, withProduction = false): TestHarness {
  Object.assign(process.env, quiet);
  const worker = {
    configPath: join(root, "wrangler.jsonc"),
    secrets: { ...variables },
    bindingOverrides: { CLIENT_CERTIFICATE: "secrets-store" },
  };
  return createTestHarness({
    workers: [
      { ...worker, env: "emulator" },
      ...(withProduction ? [worker] : []),
      {
        configPath: join(root, "emulated", "secrets-store", "wrangler.jsonc"),
        secrets: { VALUE: certificate },
      },
    ],
  });
}
