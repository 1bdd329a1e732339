/**
 * Hands what has been committed to whoever listens: sockets, services. Knows nothing of them.
 *
 * B1. A listener is called after the commit, in the order of commits, and never twice for one event.
 * B2. A listener that throws harms no other.
 */
import type { CommittedEvent, CommittedLog, CommittedRunChange } from "../storage/outbox.ts";

export type { CommittedRunChange };

type Listener<T> = (items: readonly T[]) => void;

class Topic<T> {
  readonly #listeners = new Set<Listener<T>>();
  readonly #wakers = new Set<() => void>();
  readonly #onError: (error: unknown) => void;

  constructor(onError: (error: unknown) => void) {
    this.#onError = onError;
  }

  /** Starts listening; gives the way to stop. */
  subscribe(listener: Listener<T>): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Starts to hear that there is something, without what it is: that need not be read, where another server made it. */
  onWake(waker: () => void): () => void {
    this.#wakers.add(waker);
    return () => this.#wakers.delete(waker);
  }

  /** True if anybody listens to what is published. */
  get heard(): boolean {
    return this.#listeners.size > 0;
  }

  publish(items: readonly T[]): void {
    if (items.length === 0) return;
    for (const listener of this.#listeners) this.#safely(() => listener(items));
    this.wake();
  }

  /** Says that there is something that was not published here. */
  wake(): void {
    for (const waker of this.#wakers) this.#safely(waker);
  }

  #safely(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#onError(error);
    }
  }
}

export class Bus {
  readonly events: Topic<CommittedEvent>;
  readonly logs: Topic<CommittedLog>;
  readonly runChanges: Topic<CommittedRunChange>;
  /** After a break between servers: changes of runs may have been missed. */
  readonly missed: Topic<true>;

  constructor(onError: (error: unknown) => void) {
    this.events = new Topic(onError);
    this.logs = new Topic(onError);
    this.runChanges = new Topic(onError);
    this.missed = new Topic(onError);
  }
}
