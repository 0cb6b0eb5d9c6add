import type { World } from "./world.ts";

/** What a stage showed, in one line, and the facts behind it for machines. */
interface Proof {
  /** One line for a person; names a value that follows from the seed. */
  readonly proved: string;
  readonly facts: Readonly<Record<string, unknown>>;
}

/** One stage of the main job. */
export interface Stage {
  readonly id: string;
  readonly title: string;
  /** What to do when it fails. */
  readonly remedy: string;
  run(world: World, progress: (note: string) => void): Promise<Proof>;
}

/** A stage's end, as the report prints it. */
export interface StageResult {
  readonly id: string;
  readonly title: string;
  readonly ok: boolean;
  readonly milliseconds: number;
  readonly proved?: string;
  readonly facts?: Readonly<Record<string, unknown>>;
  readonly error?: string;
  readonly remedy?: string;
}

/** Fails the stage with a sentence unless the condition holds. */
export function must(condition: boolean, sentence: string): asserts condition {
  if (!condition) throw new Error(sentence);
}
