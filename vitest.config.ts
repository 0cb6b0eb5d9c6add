import { defineConfig } from "vitest/config";

const source = { conditions: ["@entrakit/source"] };

export default defineConfig({
  test: {
    projects: [
      {
        resolve: source,
        ssr: { resolve: source },
        test: { name: "node", include: ["packages/*/test/**/*.test.ts", "apps/*/test/**/*.test.ts", "test/**/*.test.ts"] },
      },
    ],
  },
});
