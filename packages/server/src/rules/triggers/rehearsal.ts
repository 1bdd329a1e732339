/**
 * What a trigger would have done, had it listened to events that are past. Pure: events in, in the order in which they
 * were stored; firings, and what nearly was one, out. The rules are those by which automations act; what is counted is
 * kept here instead of in the database.
 *
 * H1. It is as if the trigger had been switched on at the beginning, on a server that never lagged and looked for what did
 *     not come at fixed intervals.
 */
import {
  bucketKey,
  expects,
  matchesSpecification,
  mismatch,
  startsAfter,
  type Event,
  type EventTrigger,
  type Micros,
  type Rehearsal as Rehearsed,
  type Trigger,
} from "@weir/contract";
import { countEvent, firstBucket, lookAt, type Bucket, type Counted } from "./bucket.ts";
import { afterChildFiring, type ChildFiring } from "./composite.ts";
import { isImmediate, KEPT_AFTER_END, partsOf, type Composite, type TriggerPart } from "./parts.ts";

export interface PastEvent {
  readonly occurred: Micros;
  readonly received: Micros;
  readonly event: Event;
}

export interface RehearsedFiring {
  readonly triggered: Micros;
  /** The values of the labels by which events are counted apart. */
  readonly labels: Readonly<Record<string, string>>;
  /** The event that made it fire; where one did not come, the last one before; null if there was none. */
  readonly event: Event | null;
  /** The events that it is due to, the oldest first; none where nothing came. */
  readonly events: readonly Event[];
}

/** What a trigger asked for and did not get. */
type Condition = Rehearsed["near_misses"][number]["condition"];

/** The same condition of one trigger, as often as it has failed. */
export interface NearMiss {
  readonly condition: Condition;
  /** Where the trigger stands: `trigger`, `trigger.triggers.1`, … */
  readonly place: string;
  count: number;
  readonly examples: { readonly event: Event | null; readonly detail: string }[];
}

export interface RehearsalOptions {
  readonly since: Micros;
  /** Seconds between two looks for what did not come. */
  readonly interval: number;
  /** Most firings, examples of a near miss, and events of a firing that are kept; all are counted. */
  readonly kept: { readonly firings: number; readonly examples: number; readonly events: number };
}

/** What one event trigger has counted for one key. */
interface Counting {
  readonly values: readonly string[];
  bucket: Bucket<Event> | undefined;
  /** The events that were counted in it. */
  events: Event[];
}

const quoted = (patterns: string | readonly string[]): string =>
  [patterns]
    .flat()
    .map((each) => `"${each}"`)
    .join(" or ");

export class Rehearsal {
  readonly firings: RehearsedFiring[] = [];
  firingCount = 0;
  /** Events that any of its triggers counted. */
  matched = 0;
  readonly #options: RehearsalOptions;
  readonly #parts: readonly TriggerPart[];
  readonly #places: ReadonlyMap<string, string>;
  readonly #countings = new Map<EventTrigger, Map<string, Counting>>();
  readonly #known = new Map<Composite, readonly ChildFiring<RehearsedFiring>[]>();
  readonly #misses = new Map<string, NearMiss>();
  /** When the last look was; those that find nothing are not done. */
  #looked: Micros;
  /** A look before this finds nothing, unless something was counted since the last. */
  #nextEnd: Micros;
  #lastTriggered = 0;

  /** @param trigger with ids of its own for each part */
  constructor(trigger: Trigger, options: RehearsalOptions) {
    this.#options = options;
    this.#parts = partsOf(trigger);
    this.#places = placesOf(trigger);
    for (const part of this.#parts) this.#countings.set(part.trigger, new Map());
    this.#looked = options.since;
    this.#nextEnd = Infinity;
    this.#look(options.since);
  }

  get nearMisses(): readonly NearMiss[] {
    return [...this.#misses.values()].sort((a, b) => b.count - a.count);
  }

  take({ occurred: told, received, event }: PastEvent): void {
    this.#lookUntil(received);
    const occurred = Math.min(told, received);
    let counted = false;
    for (const part of this.#parts) counted = this.#evaluate(part, { occurred, received, event }) || counted;
    if (counted) this.matched++;
  }

  /** Lets the rest of the time pass. */
  finish(until: Micros): void {
    this.#lookUntil(until);
    for (const { trigger } of this.#parts)
      for (const { bucket, events } of this.#countings.get(trigger)!.values())
        if (bucket) this.#tellShort(trigger, bucket, events.at(-1) ?? null);
    for (const [composite, known] of this.#known) if (known.length > 0) this.#tellAlone(composite, known);
  }

  #evaluate(part: TriggerPart, { occurred, received, event }: PastEvent): boolean {
    const { trigger } = part;
    const differs = mismatch(trigger, event);
    if (differs !== undefined) {
      this.#tellMismatch(trigger, event, differs);
      return false;
    }
    const values = bucketKey(trigger, event);
    const counting = this.#countingOf(trigger, values);
    // A look has removed what was over for long.
    if (counting.bucket && counting.bucket.ends <= this.#lastLookBefore(received) - KEPT_AFTER_END) {
      this.#tellShort(trigger, counting.bucket, counting.events.at(-1) ?? null);
      Object.assign(counting, { bucket: undefined, events: [] });
    }
    const { bucket } = counting;
    const expected = expects(trigger, event.event);
    if (expected && trigger.after.length > 0 && !bucket && !startsAfter(trigger, event.event))
      this.#tell(trigger, "after", event, `none of ${quoted(trigger.after)} came before it`);
    if (expected && bucket && occurred >= bucket.ends)
      this.#tellShort(trigger, bucket, counting.events.at(-1) ?? event);
    const result = countEvent(trigger, isImmediate(trigger) ? undefined : bucket, {
      name: event.event,
      occurred,
      event,
    });
    if (expected) counting.events.push(event);
    this.#settle(part, counting, result, received, expected ? event : undefined);
    return true;
  }

  #settle(
    part: TriggerPart,
    counting: Counting,
    { bucket, firings }: Counted<Event>,
    now: Micros,
    fresh?: Event,
  ): void {
    const isSame = bucket !== undefined && bucket.starts === counting.bucket?.starts;
    const events = counting.events.slice(-this.#options.kept.events);
    counting.bucket = bucket;
    // The last event counts in the window that it has opened.
    counting.events = isSame ? events : fresh && bucket && bucket.count > 0 ? [fresh] : [];
    if (part.trigger.posture === "Proactive") {
      // The next look takes away one that is full, and begins one where there is none.
      const isDone = bucket === undefined || bucket.count >= part.trigger.threshold;
      this.#nextEnd = Math.min(this.#nextEnd, isDone ? now : bucket.ends);
    }
    const labels = [...part.trigger.for_each].sort();
    for (const event of firings)
      this.#fire(part, now, {
        labels: Object.fromEntries(labels.map((label, index) => [label, counting.values[index]!])),
        event,
        events: events.length > 0 ? events : event ? [event] : [],
      });
    if (bucket === undefined) this.#countings.get(part.trigger)!.delete(JSON.stringify(counting.values));
  }

  #fire({ trigger, parents }: TriggerPart, now: Micros, told: Omit<RehearsedFiring, "triggered">): void {
    let firing: RehearsedFiring = { ...told, triggered: this.#timeAfter(now) };
    let childId = trigger.id;
    for (const parent of parents) {
      const known = this.#known.get(parent) ?? [];
      const { triggered } = firing;
      const verdict = afterChildFiring(parent, known, { childId, triggered, firing });
      this.#known.set(parent, verdict.fires ? [] : verdict.kept);
      if (!verdict.fires) {
        const dropped = known.filter((each) => each.childId !== childId && !verdict.kept.includes(each));
        if (dropped.length > 0) this.#tellAlone(parent, dropped);
        if (parent.type === "sequence" && verdict.kept.length === parent.triggers.length)
          this.#tell(
            parent,
            "order",
            firing.events.at(-1) ?? null,
            "all of its triggers fired, but not in their order",
          );
        return;
      }
      const events = verdict.firings.flatMap((each) => each.firing.events);
      firing = {
        triggered: this.#timeAfter(now),
        labels: {},
        event: firing.event,
        events: events.slice(-this.#options.kept.events),
      };
      childId = parent.id;
    }
    this.firingCount++;
    if (this.firings.length < this.#options.kept.firings) this.firings.push(firing);
  }

  /** Firings have times of their own: sequences go by them. */
  #timeAfter(now: Micros): Micros {
    return (this.#lastTriggered = Math.max(this.#lastTriggered + 1, now));
  }

  #countingOf(trigger: EventTrigger, values: readonly string[]): Counting {
    const countings = this.#countings.get(trigger)!;
    const key = JSON.stringify(values);
    let counting = countings.get(key);
    if (!counting) countings.set(key, (counting = { values, bucket: undefined, events: [] }));
    return counting;
  }

  /** When the server last looked at or before a time. */
  #lastLookBefore(time: Micros): Micros {
    const step = this.#options.interval * 1e6;
    return this.#options.since + Math.floor((time - this.#options.since) / step) * step;
  }

  #lookUntil(time: Micros): void {
    const step = this.#options.interval * 1e6;
    const last = this.#lastLookBefore(time);
    for (;;) {
      const { since } = this.#options;
      const next = Math.max(this.#looked + step, since + Math.ceil((this.#nextEnd - since) / step) * step);
      if (!(next <= last)) break;
      this.#look(next);
    }
    this.#looked = last;
  }

  #look(now: Micros): void {
    this.#looked = now;
    this.#nextEnd = Infinity;
    for (const part of this.#parts) {
      const { trigger } = part;
      if (trigger.posture !== "Proactive") continue;
      const countings = this.#countings.get(trigger)!;
      for (const [key, { bucket }] of countings) if (bucket && bucket.count >= trigger.threshold) countings.delete(key);
      if (trigger.for_each.length === 0 && !countings.get("[]")?.bucket)
        this.#countingOf(trigger, []).bucket = firstBucket(trigger, now);
      for (const counting of [...countings.values()]) {
        const { bucket } = counting;
        if (!bucket) continue;
        if (bucket.ends <= now) this.#settle(part, counting, lookAt(trigger, bucket, now), now);
        else this.#nextEnd = Math.min(this.#nextEnd, bucket.ends);
      }
    }
  }

  #tellMismatch(trigger: EventTrigger, event: Event, differs: Condition): void {
    if (differs === "name") {
      const name = event.event.toLowerCase();
      const meant = [...trigger.expect, ...trigger.after].find((each) => each.toLowerCase() === name);
      if (meant !== undefined) this.#tell(trigger, "name", event, `its name is written otherwise than "${meant}"`);
    } else if (differs === "match") {
      const detail = Object.entries(trigger.match)
        .filter(([label, patterns]) => !matchesSpecification({ [label]: patterns }, event.resource))
        .map(([label, patterns]) => {
          const has = event.resource[label];
          return `${label} is ${has === undefined ? "not there" : `"${has}"`}, not ${quoted(patterns)}`;
        });
      this.#tell(trigger, "match", event, detail.join("; "));
    } else this.#tell(trigger, "match_related", event, "none of its related resources is as wanted");
  }

  /** Tells of a window that is over, or will be, without enough events. */
  #tellShort(trigger: EventTrigger, { count }: Bucket<Event>, event: Event | null): void {
    if (trigger.posture !== "Reactive" || count <= 0 || count >= trigger.threshold) return;
    const time = trigger.within > 0 ? ` within ${trigger.within} seconds` : "";
    this.#tell(trigger, "threshold", event, `${count} of ${trigger.threshold} events came${time}`);
  }

  #tellAlone(composite: Composite, fired: readonly ChildFiring<RehearsedFiring>[]): void {
    const time = composite.within === null ? "" : ` within ${composite.within} seconds`;
    const detail = `${fired.length} of its ${composite.triggers.length} triggers fired${time}`;
    this.#tell(composite, "together", fired.at(-1)!.firing.events.at(-1) ?? null, detail);
  }

  #tell(trigger: Trigger, condition: Condition, event: Event | null, detail: string): void {
    const place = this.#places.get(trigger.id)!;
    const key = `${place} ${condition}`;
    let miss = this.#misses.get(key);
    if (!miss) this.#misses.set(key, (miss = { condition, place, count: 0, examples: [] }));
    miss.count++;
    if (miss.examples.length < this.#options.kept.examples) miss.examples.push({ event, detail });
  }
}

function placesOf(trigger: Trigger, place = "trigger"): Map<string, string> {
  const places = new Map([[trigger.id, place]]);
  if (trigger.type !== "event")
    for (const [index, child] of trigger.triggers.entries())
      for (const [id, at] of placesOf(child, `${place}.triggers.${index}`)) places.set(id, at);
  return places;
}
