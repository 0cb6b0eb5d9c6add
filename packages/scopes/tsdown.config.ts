import { defineConfig } from "tsdown";

import { base } from "../../tsdown.base.ts";

export default defineConfig({
  ...base,
  platform: "neutral",
  entry: ["src/index.ts", "src/graph.ts", "src/resources.ts", "src/routes.ts", "src/aadsts.ts"],
});
