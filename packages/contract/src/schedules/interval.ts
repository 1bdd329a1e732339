/**
 * Every so often, counted from an anchor.
 *
 * I1. An interval shorter than a day is elapsed time: six hours are six hours, whatever the clock does.
 * I2. A longer one is kept on the wall clock of the zone: each day at nine stays at nine through every change of the
 *     clock, wherever the counting begins.
 */
import type { Micros } from "../time.ts";
import { instantOf, wallOf } from "./zone.ts";

const DAY = 86_400_000_000;

/** The times at or after `start`, for ever. */
export function* intervalTimes(interval: Micros, anchor: Micros, zone: string, start: Micros): Generator<Micros> {
  const byClock = interval >= DAY;
  const base = byClock ? wallOf(anchor, zone) : anchor;
  const at = (count: number): Micros =>
    byClock ? instantOf(base + count * interval, zone, "compatible") : base + count * interval;
  // On the clock the first guess may be off by a day that the zone left out or had twice.
  let count = Math.floor((start - anchor) / interval) - (byClock ? 2 : 0);
  let last = start - 1;
  for (; ; count++) {
    const time = at(count);
    if (time <= last) continue;
    last = time;
    yield time;
  }
}
