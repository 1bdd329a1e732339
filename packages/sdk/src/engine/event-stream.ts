/**
 * Takes events in the order in which they happen and hands them to the transport in batches.
 *
 * V1  Pushing never waits and never throws.
 * V2  Batches are handed over in order; `flush` resolves when the server has all events pushed before it.
 * V3  What could not be delivered fails the next `flush`, once.
 * V4  However many events are pushed at once, only so many are written out: the others wait as what they are made of.
 */
import type { Transport } from "@weir/client";
import type { Event } from "@weir/contract";

/** A full batch is handed over at once: a flow of short tasks may not let timers run for a while. */
const BATCH = 250;
/** How long the first event of a batch waits for others. */
const LINGER_MS = 25;
/** Events that are on their way at the same time. */
const UNDER_WAY = 4000;
/** So many events undelivered at most: whoever makes more has to wait (`pressure`). */
const UNDELIVERED = 20_000;

export class EventStream {
  readonly #send: Transport["sendEvents"];
  /** Events that have not been handed over. */
  #waiting: (() => Event)[] = [];
  #timer: NodeJS.Timeout | undefined;
  #pushed = 0;
  #underWay = 0;
  #delivered = 0;
  #delivery: Promise<void> = Promise.resolve();
  #failure: { readonly error: unknown } | undefined;

  constructor(send: Transport["sendEvents"]) {
    this.#send = send;
  }

  /** @param make the event, as it is at this moment; called once, later */
  push(make: () => Event): void {
    this.#pushed += 1;
    this.#waiting.push(make);
    this.#handOver(BATCH);
  }

  /** A promise to wait for before making more events, if there are too many undelivered. */
  get pressure(): Promise<void> | undefined {
    return this.#pushed - this.#delivered > UNDELIVERED ? this.#delivery : undefined;
  }

  /** @throws whatever kept events from being delivered */
  async flush(): Promise<void> {
    const all = this.#pushed;
    while (this.#delivered < all) {
      this.#handOver(1);
      await this.#delivery;
    }
    const failure = this.#failure;
    this.#failure = undefined;
    if (failure) throw failure.error;
  }

  /** Hands over as long as there are so many, and as there is room. */
  #handOver(least: number): void {
    while (this.#waiting.length >= least && this.#underWay < UNDER_WAY) {
      const events = this.#waiting.splice(0, BATCH).map((make) => make());
      this.#underWay += events.length;
      const sent = this.#send(events).catch((error: unknown) => {
        this.#failure ??= { error };
      });
      this.#delivery = Promise.all([this.#delivery, sent]).then(() => {
        this.#underWay -= events.length;
        this.#delivered += events.length;
        this.#handOver(BATCH);
      });
    }
    if (this.#waiting.length > 0)
      this.#timer ??= setTimeout(() => {
        this.#timer = undefined;
        this.#handOver(1);
      }, LINGER_MS).unref();
    else {
      clearTimeout(this.#timer);
      this.#timer = undefined;
    }
  }
}
