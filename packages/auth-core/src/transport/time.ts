import { untilAborted } from "../internal/abort.ts";

/** Time and chance as the transport sees them; tests put their own in its place. */
export interface TimeSource {
  /** Milliseconds since the epoch. */
  now(): number;
  /** A number in [0, 1). */
  random(): number;
  /** Calls back once after the given milliseconds; the answer takes it back. */
  setTimer(milliseconds: number, callback: () => void): () => void;
}

/** Key of the option that replaces the platform's clock, timers and randomness. Meant for tests. */
export const timeSource: unique symbol = Symbol.for("entrakit.timeSource");

/** `setTimeout` holds 31 bits of milliseconds; a longer time fires at once. */
const longestTimer = 2 ** 31 - 1;

const systemTime: TimeSource = {
  now: () => Date.now(),
  random: () => Math.random(),
  setTimer(milliseconds, callback) {
    if (milliseconds === Infinity) return () => {};
    const timer = setTimeout(callback, Math.min(Math.max(milliseconds, 0), longestTimer));
    return () => clearTimeout(timer);
  },
};

/** The given time, or the platform's. */
export function timeOf(options: { readonly [timeSource]?: TimeSource | undefined }): TimeSource {
  return options[timeSource] ?? systemTime;
}

/**
 * Waits until a moment has passed, never less, or rejects with the signal's reason as soon as it aborts.
 *
 * @param at milliseconds since the epoch
 */
export async function waitUntil(at: number, time: TimeSource, signal?: AbortSignal | null): Promise<void> {
  while (time.now() < at) await pause(at - time.now(), time, signal);
  signal?.throwIfAborted();
}

function pause(milliseconds: number, time: TimeSource, signal?: AbortSignal | null): Promise<void> {
  signal?.throwIfAborted();
  let stop = (): void => {};
  const over = new Promise<void>((resolve) => {
    stop = time.setTimer(milliseconds, resolve);
  });
  return untilAborted(over, signal).finally(() => stop());
}
