/**
 * Tells those who wait for work of a pool that there may be some, and those who look at a pool that it changed. Only
 * of what this server itself has committed: with several servers, whoever waits also looks by himself now and then.
 */

type Listener = () => void;

class Listeners {
  readonly #byPool = new Map<string, Set<Listener>>();

  add(poolId: string, listener: Listener): () => void {
    const all = this.#byPool.get(poolId) ?? new Set();
    this.#byPool.set(poolId, all.add(listener));
    return () => {
      all.delete(listener);
      if (all.size === 0 && this.#byPool.get(poolId) === all) this.#byPool.delete(poolId);
    };
  }

  tell(poolId: string): void {
    for (const listener of [...(this.#byPool.get(poolId) ?? [])]) listener();
  }
}

export class WorkSignals {
  readonly #work = new Listeners();
  readonly #changes = new Listeners();

  /** A run of the pool is scheduled, or one that was active has made room. */
  mayHaveWork(poolId: string): void {
    this.#work.tell(poolId);
  }

  /** The pool or one of its queues was changed or deleted. */
  poolChanged(poolId: string): void {
    this.#changes.tell(poolId);
    this.#work.tell(poolId);
  }

  /** Starts listening for changes of a pool; gives the way to stop. */
  onPoolChanged(poolId: string, listener: Listener): () => void {
    return this.#changes.add(poolId, listener);
  }

  /** Begins to wait for work of a pool: what is told from now on is not missed. */
  waiter(poolId: string): Waiter {
    return new Waiter((listener) => this.#work.add(poolId, listener));
  }
}

/** Somebody who looks for work again and again, and waits in between. */
export class Waiter {
  #told = false;
  #wake: (() => void) | undefined;
  readonly stop: () => void;

  constructor(listen: (listener: Listener) => () => void) {
    this.stop = listen(() => {
      this.#told = true;
      this.#wake?.();
    });
  }

  /** Resolves when something was told since the last look, when the time is over, or when the signal is aborted. */
  async next(millis: number, signal: AbortSignal | undefined): Promise<void> {
    if (!this.#told && !signal?.aborted)
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, millis);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
        signal?.addEventListener("abort", this.#wake, { once: true });
      });
    this.#told = false;
    this.#wake = undefined;
  }
}
