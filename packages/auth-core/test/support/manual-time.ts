import type { TimeSource } from "@entrakit/auth-core/transport";

/** A clock that stands still until a test moves it; timers ring when it passes them. */
export interface ManualTime extends TimeSource {
  /** Moves on, ringing what is due on the way. */
  advance(milliseconds: number): Promise<void>;
  /** Waits for a promise, jumping from timer to timer whenever nothing else is going on. */
  settle<T>(work: Promise<T>): Promise<T>;
}

/** Lets everything run that is ready to run. */
export async function idle(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await new Promise<void>((resolve) => void setImmediate(resolve));
}

/** Makes a clock at a fixed moment. */
export function createManualTime(start = Date.parse("2026-11-22T12:00:00.900Z")): ManualTime {
  let now = start;
  const timers = new Set<{ readonly at: number; readonly callback: () => void }>();
  const nextTimer = () => [...timers].sort((one, other) => one.at - other.at)[0];
  const ring = (until: number): boolean => {
    const timer = nextTimer();
    if (timer === undefined || timer.at > until) return false;
    timers.delete(timer);
    now = Math.max(now, timer.at);
    timer.callback();
    return true;
  };
  return {
    now: () => now,
    random: () => 0.5,
    setTimer(milliseconds, callback) {
      const timer = { at: now + milliseconds, callback };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    async advance(milliseconds) {
      const target = now + milliseconds;
      await idle();
      while (ring(target)) await idle();
      now = target;
      await idle();
    },
    async settle(work) {
      let settled = false;
      const watch = async (): Promise<void> => {
        await Promise.allSettled([work]);
        settled = true;
      };
      void watch();
      // Where no timer is left, something outside this thread may still be at work, e.g. a signature.
      for (let silent = 0; silent < 500;) {
        await idle();
        if (settled) return work;
        if (ring(Infinity)) silent = 0;
        else silent += 1;
        if (silent > 0) await new Promise((resolve) => void setTimeout(resolve, 1));
      }
      throw new Error("nothing is left that could settle this promise");
    },
  };
}
