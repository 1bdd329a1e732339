/**
 * The places of a flow run's submitted tasks.
 *
 * P1  No more tasks than the limit hold a place at any time; waiting ones get theirs in order.
 * P2  A task that waits for another task lends its place meanwhile. So tasks that submit tasks cannot block each other,
 *     whatever the limit.
 */
import type { Runner } from "./runner.ts";

export class Pool {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor({ limit }: Runner) {
    this.#free = limit;
  }

  /** Resolves with a place, at once (`undefined` to wait for) if one is free. */
  take(): Promise<void> | undefined {
    if (this.#free > 0) {
      this.#free -= 1;
      return undefined;
    }
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  give(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#free += 1;
  }
}

/** A place that a task holds. */
export class Place {
  readonly #pool: Pool;
  /** How many waits of the task are under way: it has lent its place while there is one. */
  #waits = 0;
  #released = false;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  /** Lends the place to others until `wait` is over. */
  async lendFor<T>(wait: Promise<T>): Promise<T> {
    if (this.#waits++ === 0) this.#pool.give();
    try {
      return await wait;
    } finally {
      // Only the last of several waits takes the place back. A task that has ended meanwhile (timed out, cancelled)
      // has none to take back.
      if (--this.#waits === 0 && !this.#released) {
        await this.#pool.take();
        if (this.#released) this.#pool.give();
      }
    }
  }

  release(): void {
    if (this.#waits === 0) this.#pool.give();
    this.#released = true;
  }
}
