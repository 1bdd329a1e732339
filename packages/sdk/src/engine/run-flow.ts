/**
 * Runs one flow: created on the server (or there already), Running, attempts, final state.
 *
 * F1  The server decides about every state of a flow run; what it answers is what the run is in.
 * F2  All events of a flow run's tasks are with the server before its final state is proposed.
 * F3  A flow run ends after everything it started: tasks and subflows that nobody waited for are waited for, or
 *     cancelled if the function failed.
 */
import type { FlowRunResponse } from "@weir/contract";
import { backend as currentBackend, type Backend } from "../backend.ts";
import {
  describeError,
  type InvalidParameters,
  RunAborted,
  RunCancelled,
  RunCrashed,
  RunPaused,
  RunTimedOut,
  UpstreamFailed,
} from "../errors.ts";
import { hasDependency, resolveInputs } from "../futures/inputs.ts";
import { finalState, withoutNothing } from "../states/from-return.ts";
import { State, type StateFields } from "../states/state.ts";
import { adoptRun } from "./adopt-flow-run.ts";
import { callFlow } from "./call-flow.ts";
import { watch } from "./cancellation.ts";
import { elapsed } from "./clock.ts";
import { contextOf } from "./context.ts";
import { activate, crashTold, deactivate } from "./crash.ts";
import { createRun } from "./create-flow-run.ts";
import { failureOf, settleOpen } from "./ending.ts";
import type { FlowDefinition } from "./flow-definition.ts";
import type { FlowRun } from "./flow-run.ts";
import { callHooks, hooksFor } from "./hooks.ts";
import { type Ending, Interruptible } from "./interrupt.ts";
import { aroundRun, layersOf } from "./middleware.ts";
import { type Parameters, validateParameters } from "./parameters.ts";
import { retryDelay } from "./flow-retry.ts";
import { currentScope, type Scope } from "./scope.ts";
import { alarm, pause } from "./sleep.ts";

/** How a flow run ended. */
export interface FlowOutcome {
  readonly state: State;
  /** What the function returned, with states in the place of futures, if its own state is the one that stands. */
  readonly returned: { readonly value: unknown } | undefined;
}

/** A call of a flow. */
export interface FlowCall {
  readonly self: unknown;
  readonly parameters: Parameters;
}

export class FlowExecution {
  readonly done: Promise<FlowOutcome>;
  readonly #flow: FlowDefinition;
  readonly #call: FlowCall;
  readonly #existing: FlowRunResponse | undefined;
  readonly #outer: Scope | undefined;
  #run: FlowRun | undefined;
  #cancelled: { readonly reason: unknown } | undefined;
  #isOver = false;
  #isPastDeadline = false;

  /** @param existing the run, if the server has it already; a new one is created otherwise */
  constructor(flow: FlowDefinition, call: FlowCall, existing?: FlowRunResponse) {
    this.#flow = flow;
    this.#call = call;
    this.#existing = existing;
    this.#outer = currentScope();
    const parent = this.#outer?.flow;
    parent?.subflows.add(this);
    this.done = this.#start().finally(() => parent?.subflows.delete(this));
  }

  /** Aborts the function's signal; the run ends when the function has, or after its grace. */
  cancel(reason: unknown = new RunCancelled(`flow run ${this.#run?.name ?? this.#flow.name} was cancelled`)): void {
    if (this.#cancelled || this.#isOver) return;
    this.#cancelled = { reason };
    const run = this.#run;
    if (!run) return;
    this.#interrupt(run, reason, this.#flow.graceMillis);
  }

  #interrupt(run: FlowRun, reason: unknown, graceMillis: number): void {
    run.attempt.interrupt(reason, graceMillis);
    for (const task of run.open) task.cancel(reason);
    for (const subflow of run.subflows) subflow.cancel(reason);
  }

  async #start(): Promise<FlowOutcome> {
    const backend = this.#outer?.backend ?? (await currentBackend());
    await backend.begin();
    try {
      return await this.#runOn(backend);
    } finally {
      this.#isOver = true;
      await backend.end();
    }
  }

  async #runOn(backend: Backend): Promise<FlowOutcome> {
    const created = this.#existing
      ? await adoptRun(backend, this.#flow, this.#existing)
      : await createRun(backend, this.#flow, this.#call.parameters, this.#outer);
    if (created instanceof State) return { state: created, returned: undefined };
    const { run } = created;
    this.#run = run;
    const abort = () => this.cancel(this.#flow.options.signal?.reason);
    this.#flow.options.signal?.addEventListener("abort", abort, { once: true });
    if (this.#flow.options.signal?.aborted) abort();
    activate(run, () => this.cancel());
    try {
      const outcome = await this.#liveWithin(run, created.problem);
      if (created.call !== undefined) run.parent?.finished?.keep(created.call, outcome.state);
      return outcome;
    } catch (error) {
      await this.#crash(run, error);
      throw error;
    } finally {
      deactivate(run);
      this.#flow.options.signal?.removeEventListener("abort", abort);
    }
  }

  #liveWithin(run: FlowRun, problem: InvalidParameters | undefined): Promise<FlowOutcome> {
    const live = () => this.#live(run, problem);
    const layers = layersOf(this.#flow.options.middleware, "run");
    if (!layers) return live();
    const report = (message: string) => contextOf(this.#scope(run)).logger.error(message);
    return aroundRun(layers, { kind: "flow", name: run.flowName, id: run.id }, live, ({ state }) => state, report);
  }

  /** @param problem what was wrong with the parameters, if that is known already */
  async #live(run: FlowRun, problem: InvalidParameters | undefined): Promise<FlowOutcome> {
    const log = contextOf(this.#scope(run)).logger;
    log.info(`Beginning ${run.parent ? "subflow" : "flow"} run '${run.name}' for flow '${run.flowName}'`);
    const outcome = (await this.#prepare(run, problem)) ?? (await this.#attempts(run));
    const { state } = outcome;
    if (state.type === "FAILED" || state.type === "CRASHED") log.error(`Finished in state ${state.toString()}`);
    else log.info(`Finished in state ${state.toString()}`);
    return outcome;
  }

  /** Resolves and checks the parameters; an outcome if the function is not to be called. */
  async #prepare(run: FlowRun, problem: InvalidParameters | undefined): Promise<FlowOutcome | undefined> {
    try {
      if (problem) throw problem;
      if (!hasDependency(run.parameters)) return undefined;
      const resolved = await resolveInputs(run.parameters);
      run.parameters = await validateParameters(run.flowName, this.#flow.options.parameters, resolved);
      return undefined;
    } catch (error) {
      const outcome = { kind: "error", error } as const;
      if (error instanceof UpstreamFailed)
        return this.#entered(
          run,
          await run.propose({ type: "PENDING", name: "NotReady", message: error.message, outcome }),
        );
      return this.#entered(run, await run.propose({ type: "FAILED", message: describeError(error), outcome }));
    }
  }

  async #attempts(run: FlowRun): Promise<FlowOutcome> {
    const started = elapsed();
    const watching = watch(run, () => this.cancel());
    const stopDeadline = this.#expireAfter(
      run,
      this.#flow.deadlineMillis,
      "deadline",
      () => (this.#isPastDeadline = true),
    );
    try {
      for (let attempt = 1; ; attempt++) {
        const state = await this.#begin(run);
        if (state.type === "CANCELLING") this.#noteCancelling(run, state);
        if (this.#cancelled) return await this.#concludeCancelled(run);
        if (state.type !== "RUNNING") return { state, returned: undefined };
        const ending = await this.#runFunction(run);
        const outcome = await this.#conclude(run, ending, attempt, (elapsed() - started) / 1000);
        if (outcome) return outcome;
      }
    } finally {
      stopDeadline();
      watching.stop();
    }
  }

  /** Proposes Running until the server has decided. */
  async #begin(run: FlowRun): Promise<State> {
    run.attempt = new Interruptible();
    run.finished?.beginAttempt();
    run.subflowCalls.clear();
    run.pauses = 0;
    if (this.#cancelled) return run.state;
    let state = await run.propose({ type: "RUNNING" });
    while (state.type === "PENDING" && !this.#cancelled) {
      await pause(200);
      state = await run.propose({ type: "RUNNING" });
    }
    await this.#hooks(run, state);
    return state;
  }

  #runFunction(run: FlowRun): Promise<Ending> {
    const startTimeout = () => this.#expireAfter(run, this.#flow.timeoutMillis, "timeout");
    return callFlow(run, this.#scope(run), this.#call.self, startTimeout);
  }

  /** Interrupts the run then; gives what keeps it from doing so. */
  #expireAfter(run: FlowRun, millis: number | undefined, what: "timeout" | "deadline", expired = () => {}): () => void {
    if (millis === undefined) return () => {};
    const reason = new RunTimedOut(`flow run ${run.name} exceeded its ${what} of ${millis / 1000} s`);
    return alarm(millis, () => {
      expired();
      this.#interrupt(run, reason, 0);
    });
  }

  /** Proposes the state that the ending of an attempt leads to; `undefined` if another attempt follows. */
  async #conclude(run: FlowRun, ending: Ending, attempt: number, spent: number): Promise<FlowOutcome | undefined> {
    if (ending.kind === "interrupted") {
      // Whoever stops the process tells the server; the caller gets the reason, should it live on.
      if (ending.reason instanceof RunCrashed) {
        await crashTold();
        throw ending.reason;
      }
      if (this.#cancelled) return this.#concludeCancelled(run);
    }
    const error = ending.kind === "value" ? undefined : ending.kind === "error" ? ending.error : ending.reason;
    if (error instanceof RunPaused && run.state.type === "PAUSED") return { state: run.state, returned: undefined };
    await settleOpen(run, ending.kind === "value");
    if (this.#cancelled) return this.#concludeCancelled(run);

    const returned = ending.kind === "value" ? await finalState(ending.value) : undefined;
    const fields = returned ? withoutNothing(returned.state) : failureOf(run, error);
    await run.backend.events.flush();
    if (fields.type !== "FAILED") return this.#settled(run, await run.propose(fields), fields, returned);

    const failure = fields.outcome?.kind === "error" ? fields.outcome.error : undefined;
    const context = contextOf(this.#scope(run));
    // A timer may ring a little before its time by the clock that the budget is counted by.
    const delay = this.#isPastDeadline ? undefined : await retryDelay(run, failure, attempt, spent, context);
    // The server retries as long as the run's policy allows; a failure that is final in spite of it passes by the rule.
    const isFinal = delay === undefined && attempt <= this.#flow.retry.retries;
    const state = await run.propose(fields, isFinal);
    if (state.type !== "SCHEDULED") return this.#settled(run, state, fields, returned);
    context.logger.warn(`${fields.message}; trying again ${delay ? `in ${delay.toFixed(2)} s` : "at once"}`);
    await callHooks(this.#flow.options.hooks?.onRetry, state, this.#scope(run));
    run.attempt = new Interruptible();
    await pause((delay ?? 0) * 1000, run.attempt.signal);
    return undefined;
  }

  async #concludeCancelled(run: FlowRun): Promise<FlowOutcome> {
    const error = this.#cancelled!.reason;
    const message = error instanceof Error ? error.message : String(error);
    await settleOpen(run, false);
    await run.backend.events.flush();
    const outcome = { kind: "error", error } as const;
    // A run that somebody is cancelling already stays in that state; one that has nothing to stop is cancelled at once.
    const state = await run.propose({ type: "CANCELLING", message, outcome });
    return this.#entered(run, state.isFinal ? state : await run.propose({ type: "CANCELLED", message, outcome }));
  }

  /** For what should not happen, an unreachable server above all: says so, if the server can hear it. */
  async #crash(run: FlowRun, error: unknown): Promise<void> {
    // Told already, or not ours to tell: the server wants this process to leave the run alone.
    if (error instanceof RunCrashed || error instanceof RunAborted || run.state.isFinal) return;
    const message = `Flow run could not go on: ${describeError(error)}`;
    await run.propose({ type: "CRASHED", message, outcome: { kind: "error", error } }, true).then(
      (state) => this.#hooks(run, state),
      () => {}, // the caller gets the error that led here
    );
  }

  /** The outcome of a proposal. A run that somebody is cancelling takes no other end: it gets that one. */
  #settled(
    run: FlowRun,
    state: State,
    proposed: StateFields,
    returned: { value: unknown } | undefined,
  ): Promise<FlowOutcome> {
    if (state.type !== "CANCELLING") return this.#entered(run, state, proposed, returned);
    this.#noteCancelling(run, state);
    return this.#concludeCancelled(run);
  }

  /** Somebody else is cancelling the run. */
  #noteCancelling(run: FlowRun, { message }: State): void {
    this.#cancelled ??= { reason: new RunCancelled(message ?? `flow run ${run.name} was cancelled`) };
  }

  async #entered(
    run: FlowRun,
    state: State,
    proposed?: StateFields,
    returned?: { value: unknown },
  ): Promise<FlowOutcome> {
    await this.#hooks(run, state);
    const stands = proposed !== undefined && returned !== undefined && state.type === proposed.type;
    return { state, returned: stands ? { value: returned.value } : undefined };
  }

  async #hooks(run: FlowRun, state: State): Promise<void> {
    await callHooks(hooksFor(this.#flow.options.hooks, state), state, this.#scope(run));
  }

  #scope(run: FlowRun): Scope {
    const { tags = [], making, transaction } = this.#outer ?? {};
    return { backend: run.backend, flow: run, task: undefined, tags, making, transaction };
  }
}
