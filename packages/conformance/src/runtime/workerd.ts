import { type World, createWorld } from "../world.ts";
import { remoteControl } from "./control-wire.ts";

/** The runtime that the contracts run in. */
export const runtime = "workerd";

/** Opens a fresh tenant in the Worker that all requests of this isolate go to; the isolate's own `fetch` is untouched. */
export async function openWorld(seed: string): Promise<World & AsyncDisposable> {
  const facts = await remoteControl.open(seed);
  return { ...createWorld(facts, remoteControl), [Symbol.asyncDispose]: async () => {} };
}
