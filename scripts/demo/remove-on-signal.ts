import { rmSync } from "node:fs";
import { dirname } from "node:path";

import type { Report } from "./report.ts";
import type { World } from "./world.ts";

/** Removes the run's files, secrets among them, however the run is stopped. */
export function removeOnSignal(world: World, report: Report): void {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.once(signal, () => {
      for (const directory of [world.directory, dirname(world.proxy.certificateFile)]) {
        rmSync(directory, { recursive: true, force: true });
      }
      report.line("Stopped.");
      process.exit(world.kept ? 0 : 130);
    });
  }
}
