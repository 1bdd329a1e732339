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
import type { Renewal } from "./flow-runs/signs-of-life.ts";
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

/** What recording events needs. */
export type EventContext = Pick<Context, "store" | "clock" | "meters" | "signs" | "committed">;

/** Events as they are recorded. */
export interface ReceivedEvents {
  readonly events: readonly Omit<CommittedEvent, "seq">[];
  /** The leases that they renew. */
  readonly renewals: readonly Renewal[];
  readonly received: Micros;
}

export function preparedEvents(
  context: EventContext,
  incoming: readonly IncomingEvent[],
  received: Micros,
): ReceivedEvents {
  const events = incoming.map(({ event, text = JSON.stringify(event), occurred = parseTime(event.occurred) }) => ({
    event,
    text,
    occurred,
    received,
  }));
  return { events, renewals: renewalsByEvents(context, events, received), received };
}

/** Writes events, and the task runs that they tell of, within a transaction of the caller's. */
export async function recordEvents(
  context: EventContext,
  tx: Transaction,
  { events, renewals, received }: ReceivedEvents,
): Promise<void> {
  const stored = await storeEvents(tx, events);
  const observations: Observation[] = [];
  for (const { event, occurred } of stored) {
    const observation = observe(event, occurred);
    if (observation) observations.push(observation);
  }
  await recordTaskRuns(tx, observations, received);
  await renewLeases(context, tx, renewals, received);
  if (stored.length > 0) tx.afterCommit(() => context.committed.events(stored));
}

/** Resolves when all of them are durable and recorded. */
export async function receiveEvents(context: EventContext, incoming: readonly IncomingEvent[]): Promise<void> {
  if (incoming.length === 0) return;
  const batch = preparedEvents(context, incoming, context.clock.now());
  await context.store.write((tx) => recordEvents(context, tx, batch));
  context.meters.eventsReceived.add(incoming.length);
}
