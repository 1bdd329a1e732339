/**
 * Reads the log of events for the triggers.
 *
 * T1. What an event does to triggers, and how far the log has been read, is written in one transaction: whatever dies,
 *     each event counts once, and each firing is acted on once.
 * T2. Events are read in the order in which they were stored; an automation hears those after it was made.
 * T3. Events whose names concern no trigger are passed over without a transaction: a server that is busy with others'
 *     events writes nothing for them.
 * T4. On PostgreSQL an event may be committed after one with a greater number. So reading stops before a gap, for as
 *     long as the gap may still be filled.
 * T5. No event is from the future: one whose sender's clock is fast counts when it came. Otherwise it would open a
 *     window that is long to come, for which all others are late.
 * T6. What cannot be evaluated is skipped for its automation alone, which says so; everything else counts. That takes a
 *     savepoint for each evaluation, so it is done only where a reading has failed.
 */
import { createHash } from "node:crypto";
import { bucketKey, formatTime, type Event, type Micros, type ReceivedEvent } from "@weir/contract";
import { countEvent, firstBucket, lookAt, type Bucket, type Counted } from "../../rules/triggers/bucket.ts";
import { isImmediate, KEPT_AFTER_END } from "../../rules/triggers/parts.ts";
import type { TriggerBucketTable } from "../../storage/automation-tables.ts";
import {
  deleteBucket,
  deleteBucketsEndedBefore,
  deleteFullBuckets,
  insertEventConsumer,
  lockEventConsumer,
  moveEventConsumer,
  putBucket,
  readBucket,
  readEndedBuckets,
  readEventConsumer,
  readEventNamesAfter,
  readEventsAfter,
} from "../../storage/queries/triggers.ts";
import type { Dialect } from "../../storage/query.ts";
import { StoreUnavailable, type Reader, type Transaction } from "../../storage/store.ts";
import type { Context } from "../context.ts";
import { Carefully, type Evaluating } from "./evaluating.ts";
import { fire, FiringClock } from "./fire.ts";
import { isFor, mayBeFor, type ListeningTrigger, type Listeners } from "./listeners.ts";

const CONSUMER = { name: "triggers" };
/** Events that are read in one transaction. */
const BATCH = 200;
/** Events that are passed over at once. */
const SKIPPED_AT_ONCE = 1000;
/** How long a transaction may take to commit an event after others have committed newer ones (T4). */
const GAP_CLOSES_AFTER: Micros = 5e6;

type Row = { readonly seq: number; readonly received: Micros };

/** The rows up to the first gap that may still be filled. */
function withoutOpenGaps<R extends Row>(
  rows: readonly R[],
  after: number,
  now: Micros,
  dialect: Dialect,
): readonly R[] {
  if (dialect === "sqlite") return rows;
  let last = after;
  for (const [index, { seq, received }] of rows.entries()) {
    if (seq > last + 1 && received > now - GAP_CLOSES_AFTER) return rows.slice(0, index);
    last = seq;
  }
  return rows;
}

/** How far the triggers have read. */
async function place(tx: Transaction): Promise<number> {
  const known = await tx.first(lockEventConsumer, CONSUMER);
  if (known) return known.seq;
  await tx.run(insertEventConsumer, { ...CONSUMER, seq: 0 });
  return (await tx.first(lockEventConsumer, CONSUMER))!.seq;
}

const toBucket = (row: TriggerBucketTable): Bucket<Event> => ({
  starts: row.starts,
  ends: row.ends,
  count: row.count,
  lastEvent: row.last_event === null ? null : (JSON.parse(row.last_event) as Event),
});

/** Longer lists of values are kept apart from the key: PostgreSQL's indexes hold 2,700 bytes. */
const LONGEST_KEY = 500;

function keyOf(values: readonly string[]): Pick<TriggerBucketTable, "key" | "long_key"> {
  const text = JSON.stringify(values);
  if (text.length <= LONGEST_KEY) return { key: text, long_key: null };
  return { key: createHash("sha256").update(text).digest("hex"), long_key: text };
}

/** Writes what a trigger has counted, and tells of its firings. */
async function settle(
  context: Context,
  tx: Transaction,
  listening: ListeningTrigger,
  values: readonly string[],
  hadBucket: boolean,
  { bucket, firings }: Counted<Event>,
  clock: FiringClock,
): Promise<void> {
  const { automation, trigger } = listening;
  const key = { trigger_id: trigger.id, ...keyOf(values) };
  if (bucket)
    await tx.run(putBucket, {
      ...key,
      automation_id: automation.id,
      starts: bucket.starts,
      ends: bucket.ends,
      count: bucket.count,
      last_event: bucket.lastEvent && JSON.stringify(bucket.lastEvent),
    });
  else if (hadBucket) await tx.run(deleteBucket, key);
  for (const event of firings) {
    const labels = [...trigger.for_each].sort();
    await fire(
      context,
      tx,
      listening,
      {
        trigger,
        triggering_labels: Object.fromEntries(labels.map((label, index) => [label, values[index]!])),
        triggering_firings: [],
        triggering_event: event,
      },
      clock,
    );
  }
}

/** Where the events are that the triggers have not read. */
async function unreadAfter(db: Reader, listeners: Listeners): Promise<number> {
  const { seq } = (await db.first(readEventConsumer, CONSUMER)) ?? { seq: 0 };
  return Math.max(seq, listeners.listensAfter, listeners.skipped);
}

/** When the oldest event was received that the triggers have not read; null while there is none. */
export const oldestUnread = (context: Context, listeners: Listeners): Promise<Micros | null> =>
  context.store.read(async (db) => {
    if (listeners.listensAfter === Infinity) return null;
    const [oldest] = await db.all(readEventNamesAfter, { seq: await unreadAfter(db, listeners), limit: 1 });
    return oldest?.received ?? null;
  });

/**
 * Passes over the events whose names concern no trigger, without a transaction.
 *
 * @returns how many there were, and whether one follows that does concern a trigger
 */
export const skipEvents = (context: Context, listeners: Listeners): Promise<{ skipped: number; more: boolean }> =>
  context.store.read(async (db) => {
    await listeners.refresh(db);
    if (listeners.listensAfter === Infinity) return { skipped: 0, more: false };
    const after = await unreadAfter(db, listeners);
    const unread = await db.all(readEventNamesAfter, { seq: after, limit: SKIPPED_AT_ONCE });
    const rows = withoutOpenGaps(unread, after, context.clock.now(), db.dialect);
    const first = rows.findIndex(({ event }) => listeners.named(event).length > 0);
    const passed = first < 0 ? rows : rows.slice(0, first);
    listeners.skipped = passed.at(-1)?.seq ?? listeners.skipped;
    return { skipped: passed.length, more: first >= 0 };
  });

/** Takes an event into account for one trigger. */
async function evaluateOne(
  context: Context,
  tx: Transaction,
  listening: ListeningTrigger,
  event: ReceivedEvent,
  { seq, occurred }: { readonly seq: number; readonly occurred: Micros },
  clock: FiringClock,
): Promise<void> {
  if (!isFor(listening, event, seq)) return;
  const { trigger } = listening;
  const values = bucketKey(trigger, event);
  const known = isImmediate(trigger)
    ? undefined
    : await tx.first(readBucket, { trigger_id: trigger.id, key: keyOf(values).key });
  const counted = countEvent(trigger, known && toBucket(known), { name: event.event, occurred, event });
  await settle(context, tx, listening, values, known !== undefined, counted, clock);
}

/** All or nothing at first; where that fails, each evaluation for itself (T6). */
async function evaluating<T>(
  context: Context,
  work: (tx: Transaction, evaluating: Evaluating) => Promise<T>,
): Promise<T> {
  try {
    return await context.store.write((tx) => work(tx, { each: (_listening, _event, one) => one(tx) }));
  } catch (error) {
    if (error instanceof StoreUnavailable) throw error;
    return context.store.write(async (tx) => {
      const carefully = new Carefully(context, tx);
      const result = await work(tx, carefully);
      await carefully.tell();
      return result;
    });
  }
}

/** Reads the events that have come, up to a number; answers how many. */
export const evaluateEvents = (context: Context, listeners: Listeners): Promise<number> =>
  evaluating(context, async (tx, evaluation) => {
    await listeners.refresh(tx);
    if (listeners.listensAfter === Infinity) return 0;
    await place(tx);
    const after = await unreadAfter(tx, listeners);
    const rows = withoutOpenGaps(
      await tx.all(readEventsAfter, { seq: after, limit: BATCH }),
      after,
      context.clock.now(),
      tx.dialect,
    );
    const clock = new FiringClock(context);
    for (const { seq, event: name, occurred: told, received, body } of rows) {
      const named = listeners.named(name);
      if (named.length === 0) continue;
      const event: ReceivedEvent = { ...(JSON.parse(body) as Event), received: formatTime(received) };
      const occurred = Math.min(told, received); // (T5)
      for (const listening of named)
        // Most are for none of many triggers: those cost no promise.
        if (mayBeFor(listening, event, seq))
          await evaluation.each(listening, event, (part) =>
            evaluateOne(context, part, listening, event, { seq, occurred }, clock),
          );
    }
    if (rows.length > 0) await tx.run(moveEventConsumer, { ...CONSUMER, seq: rows.at(-1)!.seq });
    return rows.length;
  });

/** Reads all events that have come; answers how many. */
export async function evaluateAll(context: Context, listeners: Listeners): Promise<number> {
  let read = 0;
  for (;;) {
    const { skipped, more } = await skipEvents(context, listeners);
    read += skipped;
    if (more) read += await evaluateEvents(context, listeners);
    else if (skipped === 0) return read;
  }
}

/** Looks whether what a trigger waits for has not come; answers how often it has fired. */
async function lookForSilence(
  context: Context,
  tx: Transaction,
  listening: ListeningTrigger,
  now: Micros,
  clock: FiringClock,
): Promise<number> {
  const { trigger } = listening;
  await tx.run(deleteFullBuckets, { trigger_id: trigger.id, threshold: trigger.threshold });
  if (trigger.for_each.length === 0 && !(await tx.first(readBucket, { trigger_id: trigger.id, key: "[]" })))
    await settle(context, tx, listening, [], false, { bucket: firstBucket(trigger, now), firings: [] }, clock);
  let fired = 0;
  for (const row of await tx.all(readEndedBuckets, { trigger_id: trigger.id, now })) {
    const counted = lookAt(trigger, toBucket(row), now);
    fired += counted.firings.length;
    await settle(context, tx, listening, JSON.parse(row.long_key ?? row.key) as string[], true, counted, clock);
  }
  return fired;
}

/**
 * Looks whether events that should have come have not. While there are events that were not read yet, nothing is
 * missed: a server that lags does not take for missing what it has not seen.
 */
export const evaluateSilence = (context: Context, listeners: Listeners, now: Micros): Promise<number> =>
  evaluating(context, async (tx, evaluation) => {
    await listeners.refresh(tx);
    if (listeners.listensAfter === Infinity) return 0;
    const read = await place(tx);
    const after = await unreadAfter(tx, listeners);
    if (after > read) await tx.run(moveEventConsumer, { ...CONSUMER, seq: after });
    const [unread] = await tx.all(readEventsAfter, { seq: after, limit: 1 });
    if (unread) return 0;
    const clock = new FiringClock(context);
    let fired = 0;
    for (const listening of listeners.proactive)
      await evaluation.each(listening, null, async (part) => {
        fired += await lookForSilence(context, part, listening, now, clock);
      });
    await tx.run(deleteBucketsEndedBefore, { before: now - KEPT_AFTER_END });
    return fired;
  });
