import type { UserConfig } from "tsdown";

/** What every published package is built with: ESM, declarations, and the two judges of a package's shape. */
export const base = {
  format: "esm",
  target: "es2023",
  dts: { oxc: true },
  sourcemap: true,
  clean: true,
  publint: { strict: true },
  attw: { profile: "esm-only", level: "error" },
} as const satisfies UserConfig;
