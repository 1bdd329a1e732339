/**
 * Recording events. An event is written in the transaction whose outcome it tells; its listeners hear of it only after
 * that transaction is durable.
 */
import { formatTime, seconds, type Event, type Micros } from "@weir/contract";
import { deleteEventsBefore, insertEvent, insertEventResource } from "../storage/queries/events.ts";
import type { CommittedEvent } from "../storage/outbox.ts";
import type { Transaction } from "../storage/store.ts";
import type { Context } from "./context.ts";

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
  const stored = await storeEvent(tx, {
    event: whole,
    text: JSON.stringify(whole),
    occurred,
    received: context.clock.now(),
  });
  if (stored) tx.afterCommit(() => context.committed.events([stored]));
}

/** Stores an event; does nothing, and answers undefined, if an event with its id is there already. */
export async function storeEvent(
  tx: Transaction,
  fresh: Omit<CommittedEvent, "seq">,
): Promise<CommittedEvent | undefined> {
  const { event, text, occurred, received } = fresh;
  const row = await tx.first(insertEvent, {
    id: event.id,
    occurred,
    received,
    event: event.event,
    resource_id: event.resource["prefect.resource.id"] as string,
    body: text,
  });
  if (!row) return undefined;
  for (const related of event.related ?? [])
    await tx.run(insertEventResource, {
      event_seq: row.seq,
      resource_id: related["prefect.resource.id"] as string,
      role: related["prefect.resource.role"] as string,
    });
  return { ...fresh, seq: row.seq };
}

/** Events removed in one transaction: small, so that writers wait for no more than that. */
const REMOVED_AT_ONCE = 1000;

/** Removes events that are older than the server keeps them; answers how many. */
export async function deleteOldEvents({ store, settings }: Context, now: Micros): Promise<number> {
  const before = now - seconds(settings.server_events_retention);
  let removed = 0;
  for (;;) {
    const changed = await store.write((tx) => tx.run(deleteEventsBefore, { before, limit: REMOVED_AT_ONCE }));
    removed += changed;
    if (changed < REMOVED_AT_ONCE) return removed;
  }
}
