/**
 * Takes events in the order in which they happen and hands them to the transport in batches.
 *
 * V1  Pushing never waits and never throws.
 * V2  Batches are handed over in order; `flush` resolves when the server has all events pushed before it.
 * V3  What could not be delivered fails the next `flush`, once.
 */
import type { Transport } from "@weir/client";
import type { Event } from "@weir/contract";

/** A full batch is handed over at once: a flow of short tasks may not let timers run for a while. */
const BATCH = 250;
/** How long the first event of a batch waits for others. */
const LINGER_MS = 25;
/** So many events under way at most: whoever makes more has to wait (`pressure`). */
const UNDELIVERED = 20_000;

export class EventStream {
  readonly #send: Transport["sendEvents"];
  #batch: Event[] = [];
  #timer: NodeJS.Timeout | undefined;
  #undelivered = 0;
  #delivery: Promise<void> = Promise.resolve();
  #failure: { readonly error: unknown } | undefined;

  constructor(send: Transport["sendEvents"]) {
    this.#send = send;
  }

  push(event: Event): void {
    this.#batch.push(event);
    if (this.#batch.length >= BATCH) this.#hand();
    else this.#timer ??= setTimeout(() => this.#hand(), LINGER_MS).unref();
  }

  /** A promise to wait for before making more events, if there are too many under way. */
  get pressure(): Promise<void> | undefined {
    return this.#undelivered > UNDELIVERED ? this.#delivery : undefined;
  }

  /** @throws whatever kept events from being delivered */
  async flush(): Promise<void> {
    this.#hand();
    await this.#delivery;
    const failure = this.#failure;
    this.#failure = undefined;
    if (failure) throw failure.error;
  }

  #hand(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#batch.length === 0) return;
    const events = this.#batch;
    this.#batch = [];
    this.#undelivered += events.length;
    const sent = this.#send(events).catch((error: unknown) => {
      this.#failure ??= { error };
    });
    this.#delivery = Promise.all([this.#delivery, sent]).then(() => {
      this.#undelivered -= events.length;
    });
  }
}
