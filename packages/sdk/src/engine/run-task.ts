/**
 * Runs one task: Pending, inputs, a place, attempts with their retries, final state.
 *
 * X1  No step of it waits for the server, but for slots and for cached results: states are made here and told by events.
 * X2  `done` always resolves with the state the run ended in; nothing in here rejects.
 * X3  A run whose inputs did not complete never starts and stays Pending, named NotReady.
 */
import type { Backend } from "../backend.ts";
import { holdTaskSlots, needsSlots } from "../concurrency/task-limits.ts";
import type { HeldLease } from "../concurrency/lease.ts";
import { describeError, markRun, RunCancelled, RunCrashed, RunTimedOut, UpstreamFailed } from "../errors.ts";
import type { FutureSource } from "../futures/future.ts";
import { resolveInputs, settle } from "../futures/inputs.ts";
import { Place } from "../runners/pool.ts";
import { isCompleted, type State, type StateFields } from "../states/state.ts";
import { completed, finalState, isPlainValue } from "../states/from-return.ts";
import { breathe } from "./breathe.ts";
import { type CacheEntry, cacheEntry } from "./task-cache.ts";
import { callTask } from "./call-task.ts";
import { elapsed } from "./clock.ts";
import { contextOf } from "./context.ts";
import type { Ending } from "./interrupt.ts";
import { aroundRun, layersOf } from "./middleware.ts";
import { callHooks, hooksFor } from "./hooks.ts";
import { fillTemplate, namedArguments } from "./names.ts";
import { nextDelay } from "./retry.ts";
import { currentScope, type Scope } from "./scope.ts";
import { pause } from "./sleep.ts";
import type { ActiveTransaction } from "../transactions/active.ts";
import { TaskAttempt } from "./task-attempt.ts";
import { beginTaskTransaction, endTaskTransaction } from "./task-transaction.ts";
import { type TaskRecord, timeIn } from "./task-record.ts";

/** A call of a task. */
export interface TaskCall {
  readonly self: unknown;
  readonly args: readonly unknown[];
  /** Whether there are futures among the arguments. */
  readonly hasDependency: boolean;
  /** The scope the call was made in. */
  readonly scope: Scope | undefined;
  /** Whether the run takes a place of the flow's runner. */
  readonly submitted: boolean;
}

export class TaskExecution<T = unknown> implements FutureSource<T> {
  readonly record: TaskRecord;
  readonly done: Promise<State<T>>;
  #final: State<T> | undefined;
  readonly #backend: Backend;
  readonly #call: TaskCall;
  #attempt: TaskAttempt | undefined;
  #place: Place | undefined;
  #cancelled: { readonly reason: unknown } | undefined;
  /** Stops the wait between two attempts. */
  #wake: AbortController | undefined;

  constructor(backend: Backend, record: TaskRecord, call: TaskCall) {
    this.#backend = backend;
    this.record = record;
    this.#call = call;
    record.flow?.open.add(this);
    this.#nameRun(call.hasDependency ? undefined : call.args);
    record.enter({ type: "PENDING" });
    this.done = this.#runWithin().then((state) => this.#finish(state as State<T>));
    call.scope?.transaction?.track(this.done);
  }

  get id(): string {
    return this.record.id;
  }
  get name(): string {
    return this.record.name;
  }
  get final(): State<T> | undefined {
    return this.#final;
  }

  cancel(reason: unknown = new RunCancelled(`task run ${this.record.name} was cancelled`)): void {
    if (!this.#final) this.#stop(reason);
  }

  #stop(reason: unknown): void {
    if (this.#cancelled) return;
    this.#cancelled = { reason };
    this.#wake?.abort(reason);
    this.#attempt?.interrupt(reason);
  }

  /** Records that the process goes away. */
  crash(message: string): void {
    if (this.#final) return;
    const error = new RunCrashed(message);
    this.#final = this.record.enter({ type: "CRASHED", message, outcome: { kind: "error", error } }) as State<T>;
    this.#stop(error);
  }

  waiting<R>(wait: Promise<R>): Promise<R> {
    const place = currentScope()?.task?.place;
    return place ? place.lendFor(wait) : wait;
  }

  #finish(state: State<T>): State<T> {
    this.record.flow?.open.delete(this);
    // A crash that was recorded meanwhile stands.
    return (this.#final ??= state);
  }

  #runWithin(): Promise<State> {
    const { record } = this;
    const layers = layersOf(record.task.options.middleware, "run");
    if (!layers) return this.#run();
    const run = { kind: "task", name: record.task.name, id: record.id } as const;
    const report = (message: string) => contextOf(this.#ownScope()).logger.error(message);
    return aroundRun(
      layers,
      run,
      () => this.#run(),
      (state) => state,
      report,
    );
  }

  async #run(): Promise<State> {
    // A submitted task begins after the code that submits it: so does every task that waits for something.
    if (this.#call.submitted) await Promise.resolve();
    const { record } = this;
    let args = this.#call.args;
    try {
      if (this.#call.hasDependency) {
        args = await resolveInputs(args);
        this.#nameRun(args);
      }
      if (record.task.options.waitFor) await this.#waitForOthers(record.task.options.waitFor);
    } catch (error) {
      if (!(error instanceof UpstreamFailed)) return this.#fail(error);
      return record.enter({
        type: "PENDING",
        name: "NotReady",
        message: error.message,
        outcome: { kind: "error", error },
      });
    }
    if (this.#call.submitted && record.flow) {
      const wait = record.flow.pool.take();
      if (wait) await wait;
      this.#place = new Place(record.flow.pool);
    }
    try {
      const breath = breathe(this.#backend.events);
      if (breath) await breath;
      if (this.#cancelled) return await this.#cancel();
      return await this.#runReady(args);
    } catch (error) {
      return await this.#fail(error);
    } finally {
      this.#place?.release();
    }
  }

  async #waitForOthers(others: readonly unknown[]): Promise<void> {
    for (const state of (await settle(others)).values())
      for (const single of Array.isArray(state) ? (state as readonly State[]) : [state as State])
        if (!isCompleted(single))
          throw new UpstreamFailed(`a run that is waited for did not complete: ${single.toString()}`, {
            cause: await single.error(),
          });
  }

  /** Runs the task unless its result is there: from an earlier attempt of the flow run, or from the cache. */
  async #runReady(args: readonly unknown[]): Promise<State> {
    const { record } = this;
    const finished = record.flow?.finished;
    const call = finished?.identify(record.task.key, args);
    const earlier = call === undefined ? undefined : finished?.find(call);
    if (earlier) {
      const message = "Finished in an earlier attempt of the flow run.";
      return record.enter({ type: "COMPLETED", name: "Cached", message, data: earlier.data, outcome: earlier.outcome });
    }
    const state = await this.#cachedOrMade(args);
    if (call !== undefined) {
      const { transaction } = this.#call.scope ?? {};
      // What is undone later is to be done again.
      if (transaction) transaction.onEnd(() => transaction.state === "committed" && finished?.keep(call, state));
      else finished?.keep(call, state);
    }
    return state;
  }

  async #cachedOrMade(args: readonly unknown[]): Promise<State> {
    const entry = cacheEntry(this.#backend, this.record, args, this.#call.scope?.making);
    if (!entry) return this.#attempts(args, entry);
    this.#wake = new AbortController();
    const lend = <R>(wait: Promise<R>): Promise<R> => (this.#place ? this.#place.lendFor(wait) : wait);
    try {
      const hit = await entry.read({ signal: this.#wake.signal, lend });
      if (this.#cancelled) return await this.#cancel();
      return hit ? await this.#enter(hit) : await this.#attempts(args, entry);
    } finally {
      await entry.release();
    }
  }

  async #attempts(args: readonly unknown[], entry: CacheEntry | undefined): Promise<State> {
    const { record } = this;
    const { retry } = record.task;
    const started = elapsed();
    for (let number = 1; ; number++) {
      const attempt = new TaskAttempt(record, number, this.#place);
      this.#attempt = attempt;
      const transaction = beginTaskTransaction(record, this.#call.scope?.transaction);
      const scope: Scope = {
        backend: this.#backend,
        flow: record.flow,
        task: attempt,
        tags: this.#call.scope?.tags ?? [],
        making: entry?.making ?? this.#call.scope?.making,
        transaction,
      };
      let held: HeldLease | undefined;
      if (needsSlots(record)) {
        try {
          held = await this.#holdSlots();
        } catch (error) {
          if (this.#cancelled) return this.#cancel();
          return this.#enter(
            { type: "FAILED", message: describeError(error), outcome: { kind: "error", error } },
            scope,
          );
        }
        if (this.#cancelled) {
          await held?.release();
          return this.#cancel();
        }
      }
      await this.#enter(number === 1 ? { type: "RUNNING" } : { type: "RUNNING", name: "Retrying" }, scope);
      const ending = await callTask(attempt, scope, { self: this.#call.self, args, submitted: this.#call.submitted });
      await held?.release();
      if (this.#cancelled) {
        await transaction?.rollback();
        return this.#cancel();
      }
      const outcome = await this.#outcomeOf(ending, entry, transaction);
      if (outcome.type !== "FAILED") {
        const state = await this.#enter(outcome, scope);
        if (transaction) await endTaskTransaction(transaction, record, scope);
        return state;
      }
      await transaction?.rollback();

      const error = outcome.outcome?.kind === "error" ? outcome.outcome.error : undefined;
      const delay = nextDelay(retry, number, error, (elapsed() - started) / 1000, Math.random());
      if (delay === undefined || !(await this.#isWorthRetry(error, scope)) || !this.#takeRetry(scope))
        return this.#enter({ ...outcome, details: { ...outcome.details, retriable: false } }, scope);
      await this.#awaitRetry(delay, outcome, scope);
      if (this.#cancelled) return this.#cancel();
    }
  }

  /** Waits for the slots that an attempt holds. Meanwhile others may have the run's place. */
  #holdSlots(): Promise<HeldLease | undefined> {
    this.#wake = new AbortController();
    const wait = holdTaskSlots(this.#backend, this.record, this.#wake.signal);
    return this.#place ? this.#place.lendFor(wait) : wait;
  }

  /** The state that an attempt leads to, unless it is retried. */
  async #outcomeOf(
    ending: Ending,
    entry: CacheEntry | undefined,
    transaction: ActiveTransaction | undefined,
  ): Promise<StateFields> {
    if (ending.kind === "value") {
      const { value } = ending;
      const state = isPlainValue(value) ? completed(value) : (await finalState(value)).state;
      if (state.type === "FAILED") return state;
      if (typeof value === "object" && value !== null) this.record.flow?.links.set(value, this.record.id);
      return (await entry?.write(state, transaction)) ?? state;
    }
    const error = ending.kind === "error" ? ending.error : ending.reason;
    markRun(error, { kind: "task-run", id: this.record.id, name: this.record.name });
    const outcome = { kind: "error", error } as const;
    if (error instanceof RunTimedOut && ending.kind === "interrupted")
      return { type: "FAILED", name: "TimedOut", message: error.message, outcome };
    return { type: "FAILED", message: `Task run encountered an exception ${describeError(error)}`, outcome };
  }

  async #isWorthRetry(error: unknown, scope: Scope): Promise<boolean> {
    const { retryIf } = this.record.task.options;
    if (!retryIf) return true;
    try {
      return await retryIf(error, contextOf(scope));
    } catch (problem) {
      contextOf(scope).logger.error(`retryIf failed, so there is no retry: ${describeError(problem)}`);
      return false;
    }
  }

  /** One of the retries that the tasks of the flow run share; false if none is left. */
  #takeRetry(scope: Scope): boolean {
    const { flow } = this.record;
    if (!flow) return true;
    if (flow.taskRetriesLeft > 0) {
      flow.taskRetriesLeft -= 1;
      return true;
    }
    contextOf(scope).logger.error(`no retry: the run has used up its ${flow.flow.taskRetries} (taskRetries)`);
    return false;
  }

  async #awaitRetry(delay: number, failed: StateFields, scope: Scope): Promise<void> {
    contextOf(scope).logger.warn(
      `${failed.message}; trying again ${delay > 0 ? `in ${delay.toFixed(2)} s` : "at once"}`,
    );
    const details = { scheduled_time: timeIn(delay) };
    const waiting: StateFields = { type: "SCHEDULED", name: "AwaitingRetry", message: failed.message, details };
    if (delay <= 0) {
      await callHooks(this.record.task.options.hooks?.onRetry, this.record.state!, scope);
      return;
    }
    await this.#enter(waiting, scope);
    this.#wake = new AbortController();
    // A task that waits to be retried does nothing: others may have its place meanwhile.
    const wait = pause(delay * 1000, this.#wake.signal);
    await (this.#place ? this.#place.lendFor(wait) : wait);
  }

  async #enter(fields: StateFields, scope?: Scope): Promise<State> {
    const state = this.record.enter(fields);
    const hooks = hooksFor(this.record.task.options.hooks, state);
    if (hooks) {
      await callHooks(hooks, state, scope ?? this.#ownScope());
    }
    if (state.type === "FAILED" && scope) contextOf(scope).logger.error(state.message ?? state.name);
    return state;
  }

  /** The scope of the run while no attempt of it is under way. */
  #ownScope(): Scope {
    const task = new TaskAttempt(this.record, 1, undefined);
    return { backend: this.#backend, flow: this.record.flow, task, tags: [] };
  }

  #cancel(): Promise<State> {
    if (this.#final) return Promise.resolve(this.#final);
    const error = this.#cancelled!.reason;
    return this.#enter({ type: "CANCELLED", message: messageOf(error), outcome: { kind: "error", error } });
  }

  /** For what should not happen: an error of the engine or of storage, not of the task's function. */
  #fail(error: unknown): Promise<State> {
    return this.#enter({ type: "CRASHED", message: describeError(error), outcome: { kind: "error", error } });
  }

  /** Gives the run its name from the template, once the arguments are known. */
  #nameRun(args: readonly unknown[] | undefined): void {
    const { runName } = this.record.task.options;
    if (runName === undefined || args === undefined) return;
    const named = namedArguments(this.record.task.parameters, args);
    this.record.name = typeof runName === "string" ? fillTemplate(runName, named) : runName(named);
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
