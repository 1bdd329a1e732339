/**
 * What the engine's waits go by: the machine's clock, or one that a test has given.
 *
 * C1  Without a test's clock nothing is looked up: a run of a program never pays for it.
 * C2  A test's clock counts for what the test calls, and what that calls (AsyncLocalStorage); other code has real time.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import type { Micros } from "@weir/contract/time";

/** A clock that is not the machine's. */
export interface OwnClock {
  /** The present instant, never the same one twice. */
  now(): Micros;
  /** Milliseconds since some moment. */
  elapsed(): number;
  /** Calls `ring` after some milliseconds; gives a function that keeps it from doing so. */
  alarm(millis: number, ring: () => void): () => void;
  /** The same for what nobody waits for, like renewals: it rings when time passes, and is no reason for time to pass. */
  backgroundAlarm(millis: number, ring: () => void): () => void;
}

const given = new AsyncLocalStorage<OwnClock>();
/** How many clocks have been given and are in use (C1). */
let inUse = 0;

/** The clock of a test; `undefined` for the machine's. */
export const ownClock = (): OwnClock | undefined => (inUse === 0 ? undefined : given.getStore());

/** Runs `fn`, and all that it starts, by a clock. */
export async function withClock<T>(clock: OwnClock, fn: () => Promise<T>): Promise<T> {
  inUse += 1;
  try {
    return await given.run(clock, fn);
  } finally {
    inUse -= 1;
  }
}

/** Milliseconds since some moment: for differences. */
export const elapsed = (): number => ownClock()?.elapsed() ?? performance.now();
