import { defineConfig } from "tsdown";

import { base } from "../../tsdown.base.ts";

export default defineConfig({
  ...base,
  platform: "neutral",
  deps: { neverBundle: [/^node:/] },
  entry: ["src/index.ts", "src/node/index.ts"],
});
