/** A flow run that this process executes: what is known of it, and how its states are proposed to the server. */
import type { FlowRunResponse, State as WireState } from "@weir/contract";
import { isFinalType } from "@weir/contract/states";
import { type Micros, parseTime } from "@weir/contract/time";
import { randomUUID } from "node:crypto";
import type { Backend } from "../backend.ts";
import { RunAborted } from "../errors.ts";
import type { Links } from "../futures/inputs.ts";
import { Pool } from "../runners/pool.ts";
import { State, type StateFields } from "../states/state.ts";
import { fromWire, relatedResource, stateCreate } from "../wire.ts";
import { FinishedTasks } from "./finished-tasks.ts";
import type { FlowDefinition } from "./flow-definition.ts";
import { Interruptible } from "./interrupt.ts";
import type { Parameters } from "./parameters.ts";
import type { FlowExecution } from "./run-flow.ts";
import type { TaskExecution } from "./run-task.ts";
import { pause } from "./sleep.ts";
import { now } from "./time.ts";

export class FlowRun {
  readonly backend: Backend;
  readonly flow: FlowDefinition;
  readonly id: string;
  readonly flowId: string;
  readonly tags: readonly string[];
  readonly deploymentId: string | undefined;
  /** When its first attempt began. */
  readonly startedAt: Micros;
  readonly scheduledFor: Date | undefined;
  /** The run that this one is a part of. */
  readonly parent: FlowRun | undefined;
  /** The run as a related resource of events. */
  readonly asRelated: readonly Readonly<Record<string, string>>[];
  /** Places of submitted tasks. */
  readonly pool: Pool;
  /** Task runs that have not ended. */
  readonly open = new Set<TaskExecution>();
  /** Flow runs within this one that have not ended. */
  readonly subflows = new Set<FlowExecution>();
  /** Which run made which object. */
  readonly links: Links = new WeakMap();
  /** What earlier attempts have got done; `undefined` if there can be only one attempt. */
  readonly finished: FinishedTasks | undefined;
  readonly name: string;
  parameters: Parameters;
  /** Attempts begun, as the server counts them. */
  runCount: number;
  /** The present attempt: what can stop the function. */
  attempt = new Interruptible();
  state: State;
  /** The server's answer to the end that was proposed last; it may be on its way still. */
  end: Promise<State> | undefined;
  /** How often each subflow has been called in this attempt, by its name: the calls are told apart by it. */
  subflowCalls = new Map<string, number>();
  /** Whole seconds that the server waits before the next attempt. */
  retryDelay = 0;
  /** Retries that its tasks may still make. */
  taskRetriesLeft: number;
  /** Pauses passed in this attempt. */
  pauses = 0;

  constructor(
    backend: Backend,
    flow: FlowDefinition,
    run: FlowRunResponse,
    parameters: Parameters,
    parent: FlowRun | undefined,
  ) {
    this.backend = backend;
    this.flow = flow;
    this.taskRetriesLeft = flow.taskRetries;
    this.id = run.id;
    this.flowId = run.flow_id;
    this.name = run.name ?? run.id;
    this.tags = run.tags ?? [];
    this.deploymentId = run.deployment_id ?? undefined;
    this.startedAt = run.start_time == null ? now() : parseTime(run.start_time);
    this.scheduledFor =
      run.expected_start_time == null ? undefined : new Date(parseTime(run.expected_start_time) / 1000);
    this.runCount = run.run_count ?? 0;
    this.parameters = parameters;
    this.parent = parent;
    this.pool = new Pool(flow.runner);
    this.finished = flow.retry.retries > 0 ? new FinishedTasks() : undefined;
    this.state = run.state ? fromWire(run.state, backend.results) : new State({ type: "PENDING", flowRunId: run.id });
    this.asRelated = Object.freeze([
      relatedResource("flow-run", this),
      relatedResource("flow", { id: this.flowId, name: flow.name }),
    ]);
  }

  get flowName(): string {
    return this.flow.name;
  }

  /**
   * Asks the server to let the run enter a state; gives the state it is in then, which may be another one.
   *
   * @param force past the rules that would keep a run that has to end from ending
   * @throws RunAborted if the server wants this process to leave the run alone
   */
  propose(fields: StateFields, force = false): Promise<State> {
    const proposal = this.#propose(fields, force);
    if (isFinalType(fields.type)) this.end = proposal;
    return proposal;
  }

  async #propose(fields: StateFields, force: boolean): Promise<State> {
    const { api, results, settings } = this.backend;
    const state = new State(fields);
    const transition = randomUUID();
    // From a Running state on, a server of ours counts on them; for any other the client leaves this out.
    const heartbeats = { weir: { heartbeat: settings.heartbeat } };
    for (;;) {
      const body = { state: stateCreate(state, transition), force, ...(state.type === "RUNNING" ? heartbeats : {}) };
      const answer = await api.flowRuns.setState({ id: this.id }, body);
      const current = answer.state && fromWire(answer.state, results);
      // A repeated request that had got through the first time is refused as a repetition.
      const isOurs = answer.status === "ACCEPT" || current?.details.transition_id === transition;
      if (isOurs && answer.state) return this.#entered(fromWire(answer.state, results, fields.outcome));
      if (answer.status === "WAIT") {
        const { delay_seconds: delay } = answer.details as { delay_seconds: number };
        await pause(delay * 1000, this.attempt.signal);
        if (this.attempt.isInterrupted) return this.state;
        continue;
      }
      const { reason } = answer.details as { reason?: string | null };
      if (answer.status === "ABORT" || !current)
        throw new RunAborted(
          `the server refused ${state.name} for flow run ${this.name}: ${reason ?? "no reason given"}`,
        );
      // The server may have its own words for the same failure; what failed is known here.
      const isAlike = current.type === state.type && fields.outcome?.kind === "error";
      return this.#entered(isAlike ? current.with({ outcome: fields.outcome }) : current);
    }
  }

  /** Takes over what the server has made of a paused run. */
  resumed(state: WireState, runCount: number): void {
    this.state = fromWire(state, this.backend.results);
    this.runCount = runCount;
  }

  #entered(state: State): State {
    this.state = state;
    if (state.type === "RUNNING") this.runCount += 1;
    return state;
  }
}
