/**
 * How the slots of a limit come free by themselves (spec CORE, 6.1), and what is learnt from those that were given back.
 * A limit with a decay is a bucket that drains at a steady rate: what a rate limit is made of.
 */
import { seconds, toSeconds, type Micros } from "@weir/contract";

/** What the arithmetic needs of a limit. */
export interface LimitNumbers {
  readonly name: string;
  readonly limit: number;
  readonly denied_slots: number;
  readonly slot_decay_per_second: number;
  readonly avg_slot_occupancy_seconds: number;
  readonly updated: Micros;
  readonly decayed: Micros;
}

/** Longest wait that a slot of a limit is taken to need, in seconds: tags are asked again sooner. */
const LONGEST_WAIT = 30;
const LONGEST_TAG_WAIT = 10;
/** A slot is never taken to be held shorter than this, in seconds. */
const SHORTEST_OCCUPANCY = 0.1;
/** The average occupancy goes over this many times as many samples as the limit has slots. */
const SAMPLES_PER_SLOT = 2;

export const longestWait = ({ name }: Pick<LimitNumbers, "name">): number =>
  name.startsWith("tag:") ? LONGEST_TAG_WAIT : LONGEST_WAIT;

/**
 * What decay takes off by now, and the clock to go on from. A fraction of a slot is kept for the next time; an empty
 * bucket saves nothing up.
 */
export function drain(
  { slot_decay_per_second: rate, decayed }: Pick<LimitNumbers, "slot_decay_per_second" | "decayed">,
  held: number,
  now: Micros,
): { readonly drained: number; readonly decayed: Micros } {
  if (rate <= 0 || held <= 0) return { drained: 0, decayed: now };
  const whole = Math.floor(rate * toSeconds(Math.max(0, now - decayed)));
  return whole >= held ? { drained: held, decayed: now } : { drained: whole, decayed: decayed + seconds(whole / rate) };
}

/** Refused slots that still count: they fade as those in use come free. */
export function deniedSlots(limit: LimitNumbers, now: Micros): number {
  const { slot_decay_per_second: decay, avg_slot_occupancy_seconds: average } = limit;
  const rate = decay > 0 ? decay : 1 / Math.max(SHORTEST_OCCUPANCY, Math.min(average, longestWait(limit)));
  return Math.max(0, limit.denied_slots - Math.floor(rate * toSeconds(Math.max(0, now - limit.updated))));
}

/** The average time that a slot is held, once `slots` of them were given back after `occupancy` seconds. */
export function averageOccupancy(limit: LimitNumbers, slots: number, occupancy: number): number {
  const average = limit.avg_slot_occupancy_seconds;
  if (limit.limit <= 0 || slots <= 0) return average;
  const sample = Math.max(occupancy / slots, SHORTEST_OCCUPANCY);
  return average + (sample - average) / (limit.limit * SAMPLES_PER_SLOT);
}
