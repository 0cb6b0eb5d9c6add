import { defineConfig } from "tsdown";

import { base } from "../../tsdown.base.ts";

export default defineConfig({
  ...base,
  platform: "node",
  fixedExtension: false,
  entry: ["src/index.ts", "src/main.ts"],
});
