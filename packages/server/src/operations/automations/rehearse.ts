/** Tries a trigger on events that are stored: what it would have done, and what it nearly did. */
import {
  formatTime,
  withIds,
  type Event,
  type EventMention,
  type Micros,
  type Rehearsal as Rehearsed,
  type Trigger,
} from "@weir/contract";
import { setImmediate } from "node:timers/promises";
import { Refusal } from "../../platform/errors.ts";
import { uuid7 } from "../../platform/ids.ts";
import { Rehearsal } from "../../rules/triggers/rehearsal.ts";
import { readEventNamesAfter, readEventsAfter, readLastPlace } from "../../storage/queries/triggers.ts";
import type { Reader } from "../../storage/store.ts";
import type { Context } from "../context.ts";

/** Events that are read from the database at once: others come between. */
const BATCH = 500;
/** Most events of one rehearsal: some seconds of work. */
const MOST_EVENTS = 200_000;
const KEPT = { firings: 100, examples: 10, events: 20 };

/** Looks are as frequent as the server's own, or as frequent as they are where those are switched off. */
const DEFAULT_INTERVAL = 5;

const mention = ({ id, event, occurred, resource }: Event): EventMention => ({
  id,
  event,
  occurred,
  resource_id: resource["prefect.resource.id"]!,
  resource_name: resource["prefect.resource.name"] ?? null,
});
const mentionIf = (event: Event | null): EventMention | null => event && mention(event);

/** The place before the first event that came at a time or later; events are stored in about the order in which they came. */
async function placeBefore(db: Reader, time: Micros): Promise<number> {
  const last = await db.first(readLastPlace, {});
  if (!last) return 0;
  if (last.received < time) return last.seq;
  let low = 0;
  let high = last.seq;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const [at] = await db.all(readEventNamesAfter, { seq: middle - 1, limit: 1 });
    if (at && at.received < time) low = at.seq + 1;
    else high = middle;
  }
  return low - 1;
}

/** @throws Refusal for a time that ends before it begins */
export async function rehearse(
  { store, clock, settings }: Context,
  trigger: Trigger,
  { since, until: wanted }: { readonly since: Micros; readonly until: Micros | undefined },
): Promise<Rehearsed> {
  const until = Math.min(wanted ?? Infinity, clock.now());
  if (until <= since) throw new Refusal("invalid", "since: there is no time between it and until.");
  const interval = settings.server_automations_interval || DEFAULT_INTERVAL;
  const rehearsal = new Rehearsal(withIds(trigger, uuid7), { since, interval, kept: KEPT });
  let after = await store.read((db) => placeBefore(db, since));
  let events = 0;
  let end = until;
  let isCut = false;
  reading: for (;;) {
    const rows = await store.scan((db) => db.all(readEventsAfter, { seq: after, limit: BATCH }));
    for (const { received, occurred, body } of rows) {
      if (received >= until) break reading;
      if (events === MOST_EVENTS) {
        isCut = true;
        end = received;
        break reading;
      }
      events++;
      if (received >= since) rehearsal.take({ occurred, received, event: JSON.parse(body) as Event });
    }
    if (rows.length < BATCH) break;
    after = rows.at(-1)!.seq;
    await setImmediate();
  }
  rehearsal.finish(end);
  return {
    since: formatTime(since),
    until: formatTime(end),
    events,
    matched: rehearsal.matched,
    is_cut: isCut,
    firing_count: rehearsal.firingCount,
    firings: rehearsal.firings.map((firing) => ({
      triggered: formatTime(firing.triggered),
      labels: firing.labels,
      event: mentionIf(firing.event),
      events: firing.events.map(mention),
    })),
    near_misses: rehearsal.nearMisses.map(({ condition, place, count, examples }) => ({
      condition,
      place,
      count,
      examples: examples.map(({ event, detail }) => ({ event: mentionIf(event), detail })),
    })),
  };
}
