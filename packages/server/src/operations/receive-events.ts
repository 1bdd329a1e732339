/**
 * Takes in events from clients: stores each once, and records the task runs that they tell of in the same transaction.
 * Whatever a run's client sends is a sign that it lives.
 */
import { parseTime, type Event, type Micros } from "@weir/contract";
import type { CommittedEvent } from "../storage/outbox.ts";
import type { Transaction } from "../storage/store.ts";
import type { Context } from "./context.ts";
import { storeEvents } from "./events.ts";
import { renewalsByEvents, renewLeases } from "./flow-runs/leases.ts";
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
  const received = context.clock.now();
  const events = incoming.map(({ event, text = JSON.stringify(event), occurred = parseTime(event.occurred) }) => ({
    event,
    text,
    occurred,
    received,
  }));
  const renewals = renewalsByEvents(context, events, received);
  await context.store.write(async (tx) => {
    await storeBatch(context, tx, events, received);
    await renewLeases(context, tx, renewals, received);
  });
  context.meters.eventsReceived.add(incoming.length);
}

async function storeBatch(
  context: Context,
  tx: Transaction,
  events: readonly Omit<CommittedEvent, "seq">[],
  received: Micros,
): Promise<void> {
  const stored = await storeEvents(tx, events);
  const observations: Observation[] = [];
  for (const { event, occurred } of stored) {
    const observation = observe(event, occurred);
    if (observation) observations.push(observation);
  }
  await recordTaskRuns(tx, observations, received);
  if (stored.length > 0) tx.afterCommit(() => context.committed.events(stored));
}
