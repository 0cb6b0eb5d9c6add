import { defineConfig } from "vitest/config";

const source = { conditions: ["@entrakit/source"] };

export default defineConfig({
  test: {
    maxWorkers: "100%",
    // No measure of speed: a machine under load must not turn a test red.
    testTimeout: 60_000,
    projects: [
      "packages/conformance/vitest.workerd.config.ts",
      {
        resolve: source,
        ssr: { resolve: source },
        test: {
          name: "node",
          include: [
            "packages/*/test/**/*.test.ts",
            "apps/*/test/**/*.test.ts",
            "test/**/*.test.ts",
            "bench/test/**/*.test.ts",
          ],
        },
      },
    ],
  },
});
