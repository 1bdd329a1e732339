/**
 * What the tasks and subflows of a flow run have come to in its earlier attempts: the next attempt goes on after them.
 *
 * A call is known again by its task, its arguments and how often this attempt has made that very call before. So a flow
 * may take another way the second time, call tasks in another order or at the same time: only calls that are the same
 * are skipped. A call whose arguments have no key (functions, instances of classes) is made again.
 *
 * Results stay in memory as long as the flow run is in this process.
 */
import { keyOf, NoKey } from "../caching/key.ts";
import type { State } from "../states/state.ts";

export class FinishedTasks {
  readonly #finished = new Map<string, State>();
  #calls = new Map<string, number>();

  /** Begins to count calls anew. */
  beginAttempt(): void {
    this.#calls = new Map();
  }

  /** What a call is known by; `undefined` if it cannot be known again. To be asked once for each call. */
  identify(taskKey: string, args: readonly unknown[]): string | undefined {
    let key: string;
    try {
      key = keyOf([taskKey, args]);
    } catch (error) {
      if (error instanceof NoKey) return undefined;
      throw error;
    }
    const count = this.#calls.get(key) ?? 0;
    this.#calls.set(key, count + 1);
    return `${key}:${count}`;
  }

  find(call: string): State | undefined {
    return this.#finished.get(call);
  }

  keep(call: string, state: State): void {
    if (state.type === "COMPLETED") this.#finished.set(call, state);
  }
}
