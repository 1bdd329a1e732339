/**
 * Recording events. An event is written in the transaction whose outcome it tells; its listeners hear of it only after
 * that transaction is durable.
 */
import { formatTime, seconds, type Event, type Micros } from "@weir/contract";
import { actor } from "../platform/actor.ts";
import {
  deleteEvents,
  deleteEventsBefore,
  heartbeatsAfter,
  insertEventCause,
  insertEventResources,
  insertEvents,
  type HeartbeatPlace,
} from "../storage/queries/events.ts";
import type { CommittedEvent } from "../storage/outbox.ts";
import type { Transaction } from "../storage/store.ts";
import type { EventResourceTable } from "../storage/tables.ts";
import { auditEvent } from "./audit.ts";
import type { Context } from "./context.ts";
import { inPieces } from "./in-pieces.ts";

/** An event of the server's own making. */
export interface NewEvent {
  readonly id: string;
  readonly occurred: Micros;
  readonly event: string;
  readonly resource: Readonly<Record<string, string>>;
  readonly related?: readonly Readonly<Record<string, string>>[];
  readonly payload?: Readonly<Record<string, unknown>>;
  readonly follows?: string | null;
}

/** Writes one event of the server's own into the outbox of a transaction. */
export async function recordEvent(context: Context, tx: Transaction, fresh: NewEvent): Promise<void> {
  const { id, occurred, event, resource, related = [], payload = {}, follows = null } = fresh;
  const whole = { occurred: formatTime(occurred), event, resource, related, payload, id, follows } as Event;
  const stored = await storeEvents(tx, [
    { event: whole, text: JSON.stringify(whole), occurred, received: context.clock.now() },
  ]);
  await auditEvent(tx, fresh);
  const { automation } = actor();
  if (automation !== undefined && stored.length > 0)
    await tx.run(insertEventCause, { event_id: id, automation_id: automation });
  if (stored.length > 0) tx.afterCommit(() => context.committed.events(stored));
}

/** Stores events; answers those that are new. A client sends again what it saw no answer for. */
export async function storeEvents(
  tx: Transaction,
  fresh: readonly Omit<CommittedEvent, "seq">[],
): Promise<CommittedEvent[]> {
  const places = await insertEvents(
    tx,
    fresh.map(({ event, text, occurred, received }) => ({
      id: event.id,
      occurred,
      received,
      event: event.event,
      resource_id: event.resource["prefect.resource.id"] as string,
      body: text,
    })),
  );
  const stored: CommittedEvent[] = [];
  const resources: EventResourceTable[] = [];
  for (const [index, event_seq] of places.entries()) {
    if (event_seq === undefined) continue;
    const each = fresh[index]!;
    stored.push({ ...each, seq: event_seq });
    for (const related of each.event.related ?? [])
      resources.push({
        event_seq,
        resource_id: related["prefect.resource.id"] as string,
        role: related["prefect.resource.role"] as string,
      });
  }
  await insertEventResources(tx, resources);
  return stored;
}

/** Events removed in one transaction: small, so that writers wait for no more than that. */
const REMOVED_AT_ONCE = 1000;

/**
 * Heartbeats that are collapsed into the newest of their run: each says no more than the one after it. They stay for a
 * while, as automations count them.
 */
export async function* supersededHeartbeats({ store, settings }: Context, now: Micros): AsyncGenerator<number[]> {
  const before = now - seconds(settings.server_heartbeats_retention);
  let after: HeartbeatPlace = { occurred: now - seconds(settings.server_events_retention), seq: 0 };
  for (;;) {
    const page = await store.scan((db) => db.rows(heartbeatsAfter(after, before, REMOVED_AT_ONCE)));
    if (page.length === 0) return;
    const superseded = page.filter((one) => one.is_superseded).map(({ seq }) => seq);
    if (superseded.length > 0) yield superseded;
    after = page.at(-1)!;
  }
}

/** Removes events that are older than the server keeps them, and collapses heartbeats; answers how many went. */
export async function deleteOldEvents(context: Context, now: Micros): Promise<number> {
  const { store, settings } = context;
  const before = now - seconds(settings.server_events_retention);
  let removed = await inPieces(REMOVED_AT_ONCE, (limit) =>
    store.write((tx) => tx.run(deleteEventsBefore, { before, limit })),
  );
  for await (const seqs of supersededHeartbeats(context, now))
    removed += await store.write((tx) => tx.change(deleteEvents(seqs)));
  return removed;
}
