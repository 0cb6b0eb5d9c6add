import type { AccessToken } from "./credential.ts";

/** A token request under way, and how many wait for it. */
export interface Flight {
  readonly key: string;
  readonly promise: Promise<AccessToken>;
  readonly controller: AbortController;
  /** Whether it began as a renewal in the background. */
  readonly ahead: boolean;
  waiting: number;
}

/** The token requests under way, one for each key. */
export interface Flights {
  has(key: string): boolean;
  /** Joins the request of a key, or starts it. */
  join(key: string, ahead: boolean, start: (signal: AbortSignal) => Promise<AccessToken>): Flight;
  /** Says that one caller waits no more; with the last one the request ends. */
  leave(flight: Flight): void;
}

/**
 * Makes an empty set of them.
 *
 * @param waitUntil told of every request, so that the platform lets it come to its end
 */
export function createFlights(waitUntil: ((work: Promise<unknown>) => void) | undefined): Flights {
  const running = new Map<string, Flight>();
  const begin = (key: string, ahead: boolean, start: (signal: AbortSignal) => Promise<AccessToken>): Flight => {
    const controller = new AbortController();
    const promise = start(controller.signal).finally(() => {
      if (running.get(key) === flight) running.delete(key);
    });
    const flight: Flight = { key, promise, controller, ahead, waiting: 1 };
    running.set(key, flight);
    // A failure that nobody waits for any more is nobody's error.
    waitUntil?.(promise.catch(() => {}));
    promise.catch(() => {});
    return flight;
  };
  return {
    has: (key) => running.has(key),
    join(key, ahead, start) {
      const flight = running.get(key);
      if (flight === undefined) return begin(key, ahead, start);
      flight.waiting += 1;
      return flight;
    },
    leave(flight) {
      flight.waiting -= 1;
      if (flight.waiting > 0 || running.get(flight.key) !== flight) return;
      running.delete(flight.key);
      flight.controller.abort();
    },
  };
}
