/**
 * Events that are safe before they are recorded: a batch is one row until its events, and the task runs that they tell
 * of, are written out. Whoever sends it has its answer after one small write.
 *
 * Q1. `accept` resolves once the batch is durable. Batches are recorded in the order in which they were accepted.
 * Q2. A batch is recorded in one transaction with the removal of its row: once, whoever dies, and whoever finds it.
 * Q3. Whoever may read what events change waits for those that were accepted before (`settled`): nobody sees less than
 *     he was told is safe.
 * Q4. No more than `MOST_EVENTS` are accepted ahead of being recorded: from there on `accept` waits.
 * Q5. While the database is out of reach a batch waits. An event that it refuses for what it holds is dropped, with a
 *     line in the log, and harms no other.
 *
 * SQLite only. On PostgreSQL, where servers share a database, a reader at another server could not know what to wait for:
 * there a batch is recorded before it is answered. So it is where flows run in the server's own process: that has to do
 * the work before it ends, and without the row it is a fifth less.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { Event } from "@weir/contract";
import type { Logger } from "pino";
import { StoreUnavailable } from "../platform/errors.ts";
import { insertIntoInbox, readInbox, removeFromInbox } from "../storage/queries/event-inbox.ts";
import {
  preparedEvents,
  receiveEvents,
  recordEvents,
  type EventContext,
  type IncomingEvent,
  type ReceivedEvents,
} from "./receive-events.ts";

/** Most events that are safe and not recorded yet. */
const MOST_EVENTS = 4096;
/** Milliseconds before another try while the database is out of reach. */
const RETRY = 250;
/** A batch is put off for others to come by no more than this many times the linger. */
const MOST_LINGERS = 10;

interface Waiting {
  readonly seq: number;
  /** When it was accepted, by the clock that never jumps, in milliseconds. */
  readonly accepted: number;
  readonly batch: ReceivedEvents;
  /** Resolves when the batch is recorded. */
  readonly recorded: PromiseWithResolvers<void>;
}

export interface EventInboxOptions {
  readonly log: Logger;
  /**
   * Milliseconds without another batch after which recording goes on: a sender that is in the middle of something has
   * its answers first. Whoever waits (Q3, Q4) makes it go on at once. Default 25.
   */
  readonly linger?: number | undefined;
}

export class EventInbox {
  readonly #context: EventContext;
  readonly #log: Logger;
  readonly #linger: number;
  readonly #waiting: Waiting[] = [];
  readonly #closing = new AbortController();
  #events = 0;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  /** The last batch that somebody waits for. */
  #wanted: Waiting | undefined;

  constructor(context: EventContext, { log, linger = 25 }: EventInboxOptions) {
    this.#context = context;
    this.#log = log;
    this.#linger = linger;
  }

  /** Events that are safe and not recorded yet. */
  get length(): number {
    return this.#events;
  }

  /** Resolves once they are durable. */
  async accept(incoming: readonly IncomingEvent[]): Promise<void> {
    const { store, clock, meters } = this.#context;
    if (incoming.length === 0) return;
    if (store.dialect === "postgres") return receiveEvents(this.#context, incoming);
    const received = clock.now();
    const batch = preparedEvents(this.#context, incoming, received);
    const body = `[${batch.events.map(({ text }) => text).join()}]`;
    await store.write(async (tx) => {
      const { seq } = (await tx.first(insertIntoInbox, { received, body }))!;
      tx.afterCommit(() => this.#put(seq, batch));
    });
    meters.eventsReceived.add(incoming.length);
    if (this.#events > MOST_EVENTS) await this.#want(this.#waiting[this.#waiting.length >> 1]);
  }

  /** A promise to wait for before reading what events change; undefined if there is nothing to wait for. */
  settled(): Promise<void> | undefined {
    return this.#want(this.#waiting.at(-1));
  }

  /** Records what a process before this one has left. */
  async recover(): Promise<void> {
    const { store } = this.#context;
    if (store.dialect === "postgres") return;
    for (const { seq, received, body } of await store.read((db) => db.all(readInbox, {}))) {
      const events = (JSON.parse(body) as Event[]).map((event) => ({ event }));
      this.#put(seq, preparedEvents(this.#context, events, received));
    }
    await this.settled();
  }

  /** Records what is there; what the database does not take at once stays where it is safe. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.settled();
  }

  #put(seq: number, batch: ReceivedEvents): void {
    this.#waiting.push({ seq, batch, accepted: performance.now(), recorded: Promise.withResolvers() });
    this.#events += batch.events.length;
    if (!this.#running) this.#timer ??= setTimeout(() => this.#start(), this.#linger);
  }

  #want(waiting: Waiting | undefined): Promise<void> | undefined {
    if (!waiting) return undefined;
    if (!this.#wanted || waiting.seq > this.#wanted.seq) this.#wanted = waiting;
    this.#start();
    return waiting.recorded.promise;
  }

  #start(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#running ??= this.#drain().finally(() => (this.#running = undefined));
  }

  /** Records one batch after the other, as long as that is not put off. */
  async #drain(): Promise<void> {
    for (let next = this.#waiting[0]; next; next = this.#waiting[0]) {
      const pause = this.#pauseBefore(next);
      if (pause > 0) {
        this.#timer = setTimeout(() => this.#start(), pause);
        return;
      }
      await this.#record(next);
      this.#waiting.shift();
      this.#events -= next.batch.events.length;
      next.recorded.resolve();
    }
    this.#wanted = undefined;
  }

  /** Milliseconds by which a batch is still put off. */
  #pauseBefore({ seq, accepted }: Waiting): number {
    if (this.#wanted && seq <= this.#wanted.seq) return 0;
    const now = performance.now();
    const quiet = this.#waiting.at(-1)!.accepted + this.#linger - now;
    return Math.min(quiet, accepted + MOST_LINGERS * this.#linger - now);
  }

  async #record({ seq, batch }: Waiting): Promise<void> {
    for (;;) {
      try {
        return await this.#context.store.write(async (tx) => {
          // Nothing to remove: another process on this database has recorded it.
          if ((await tx.run(removeFromInbox, { seq })) > 0) await recordEvents(this.#context, tx, batch);
        });
      } catch (error) {
        if (!(error instanceof StoreUnavailable)) return this.#recordApart(seq, batch, error);
        if (this.#closing.signal.aborted) return;
        this.#log.warn({ err: error, events: batch.events.length }, "events wait for the database");
        await sleep(RETRY, undefined, { signal: this.#closing.signal }).catch(() => undefined);
      }
    }
  }

  /** Records a batch that the database refused, event by event (Q5). */
  async #recordApart(seq: number, { events, renewals, received }: ReceivedEvents, cause: unknown): Promise<void> {
    this.#log.warn({ err: cause, events: events.length }, "a batch of events is recorded one by one");
    const { store } = this.#context;
    for (const event of events)
      await store
        .write((tx) => recordEvents(this.#context, tx, { events: [event], renewals, received }))
        .catch((error: unknown) => {
          this.#log.error({ err: error, event: event.event.id }, "an event was dropped: it cannot be stored");
        });
    await store.write((tx) => tx.run(removeFromInbox, { seq }));
  }
}
