import { defineConfig } from "tsdown";

import { base } from "../../tsdown.base.ts";

export default defineConfig({
  ...base,
  platform: "neutral",
  entry: ["src/openai.ts", "src/search.ts", "src/rag/index.ts"],
});
