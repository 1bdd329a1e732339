/** `threads()`: the runner whose tasks run on all cores. Light to import: what starts threads is loaded at the first call. */
import { availableParallelism } from "node:os";
import { type Duration, milliseconds } from "../duration.ts";
import type { Scope } from "../engine/scope.ts";
import type { TaskAttempt } from "../engine/task-attempt.ts";
import type { Runner } from "../runners/runner.ts";
import type { ThreadPool } from "./thread-pool.ts";

export interface ThreadOptions {
  /** How many threads, and so how many submitted tasks at a time. Default `"cores"`: as many as the process may use. */
  readonly workers?: number | "cores" | undefined;
  /** Megabytes that a thread's own heap may have; the task that needs more fails. Default: what Node gives a process. */
  readonly memory?: number | undefined;
  /**
   * How long a function may go on after its task was cancelled or has timed out; then its thread is ended, and another
   * takes its place. Default 1 s.
   */
  readonly grace?: Duration | undefined;
  /** How long a thread without work is kept. It keeps no process alive. Default 10 s. */
  readonly idle?: Duration | undefined;
}

/** The same in numbers. */
export interface ThreadLimits {
  readonly workers: number;
  readonly memory: number | undefined;
  readonly graceMillis: number;
  readonly idleMillis: number;
}

/** A call of a task's function. */
export interface ThreadCall {
  readonly self: unknown;
  readonly args: readonly unknown[];
}

/** Threads of one runner, shared by all runs of the flows that have it. */
export class Threads {
  readonly #limits: ThreadLimits;
  #pool: Promise<ThreadPool> | undefined;

  constructor(limits: ThreadLimits) {
    this.#limits = limits;
  }

  /** Calls the task's function in a thread. */
  async call(attempt: TaskAttempt, scope: Scope, call: ThreadCall): Promise<unknown> {
    this.#pool ??= import("./thread-pool.ts").then(({ ThreadPool }) => new ThreadPool(this.#limits));
    return (await this.#pool).call(attempt, scope, call);
  }
}

/**
 * Runs submitted tasks in threads, for work that keeps a core busy. The module that defines a task is loaded in each
 * thread; arguments and results are copied (structured clone). Tasks that are called directly run where the flow runs.
 */
export function threads({ workers = "cores", memory, grace = "1s", idle = "10s" }: ThreadOptions = {}): Runner {
  const count = workers === "cores" ? availableParallelism() : workers;
  if (!Number.isInteger(count) || count < 1)
    throw new TypeError(`threads: workers must be "cores" or a whole number from 1, not ${String(workers)}`);
  if (memory !== undefined && !(memory > 0)) throw new TypeError(`threads: memory must be above 0, not ${memory}`);
  const limits = {
    workers: count,
    memory,
    graceMillis: milliseconds(grace, "threads: grace"),
    idleMillis: milliseconds(idle, "threads: idle"),
  };
  return Object.freeze({ limit: count, threads: new Threads(limits) });
}
