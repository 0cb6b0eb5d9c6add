import { defineConfig } from "vitest/config";

const source = { conditions: ["@entrakit/source"] };

/** Tests that need programs from outside npm. `pnpm verify:system` runs them and names those that are skipped. */
export default defineConfig({
  resolve: source,
  ssr: { resolve: source },
  test: { include: ["packages/conformance/system/**/*.test.ts"], testTimeout: 30_000 },
});
