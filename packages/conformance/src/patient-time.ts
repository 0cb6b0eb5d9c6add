import type { TimeSource } from "@entrakit/auth-core/transport";

/** Waits between two requests are shorter, limits on one request are longer. In milliseconds. */
const longestWait = 9_000;

/** A client's time under a contract: a wait is over at once, and the tenant's clock has moved by as much. */
export interface PatientTime extends TimeSource {
  /** The waits that went by, in milliseconds. */
  readonly waits: readonly number[];
}

/**
 * Makes the time for a client. Waits up to 9 s move the tenant's clock instead of taking time; longer timers, which are
 * limits on a request, run as they are.
 *
 * @param advance moves the tenant's clock
 */
export function createPatientTime(advance: (milliseconds: number) => Promise<void>): PatientTime {
  let offset = 0;
  const waits: number[] = [];
  return {
    waits,
    now: () => Date.now() + offset,
    random: () => 0.5,
    setTimer(milliseconds, callback) {
      let stopped = false;
      const isWait = milliseconds <= longestWait;
      const timer = isWait ? undefined : setTimeout(callback, Math.min(milliseconds, 2 ** 31 - 1));
      const passWait = async (): Promise<void> => {
        waits.push(milliseconds);
        offset += milliseconds;
        await advance(milliseconds);
        if (!stopped) callback();
      };
      if (isWait) void passWait();
      return () => {
        stopped = true;
        clearTimeout(timer);
      };
    },
  };
}
