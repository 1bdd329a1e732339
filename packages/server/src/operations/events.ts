/**
 * Recording events. An event is written in the transaction whose outcome it tells; its listeners hear of it only after
 * that transaction is durable.
 */
import { formatTime, type Event, type Micros } from "@weir/contract";
import { insertEvent, insertEventResource } from "../storage/queries/events.ts";
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
  await storeEvent(context, tx, whole, occurred, context.clock.now());
}

/**
 * Stores an event as it came; answers false (and does nothing) if an event with its id is there already.
 *
 * @param occurred the event's own time, in microseconds
 */
export async function storeEvent(
  context: Context,
  tx: Transaction,
  event: Event,
  occurred: Micros,
  received: Micros,
): Promise<boolean> {
  const resourceId = event.resource["prefect.resource.id"] as string;
  const row = await tx.first(insertEvent, {
    id: event.id,
    occurred,
    received,
    event: event.event,
    resource_id: resourceId,
    body: JSON.stringify(event),
  });
  if (!row) return false;
  for (const related of event.related ?? [])
    await tx.run(insertEventResource, {
      event_seq: row.seq,
      resource_id: related["prefect.resource.id"] as string,
      role: related["prefect.resource.role"] as string,
    });
  tx.afterCommit(() => context.committed.events([{ seq: row.seq, received, event }]));
  return true;
}
