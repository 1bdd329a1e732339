/**
 * Tells those who wait that there may be what they wait for (work of a pool, runs of a task, a result that somebody else
 * makes), and those who look at a pool that it changed. What other servers commit is told by them (`heard`), after a
 * moment: whoever waits also looks by himself now and then.
 */
import type { WorkSignal } from "../../storage/channel.ts";
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

  tellAll(): void {
    for (const key of [...this.#byKey.keys()]) this.tell(key);
  }
}

export class WorkSignals {
  readonly #work = new Listeners();
  readonly #changes = new Listeners();
  readonly #tasks = new Listeners();
  readonly #results = new Listeners();
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

  /** Passes on to other servers what is told here; set by `app.ts`. */
  passOn: (signal: WorkSignal, name: string) => void = () => undefined;

  /** A run of the pool, or of the deployment that is in none, is scheduled, or one that was active has made room. */
  mayHaveWork(id: string): void {
    this.heard("work", id);
    this.passOn("work", id);
  }

  /** The pool or one of its queues was changed or deleted. */
  poolChanged(poolId: string): void {
    this.heard("pools", poolId);
    this.passOn("pools", poolId);
  }

  /** Something was told on another server. */
  heard(signal: WorkSignal, name: string): void {
    if (signal === "tasks") return this.#tasks.tell(name);
    if (signal === "cache") return this.#results.tell(name);
    if (signal === "pools") this.#changes.tell(name);
    this.#work.tell(name);
  }

  /** Anything may have been told on another server. */
  missed(): void {
    for (const listeners of [this.#changes, this.#work, this.#tasks, this.#results]) listeners.tellAll();
  }

  /** Starts listening for changes of a pool; gives the way to stop. */
  onPoolChanged(poolId: string, listener: Listener): () => void {
    return this.#changes.add(poolId, listener);
  }

  /** Begins to wait for work of a pool: what is told from now on is not missed. */
  waiter(poolId: string): Waiter {
    return new Waiter((listener) => this.#work.add(poolId, listener));
  }

  /** Begins to wait for runs of deployments that are in no pool. */
  deploymentWaiter(ids: readonly string[]): Waiter {
    return new Waiter((listener) => {
      const stops = ids.map((id) => this.#work.add(id, listener));
      return () => {
        for (const stop of stops) stop();
      };
    });
  }

  /** A run of the task waits for a process that serves it. */
  taskDeferred(taskKey: string): void {
    this.heard("tasks", taskKey);
    this.passOn("tasks", taskKey);
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

  /** Who made the result of this name has ended, well or not. */
  resultMade(name: string): void {
    this.heard("cache", name);
    this.passOn("cache", name);
  }

  /** Begins to wait for a result. */
  resultWaiter(name: string): Waiter {
    return new Waiter((listener) => this.#results.add(name, listener));
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
