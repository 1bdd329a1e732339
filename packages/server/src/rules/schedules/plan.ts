/**
 * Which times of a schedule become runs now, and when to look again.
 *
 * P1. Runs are planned until there are `minRuns` of them and the last is `minTime` away, but never more than `maxRuns`,
 *     and none after `maxTime`.
 * P2. The next look comes when, by the passing of time alone, P1 would ask for another run; not before.
 */
import type { Micros } from "@weir/contract";

export interface PlanLimits {
  readonly minRuns: number;
  readonly maxRuns: number;
  /** Microseconds from the start that have to be planned. */
  readonly minTime: Micros;
  /** Microseconds from the start after which nothing is planned. */
  readonly maxTime: Micros;
}

export interface Plan {
  readonly times: readonly Micros[];
  /** When there will be more to plan; null: never. */
  readonly next: Micros | null;
}

/** @param times the schedule's times from `start` on, ascending, perhaps without end */
export function plan(times: Iterable<Micros>, start: Micros, limits: PlanLimits): Plan {
  const { minRuns, maxRuns, minTime, maxTime } = limits;
  const taken: Micros[] = [];
  for (const time of times) {
    if (time > start + maxTime) return { times: taken, next: Math.max(time - maxTime, start + 1) };
    if (taken.length >= maxRuns) return { times: taken, next: crowded(taken) };
    taken.push(time);
    if (taken.length >= minRuns && time >= start + minTime) return { times: taken, next: satisfied(taken, limits) };
  }
  return { times: taken, next: null };
}

/** Too dense for the time that has to be planned: again when half of it has come. */
const crowded = (taken: readonly Micros[]): Micros | null => (taken.length === 0 ? null : taken[taken.length >> 1]!);

/** When one run too few is left, or the last one is too near. */
function satisfied(taken: readonly Micros[], { minRuns, minTime }: PlanLimits): Micros {
  const few = taken[taken.length - Math.max(1, minRuns)]! + 1;
  return Math.min(few, taken.at(-1)! - minTime + 1);
}
