import type { Micros } from "@weir/contract";

/** Tells the time. The whole server asks this one, so that a test can hand in its own. */
export interface Clock {
  /** The present instant, in microseconds since the epoch. */
  now(): Micros;
}

/** How far the two clocks may differ before the fine one is set again, in milliseconds. */
const TOLERANCE = 2;

/**
 * The machine's clock with microsecond steps. `Date.now()` counts milliseconds only, and `performance.now()` does not
 * follow corrections of the system's time: this one takes its steps from the second and its truth from the first.
 */
export function systemClock(): Clock {
  let offset = performance.timeOrigin;
  return {
    now() {
      const fine = offset + performance.now();
      const drift = Date.now() - fine;
      if (drift > TOLERANCE || drift < -TOLERANCE) offset += drift;
      return Math.floor((offset + performance.now()) * 1000);
    },
  };
}
