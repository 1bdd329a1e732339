/**
 * Stores what all event sockets bring in: events of one turn of the loop, from whichever socket, make one transaction.
 *
 * I1. Batches are stored one after the other, in the order in which their events came.
 * I2. A batch's listeners are called once its events are durable, never before.
 * I3. While the database is out of reach a batch waits. An event that the database refuses for what it holds is dropped,
 *     with a line in the log, and harms no other.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import type { IncomingEvent } from "../../operations/receive-events.ts";
import { StoreUnavailable } from "../../platform/errors.ts";

/** Most events of one transaction. */
const BATCH = 1000;
/** Milliseconds before another try while the database is out of reach. */
const RETRY = 250;

export interface Batch {
  readonly events: IncomingEvent[];
  /** Called when all of them are durable. */
  readonly stored: (() => void)[];
}

export type Receive = (events: readonly IncomingEvent[]) => Promise<void>;

export class Intake {
  readonly #receive: Receive;
  readonly #log: Logger;
  readonly #stopping = new AbortController();
  #batches: Batch[] = [];
  #running: Promise<void> | undefined;

  constructor(receive: Receive, log: Logger) {
    this.#receive = receive;
    this.#log = log;
  }

  /** Takes an event in; answers the batch it is in. */
  add(event: IncomingEvent): Batch {
    let batch = this.#batches.at(-1);
    if (!batch || batch.events.length >= BATCH) {
      batch = { events: [], stored: [] };
      this.#batches.push(batch);
    }
    batch.events.push(event);
    // After the poll phase: every frame that this turn of the loop has read is in the batch by then.
    this.#running ??= new Promise((done) => setImmediate(() => void this.#drain().finally(done)));
    return batch;
  }

  /** Events that wait for the database. */
  get waiting(): number {
    return this.#batches.reduce((sum, { events }) => sum + events.length, 0);
  }

  /** Stores what is there; gives up on what the database does not take at once. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  async #drain(): Promise<void> {
    for (let batch = this.#batches.shift(); batch; batch = this.#batches.shift()) {
      if (!(await this.#store(batch.events))) continue;
      for (const tell of batch.stored) tell();
    }
    this.#running = undefined;
  }

  /** False if the server stopped before they could be stored. */
  async #store(events: readonly IncomingEvent[]): Promise<boolean> {
    for (;;) {
      try {
        await this.#receive(events);
        return true;
      } catch (error) {
        if (!(error instanceof StoreUnavailable)) return this.#storeApart(events, error);
        if (this.#stopping.signal.aborted) return false;
        this.#log.warn({ err: error, events: events.length }, "events wait for the database");
        await sleep(RETRY, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
      }
    }
  }

  /** Finds the event that cannot be stored by halves. */
  async #storeApart(events: readonly IncomingEvent[], error: unknown): Promise<boolean> {
    if (events.length <= 1) {
      this.#log.error({ err: error, event: events[0]?.event.id }, "an event was dropped: it cannot be stored");
      return true;
    }
    const middle = events.length >> 1;
    return (await this.#store(events.slice(0, middle))) && (await this.#store(events.slice(middle)));
  }
}
