/** What is recorded of one task run, and the transitions that its events tell the server of. */
import { randomUUID } from "node:crypto";
import { formatTime, type Micros } from "@weir/contract/time";
import type { Backend } from "../backend.ts";
import type { TaskInputs } from "../futures/inputs.ts";
import { State, type StateFields } from "../states/state.ts";
import { tagResources, taskRunEvent, taskRunFacts } from "../wire.ts";
import type { FlowRun } from "./flow-run.ts";
import type { TaskDefinition } from "./task-definition.ts";
import { now, uuid7 } from "./time.ts";

export class TaskRecord {
  readonly id: string;
  readonly task: TaskDefinition;
  readonly flow: FlowRun | undefined;
  readonly dynamicKey: string;
  readonly tags: readonly string[];
  readonly inputs: TaskInputs;
  /** Related resources of its events. */
  readonly related: readonly Readonly<Record<string, string>>[];
  name: string;
  state: State | undefined;
  runCount = 0;
  /** Microseconds spent running. */
  totalRunTime = 0;
  expectedStartText: string | undefined;
  nextStartText: string | undefined;
  startText: string | undefined;
  endText: string | undefined;
  cacheKey: string | undefined;
  readonly #backend: Backend;

  constructor(
    backend: Backend,
    task: TaskDefinition,
    flow: FlowRun | undefined,
    tags: readonly string[],
    inputs: TaskInputs,
  ) {
    const key = randomUUID();
    this.#backend = backend;
    this.id = uuid7(now());
    this.task = task;
    this.flow = flow;
    this.tags = tags;
    this.inputs = inputs;
    this.dynamicKey = flow ? key : `${task.key}-${key.replaceAll("-", "")}`;
    this.name = flow ? `${task.name}-${key.slice(0, 3)}` : task.name;
    const context = flow ? flow.asRelated : [];
    this.related = tags.length === 0 ? context : [...tagResources([...tags].sort()), ...context];
  }

  /** How often the flow run had begun an attempt. */
  get flowRunCount(): number {
    return this.runCount === 0 ? 0 : (this.flow?.runCount ?? 0);
  }

  /** Enters a state: made here, because its times are this process's. Tells the server without waiting. */
  enter(fields: StateFields): State {
    const previous = this.state;
    const state = new State({ ...fields, taskRunId: this.id, flowRunId: this.flow?.id, id: undefined, at: undefined });
    this.#apply(previous, state);
    const facts = taskRunFacts(this);
    this.#backend.events.push(() => taskRunEvent({ record: this, facts, previous, state }));
    return (this.state = state);
  }

  #apply(previous: State | undefined, state: State): void {
    const { type, at } = state;
    this.expectedStartText ??= formatTime(at);
    if (previous?.type === "RUNNING") this.totalRunTime += at - previous.at;
    this.nextStartText = type === "SCHEDULED" ? (state.details.scheduled_time ?? undefined) : undefined;
    if (type === "RUNNING") {
      this.runCount += 1;
      this.startText ??= formatTime(at);
      this.endText = undefined;
    } else if (state.isFinal && this.startText !== undefined) this.endText ??= formatTime(at);
  }
}

/** A time some seconds from now, as the wire has it. */
export const timeIn = (seconds: number): string => formatTime((now() + Math.round(seconds * 1e6)) as Micros);
