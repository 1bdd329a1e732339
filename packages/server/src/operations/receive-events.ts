/**
 * Takes in events from clients: stores each once, and records the task runs that they tell of in the same transaction.
 */
import { parseTime, type Event, type Micros } from "@weir/contract";
import type { Transaction } from "../storage/store.ts";
import type { Context } from "./context.ts";
import { storeEvents } from "./events.ts";
import { observe, type Observation } from "./task-runs/observation.ts";
import { recordTaskRuns } from "./task-runs/record.ts";

/** An event from outside, checked against its schema. */
export interface IncomingEvent {
  readonly event: Event;
  /** The JSON it came as, where that is at hand. */
  readonly text?: string;
  /** When it occurred, where that has been read already. */
  readonly occurred?: Micros;
}

/** Resolves when all of them are durable. */
export async function receiveEvents(context: Context, incoming: readonly IncomingEvent[]): Promise<void> {
  if (incoming.length === 0) return;
  await context.store.write((tx) => storeBatch(context, tx, incoming));
}

async function storeBatch(context: Context, tx: Transaction, incoming: readonly IncomingEvent[]): Promise<void> {
  const received = context.clock.now();
  const stored = await storeEvents(
    tx,
    incoming.map(({ event, text = JSON.stringify(event), occurred = parseTime(event.occurred) }) => ({
      event,
      text,
      occurred,
      received,
    })),
  );
  const observations: Observation[] = [];
  for (const { event, occurred } of stored) {
    const observation = observe(event, occurred);
    if (observation) observations.push(observation);
  }
  await recordTaskRuns(tx, observations, received);
  if (stored.length > 0) tx.afterCommit(() => context.committed.events(stored));
}
