/**
 * When an event trigger fires (spec EVENTS-BLOCKS, 2.3). Pure: a trigger, what it has counted so far and an event, or
 * none, in; what it has counted then and what fired out. All times are those at which events occurred.
 *
 * A bucket is a window of time in which events are counted, one after the other without a gap. A trigger that is
 * waiting for an event to come first has no bucket until then.
 */
import { expects, startsAfter, type EventTrigger, type Micros } from "@weir/contract";

export interface Bucket<E> {
  readonly starts: Micros;
  readonly ends: Micros;
  readonly count: number;
  readonly lastEvent: E | null;
}

export interface Occurrence<E> {
  readonly name: string;
  readonly occurred: Micros;
  readonly event: E;
}

export interface Counted<E> {
  /** What is to be kept; undefined: nothing. */
  readonly bucket: Bucket<E> | undefined;
  /** The event of each firing; null where none ever came. */
  readonly firings: readonly (E | null)[];
}

/** How much older than the first event another one may be and still count: they may arrive out of order. */
const LOOKBACK: Micros = 15 * 60 * 1e6;

/** Longer windows, of a century and more, are as good as endless; their ends must still be numbers that a database has. */
const LONGEST_WINDOW: Micros = 2 ** 52;

const windowOf = (trigger: EventTrigger): Micros => Math.min(Math.round(trigger.within * 1e6), LONGEST_WINDOW);

const meetsThreshold = ({ posture, threshold }: EventTrigger, count: number): boolean =>
  posture === "Reactive" ? count >= threshold : count < threshold;

function evaluate<E>(
  trigger: EventTrigger,
  bucket: Bucket<E>,
  now: Micros,
  occurrence: Occurrence<E> | undefined,
): Counted<E> {
  const reactive = trigger.posture === "Reactive";
  const window = windowOf(trigger);
  const inside = bucket.starts <= now && now < bucket.ends;
  if (now < bucket.starts) return { bucket, firings: [] }; // late, or spent on a window that has fired already
  const spent = occurrence !== undefined && (inside || (reactive && window === 0));
  const counted = spent ? { ...bucket, count: bucket.count + 1, lastEvent: occurrence.event } : bucket;
  const met = meetsThreshold(trigger, counted.count);
  const fires = met && (reactive || counted.ends <= now);
  const firings = fires ? [occurrence ? occurrence.event : counted.lastEvent] : [];
  if (!fires && now < counted.ends) {
    // One that both begins and is expected: the latest begins anew.
    const restarts =
      occurrence && !reactive && !met && startsAfter(trigger, occurrence.name) && expects(trigger, occurrence.name);
    const restarted = restarts && {
      starts: occurrence.occurred,
      ends: occurrence.occurred + window,
      count: 0,
      lastEvent: occurrence.event,
    };
    return { bucket: restarted ? restarted : counted, firings };
  }
  if (trigger.after.length > 0) return { bucket: undefined, firings };
  if (window === 0) return { bucket: fires ? undefined : counted, firings };
  const starts = Math.max(counted.ends, now);
  const next = { starts, ends: starts + window, count: 0, lastEvent: null };
  if (!occurrence || spent) return { bucket: next, firings };
  if (!reactive) return { bucket: { ...next, count: 1 }, firings };
  const again = evaluate(trigger, next, now, occurrence);
  return { bucket: again.bucket, firings: [...firings, ...again.firings] };
}

/** Counts an event that is of interest to the trigger. */
export function countEvent<E>(
  trigger: EventTrigger,
  bucket: Bucket<E> | undefined,
  occurrence: Occurrence<E>,
): Counted<E> {
  const { name, occurred, event } = occurrence;
  const expected = expects(trigger, name);
  const ends = occurred + windowOf(trigger);
  let open = bucket;
  if (trigger.after.length > 0) {
    if (startsAfter(trigger, name))
      // An event that begins and is expected as well does not count for what it began itself.
      open = open
        ? { ...open, lastEvent: event }
        : { starts: occurred, ends, count: expected ? -1 : 0, lastEvent: event };
  } else if (expected)
    open = open ? { ...open, lastEvent: event } : { starts: occurred - LOOKBACK, ends, count: 0, lastEvent: event };
  return expected && open ? evaluate(trigger, open, occurred, occurrence) : { bucket: open, firings: [] };
}

/** Looks at a bucket when no event came. */
export const lookAt = <E>(trigger: EventTrigger, bucket: Bucket<E>, now: Micros): Counted<E> =>
  evaluate(trigger, bucket, now, undefined);

/** The first bucket of a trigger that fires when too few events came. */
export const firstBucket = (trigger: EventTrigger, now: Micros): Bucket<never> => ({
  starts: now,
  ends: now + windowOf(trigger),
  count: 0,
  lastEvent: null,
});
