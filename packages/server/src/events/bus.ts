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
  readonly #onError: (error: unknown) => void;

  constructor(onError: (error: unknown) => void) {
    this.#onError = onError;
  }

  /** Starts listening; gives the way to stop. */
  subscribe(listener: Listener<T>): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  publish(items: readonly T[]): void {
    for (const listener of this.#listeners) {
      try {
        listener(items);
      } catch (error) {
        this.#onError(error);
      }
    }
  }
}

export class Bus {
  readonly events: Topic<CommittedEvent>;
  readonly logs: Topic<CommittedLog>;
  readonly runChanges: Topic<CommittedRunChange>;

  constructor(onError: (error: unknown) => void) {
    this.events = new Topic(onError);
    this.logs = new Topic(onError);
    this.runChanges = new Topic(onError);
  }
}
