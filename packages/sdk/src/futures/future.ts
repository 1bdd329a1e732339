/**
 * What stands for the result of a submitted run.
 *
 * A future is not a promise on purpose: a promise that an async function returns is awaited by accident, and its
 * rejection nobody looks at ends the process. A future does neither; a failed task that nobody asks about is a fact of
 * the record, not an error of the program.
 */
import { type Duration, milliseconds } from "../duration.ts";
import { alarm } from "../engine/sleep.ts";
import { WaitTimedOut } from "../errors.ts";
import type { State } from "../states/state.ts";

export interface WaitOptions {
  /** How long to wait. Default: as long as it takes. */
  readonly timeout?: Duration;
}

/** What a future needs of the run behind it. */
export interface FutureSource<T> {
  readonly id: string;
  readonly name: string;
  /** Resolves with the state in which the run ended; never rejects. */
  readonly done: Promise<State<T>>;
  /** The final state, once there is one. */
  readonly final: State<T> | undefined;
  cancel(reason?: unknown): void;
  /** Wraps a wait for this run, so that the waiting run can lend its place to others meanwhile. */
  waiting<R>(wait: Promise<R>): Promise<R>;
}

export class TaskFuture<T> {
  readonly #source: FutureSource<T>;

  constructor(source: FutureSource<T>) {
    this.#source = source;
  }

  /** Id of the run. */
  get id(): string {
    return this.#source.id;
  }
  get name(): string {
    return this.#source.name;
  }
  /** True once the run has ended. */
  get isDone(): boolean {
    return this.#source.final !== undefined;
  }

  /**
   * The value of the run, once it has completed.
   *
   * @throws what failed it; `WaitTimedOut` if it has not ended in time
   */
  async result(options: WaitOptions = {}): Promise<T> {
    return (await this.state(options)).result();
  }

  /**
   * The state in which the run ended. A run whose inputs failed ends as `Pending`, named `NotReady`.
   *
   * @throws WaitTimedOut if it has not ended in time
   */
  async state({ timeout }: WaitOptions = {}): Promise<State<T>> {
    const source = this.#source;
    if (source.final) return source.final;
    const state = await source.waiting(timeout === undefined ? source.done : within(source.done, timeout));
    if (state === undefined) throw new WaitTimedOut(`task run ${source.name} has not ended within ${timeout}`);
    return state;
  }

  /** Waits until the run has ended; false if it has not within `timeout`. Never throws. */
  async wait({ timeout }: WaitOptions = {}): Promise<boolean> {
    const source = this.#source;
    if (source.final) return true;
    const wait = timeout === undefined ? source.done : within(source.done, timeout);
    return (await source.waiting<State<T> | undefined>(wait)) !== undefined;
  }

  /** Cancels the run: it does not start, or its `signal` is aborted. Nothing happens if it has ended. */
  cancel(reason?: unknown): void {
    this.#source.cancel(reason);
  }
}

/** The promise's value, or `undefined` after `timeout`. */
async function within<R>(promise: Promise<R>, timeout: Duration): Promise<R | undefined> {
  const { promise: rung, resolve } = Promise.withResolvers<undefined>();
  const stop = alarm(milliseconds(timeout, "timeout"), () => resolve(undefined));
  try {
    return await Promise.race([promise, rung]);
  } finally {
    stop();
  }
}
