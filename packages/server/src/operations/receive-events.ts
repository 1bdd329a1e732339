/**
 * Takes in events from clients: stores each once, and records the task runs that they tell of in the same transaction.
 */
import type { Event } from "@weir/contract";
import { parseTime } from "@weir/contract";
import type { CommittedEvent } from "../storage/outbox.ts";
import type { Transaction } from "../storage/store.ts";
import type { Context } from "./context.ts";
import { storeEvent } from "./events.ts";
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
    const stored = await storeEvent(tx, { event, text: text ?? JSON.stringify(event), occurred, received });
    if (!stored) continue; // known already: a client sends again what it saw no answer for
    committed.push(stored);
    const observation = observe(event, occurred);
    if (observation) observations.push(observation);
  }
  await recordTaskRuns(tx, observations, received);
  tx.afterCommit(() => context.committed.events(committed));
}
