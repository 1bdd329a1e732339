/**
 * Takes in events from clients: stores each once, and records the task runs that they tell of in the same transaction.
 */
import type { Event } from "@weir/contract";
import { parseTime } from "@weir/contract";
import { insertEvent, insertEventResource } from "../storage/queries/events.ts";
import type { CommittedEvent } from "../storage/outbox.ts";
import type { Transaction } from "../storage/store.ts";
import type { Context } from "./context.ts";
import { observe, type Observation } from "./task-runs/observation.ts";
import { recordTaskRuns } from "./task-runs/record.ts";

/** An event from outside, checked against its schema; with the text it came as, where that is at hand. */
export interface IncomingEvent {
  readonly event: Event;
  readonly text?: string;
}

/** Resolves when all of them are durable. */
export async function receiveEvents(context: Context, incoming: readonly IncomingEvent[]): Promise<void> {
  if (incoming.length === 0) return;
  await context.store.write((tx) => storeBatch(context, tx, incoming));
}

async function storeBatch(context: Context, tx: Transaction, incoming: readonly IncomingEvent[]): Promise<void> {
  const received = context.clock.now();
  const committed: CommittedEvent[] = [];
  const observations: Observation[] = [];
  for (const { event, text } of incoming) {
    const occurred = parseTime(event.occurred);
    const row = await tx.first(insertEvent, {
      id: event.id,
      occurred,
      received,
      event: event.event,
      resource_id: event.resource["prefect.resource.id"] as string,
      body: text ?? JSON.stringify(event),
    });
    if (!row) continue; // known already: a client sends again what it saw no answer for
    for (const related of event.related ?? [])
      await tx.run(insertEventResource, {
        event_seq: row.seq,
        resource_id: related["prefect.resource.id"] as string,
        role: related["prefect.resource.role"] as string,
      });
    committed.push({ seq: row.seq, received, event });
    const observation = observe(event, occurred);
    if (observation) observations.push(observation);
  }
  await recordTaskRuns(tx, observations, received);
  tx.afterCommit(() => context.committed.events(committed));
}
