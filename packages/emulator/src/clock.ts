/** The tenant's time: the machine's, until a test moves it. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Moves the clock forward, or back with a negative number. */
  advance(milliseconds: number): void;
}

/** A clock that runs with the machine's and can be moved against it. */
export function createClock(): Clock {
  let offset = 0;
  return {
    now: () => Date.now() + offset,
    advance: (milliseconds) => {
      offset += milliseconds;
    },
  };
}
