import { openWorld, runtime } from "#runtime";
import { describe, expect, test } from "vitest";

import { contracts } from "../src/contracts.ts";

// The same file runs in two projects: Node and workerd.
describe(`contracts in ${runtime}`, () => {
  for (const contract of contracts) {
    if (contract.nodeOnly !== undefined && runtime !== "Node") continue;
    test(`${contract.id}: ${contract.rule}`, async () => {
      await using world = await openWorld(contract.id);
      await expect(contract.run(world)).resolves.toBeUndefined();
    });
  }
});
