import { intercept } from "@entrakit/emulator/msw";

import { createTenantControl } from "../tenant-control.ts";
import { type World, createWorld } from "../world.ts";

const control = createTenantControl();

/** The runtime that the contracts run in. */
export const runtime = "Node";

/** Opens a fresh tenant that this process's requests reach by their production host names, through MSW. */
export async function openWorld(seed: string): Promise<World & AsyncDisposable> {
  const facts = await control.open(seed);
  const interception = intercept(control.tenant);
  return { ...createWorld(facts, control), [Symbol.asyncDispose]: async () => interception.close() };
}
