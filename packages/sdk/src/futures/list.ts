/** The futures of a `.map()`, and helpers over several futures. */
import type { State } from "../states/state.ts";
import { TaskFuture, type WaitOptions } from "./future.ts";

/**
 * One future per mapped item, in the order of the items. Where the items come from a future themselves, they are known
 * only once that is done: `await list.ready()` first, or use the methods that wait.
 */
export class FutureList<T> implements Iterable<TaskFuture<T>> {
  #futures: readonly TaskFuture<T>[] | undefined;
  readonly #ready: Promise<readonly TaskFuture<T>[]>;

  constructor(futures: readonly TaskFuture<T>[] | Promise<readonly TaskFuture<T>[]>) {
    if (futures instanceof Promise) {
      this.#ready = futures.then((all) => (this.#futures = all));
      // Whoever asks for the futures gets the error; that nobody does must not end the process.
      this.#ready.catch(() => {});
    } else {
      this.#futures = futures;
      this.#ready = Promise.resolve(futures);
    }
  }

  /** The futures, once they are known. */
  ready(): Promise<readonly TaskFuture<T>[]> {
    return this.#ready;
  }

  /** True once the futures are known. */
  get isKnown(): boolean {
    return this.#futures !== undefined;
  }
  get length(): number {
    return this.#known().length;
  }
  at(index: number): TaskFuture<T> | undefined {
    return this.#known().at(index);
  }
  [Symbol.iterator](): Iterator<TaskFuture<T>> {
    return this.#known()[Symbol.iterator]();
  }

  /** All values; throws what failed the first (by position) that has none. Waits for all of them before. */
  async results(options: WaitOptions = {}): Promise<T[]> {
    const states = await this.states(options);
    return Promise.all(states.map((state) => state.result()));
  }

  /** The states in which the runs ended. */
  async states(options: WaitOptions = {}): Promise<State<T>[]> {
    const futures = await this.#ready;
    return Promise.all(futures.map((future) => future.state(options)));
  }

  /** Waits until all have ended; false if they have not within `timeout`. */
  async wait(options: WaitOptions = {}): Promise<boolean> {
    const ends = await Promise.all((await this.#ready).map((future) => future.wait(options)));
    return ends.every(Boolean);
  }

  /** Cancels all that have not ended. */
  cancel(reason?: unknown): void {
    void this.#ready.then((futures) => futures.forEach((future) => future.cancel(reason)));
  }

  #known(): readonly TaskFuture<T>[] {
    if (!this.#futures)
      throw new TypeError(
        "the items of this list are not known yet: `await list.ready()` first, or use results(), states()",
      );
    return this.#futures;
  }
}

type ResultsOf<F extends readonly unknown[]> = {
  -readonly [K in keyof F]: F[K] extends TaskFuture<infer T> ? T : F[K] extends FutureList<infer T> ? T[] : F[K];
};

/**
 * The values of several futures, with the types of each kept; what is no future stays as it is. All are waited for;
 * then the first failure (by position) is thrown.
 */
export async function results<const F extends readonly unknown[]>(
  futures: F,
  options: WaitOptions = {},
): Promise<ResultsOf<F>> {
  const settled = await Promise.allSettled(
    futures.map((item): unknown => {
      if (item instanceof TaskFuture) return item.result(options);
      return item instanceof FutureList ? item.results(options) : item;
    }),
  );
  const failed = settled.find((outcome) => outcome.status === "rejected");
  if (failed) throw failed.reason;
  return settled.map((outcome) => (outcome as PromiseFulfilledResult<unknown>).value) as ResultsOf<F>;
}

/** The futures in the order in which their runs end, each as soon as it does. */
export async function* asCompleted<T>(
  futures: Iterable<TaskFuture<T>> | FutureList<T>,
): AsyncGenerator<TaskFuture<T>, void> {
  const all = futures instanceof FutureList ? await futures.ready() : [...futures];
  const ended: TaskFuture<T>[] = [];
  let wake: () => void = () => {};
  for (const future of all)
    void future.wait().then(() => {
      ended.push(future);
      wake();
    });
  for (let given = 0; given < all.length; given++) {
    if (given === ended.length) await new Promise<void>((resolve) => (wake = resolve));
    yield ended[given]!;
  }
}
