/**
 * Tells those who wait for work of a pool, or for runs of a task, that there may be some, and those who look at a pool that it changed. Only
 * of what this server itself has committed: with several servers, whoever waits also looks by himself now and then.
 */
import { TaskWorkers } from "../task-runs/task-workers.ts";

type Listener = () => void;

class Listeners {
  readonly #byKey = new Map<string, Set<Listener>>();

  add(key: string, listener: Listener): () => void {
    const all = this.#byKey.get(key) ?? new Set();
    this.#byKey.set(key, all.add(listener));
    return () => {
      all.delete(listener);
      if (all.size === 0 && this.#byKey.get(key) === all) this.#byKey.delete(key);
    };
  }

  tell(key: string): void {
    for (const listener of [...(this.#byKey.get(key) ?? [])]) listener();
  }
}

export class WorkSignals {
  readonly #work = new Listeners();
  readonly #changes = new Listeners();
  readonly #tasks = new Listeners();
  readonly #stopped = new AbortController();
  /** The processes that serve tasks in the background. */
  readonly taskWorkers = new TaskWorkers();

  /** Aborted when the server stops: nobody is to wait any longer. */
  get stopped(): AbortSignal {
    return this.#stopped.signal;
  }

  stop(): void {
    this.#stopped.abort();
  }

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

  /** A run of the task waits for a process that serves it. */
  taskDeferred(taskKey: string): void {
    this.#tasks.tell(taskKey);
  }

  /** Begins to wait for runs of tasks. */
  taskWaiter(taskKeys: readonly string[]): Waiter {
    return new Waiter((listener) => {
      const stops = taskKeys.map((key) => this.#tasks.add(key, listener));
      return () => {
        for (const stop of stops) stop();
      };
    });
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
  async next(millis: number, signal: AbortSignal): Promise<void> {
    if (!this.#told && !signal.aborted)
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, millis);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
        signal.addEventListener("abort", this.#wake, { once: true });
      });
    this.#told = false;
    this.#wake = undefined;
  }
}
