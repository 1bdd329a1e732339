import { clampedPoisson } from "../jitter.ts";
import { longestWait, type LimitNumbers } from "./decay.ts";

/** How far a wait may exceed its average: spreads those who were refused together. */
const SPREAD = 0.3;

/**
 * Seconds after which a refused request should be made again: drawn around the time that the limit furthest from
 * having room is expected to need.
 *
 * @param limits those that were asked, `denied_slots` without this request; not empty
 * @param random uniform in [0, 1)
 */
export function retryAfter(limits: readonly LimitNumbers[], slots: number, random: number): number {
  const blocking = (limit: LimitNumbers): number =>
    (slots + limit.denied_slots) / (limit.slot_decay_per_second > 0 ? 1 : Math.max(1, limit.limit));
  const worst = limits.reduce((most, limit) => (blocking(limit) > blocking(most) ? limit : most));
  const longest = longestWait(worst);
  const average =
    worst.slot_decay_per_second > 0
      ? blocking(worst) / worst.slot_decay_per_second
      : Math.min(Math.min(worst.avg_slot_occupancy_seconds, longest) * blocking(worst), longest);
  return clampedPoisson(average, SPREAD, random);
}
