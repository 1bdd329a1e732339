/** Functions that a test puts in the place of those of tasks. */
import type { AnyFunction } from "../engine/task-definition.ts";

/** What is in the place of a task's function. */
export interface TaskMock<Args extends readonly unknown[] = readonly unknown[]> {
  /** The arguments of each call, one for each attempt. */
  readonly calls: readonly Args[];
}

export class TaskMocks {
  readonly #functions = new Map<string, AnyFunction>();

  set<Args extends readonly unknown[]>(task: string, fn: (...args: Args) => unknown): TaskMock<Args> {
    const calls: Args[] = [];
    this.#functions.set(task, (...args: Args) => {
      calls.push(args);
      return fn(...args);
    });
    return { calls };
  }

  find(task: string): AnyFunction | undefined {
    return this.#functions.get(task);
  }
}
