/** The one file that maps between the SDK's objects and the protocol's. */
import type { Event, FlowRunCreate, State as WireState, StateCreate, TaskRun } from "@weir/contract";
import { formatTime, parseTime } from "@weir/contract/time";
import { WEIR_VERSION } from "@weir/contract/weir";
import { hasDependency, isPlainObject } from "./futures/inputs.ts";
import { wireDelay, type RetryPolicy } from "./engine/retry.ts";
import type { TaskRecord } from "./engine/task-record.ts";
import { now, uuid7 } from "./engine/time.ts";
import { redact } from "./redaction.ts";
import { resultReference } from "./results/result-store.ts";
import { inlined } from "./results/inline.ts";
import type { Results } from "./results/results.ts";
import { type Outcome, State } from "./states/state.ts";

/** Five minutes, in microseconds: events further apart do not follow each other. */
const FOLLOWS_WITHIN = 300_000_000;
/** The reference's limit for the message in an event. */
const EVENT_MESSAGE = 100_000;
/** Retries without a bound, where the wire wants a number. */
const UNBOUNDED_RETRIES = 1_000_000;

/** What proposes a state to the server. */
export function stateCreate(state: State, transitionId: string): StateCreate {
  return {
    type: state.type,
    name: state.name,
    message: state.message == null ? state.message : redact(state.message),
    data: state.data,
    state_details: { ...state.details, transition_id: transitionId },
  };
}

/** A state as the server has it. What this process knows of its outcome may be handed in. */
export function fromWire<T = unknown>(wire: WireState, results: Results, outcome?: Outcome): State<T> {
  return new State<T>({
    id: wire.id,
    type: wire.type,
    name: wire.name ?? undefined,
    message: wire.message,
    at: wire.timestamp === undefined ? now() : parseTime(wire.timestamp),
    flowRunId: wire.state_details?.flow_run_id ?? undefined,
    taskRunId: wire.state_details?.task_run_id ?? undefined,
    details: wire.state_details,
    data: wire.data,
    outcome: outcome ?? outcomeOf(wire.data, results),
  });
}

function outcomeOf(data: unknown, results: Results): Outcome | undefined {
  const value = inlined(data);
  if (value) return { kind: "value", value: value.value };
  const reference = resultReference(data);
  if (!reference) return undefined;
  return { kind: "stored", load: () => results.load(reference) };
}

/** A run's retry policy as the server shows it, and of flow runs also applies it. */
export function taskPolicy(policy: RetryPolicy): NonNullable<TaskRun["empirical_policy"]> {
  const retries = Number.isFinite(policy.retries) ? policy.retries : UNBOUNDED_RETRIES;
  return { max_retries: 0, retry_delay_seconds: 0, retries, retry_delay: wireDelay({ ...policy, retries }) };
}

/** The server delays flow runs by whole seconds; what is beyond them the engine waits by itself. */
export function flowPolicy(policy: RetryPolicy, delaySeconds: number): NonNullable<FlowRunCreate["empirical_policy"]> {
  const retries = Number.isFinite(policy.retries) ? policy.retries : UNBOUNDED_RETRIES;
  return { retries, retry_delay: Math.floor(delaySeconds) };
}

/** Parameters as JSON; what JSON cannot carry is named by its class. */
export function wireParameters(parameters: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, wireParameter(value)]));
}

function wireParameter(value: unknown): unknown {
  if (typeof value === "object" && value !== null) {
    if (Array.isArray(value) || isPlainObject(value)) {
      if (hasDependency(value))
        return Array.isArray(value) ? value.map(wireParameter) : wireParameters(value as Record<string, unknown>);
    } else if (typeof (value as { toJSON?: unknown }).toJSON !== "function") return className(value);
  }
  try {
    return JSON.parse(JSON.stringify(value) ?? "null") as unknown;
  } catch {
    return className(value);
  }
}

const className = (value: unknown): string =>
  `<${typeof value === "object" && value !== null ? (value.constructor?.name ?? "Object") : typeof value}>`;

type Labels = Readonly<Record<string, string>>;

export interface TaskTransition {
  readonly record: TaskRecord;
  /** The run as it was then. */
  readonly facts: TaskRunFacts;
  readonly previous: State | undefined;
  readonly state: State;
}

/** The event that records a task run's state: the server makes the task run from it. */
export function taskRunEvent({ record, facts, previous, state }: TaskTransition): Event {
  const occurred = formatTime(state.at);
  const message = redact(state.message ?? "");
  return {
    id: state.id,
    occurred,
    event: `prefect.task-run.${state.name}`,
    resource: {
      "prefect.resource.id": `prefect.task-run.${record.id}`,
      "prefect.resource.name": facts.name,
      "prefect.run-count": String(facts.run_count),
      "prefect.state-message": message.length > EVENT_MESSAGE ? message.slice(0, EVENT_MESSAGE) : message,
      "prefect.state-name": state.name,
      "prefect.state-timestamp": occurred,
      "prefect.state-type": state.type,
      "prefect.orchestration": "client",
    },
    related: record.related as Labels[],
    payload: {
      intended: { from: previous?.type ?? null, to: state.type },
      initial_state: previous
        ? {
            type: previous.type,
            name: previous.name,
            message: redact(previous.message ?? ""),
            state_details: previous.details,
          }
        : null,
      validated_state: { type: state.type, name: state.name, message, state_details: state.details, data: state.data },
      task_run: facts,
    },
    follows: previous && state.at - previous.at < FOLLOWS_WITHIN ? previous.id : null,
  };
}

export interface TaskRunFacts {
  readonly name: string;
  readonly run_count: number;
}

/** A task run as its events carry it; facts that are not there yet are left out. */
export function taskRunFacts(record: TaskRecord): TaskRunFacts {
  const taskRun: TaskRunFacts & Record<string, unknown> = {
    name: record.name,
    task_key: record.task.key,
    dynamic_key: record.dynamicKey,
    empirical_policy: record.task.wirePolicy,
    tags: record.tags,
    labels: {},
    task_inputs: record.inputs,
    run_count: record.runCount,
    flow_run_run_count: record.flowRunCount,
    expected_start_time: record.expectedStartText,
    total_run_time: record.totalRunTime / 1e6,
  };
  if (record.task.version !== undefined) taskRun["task_version"] = record.task.version;
  if (record.startText !== undefined) taskRun["start_time"] = record.startText;
  if (record.endText !== undefined) taskRun["end_time"] = record.endText;
  if (record.nextStartText !== undefined) taskRun["next_scheduled_start_time"] = record.nextStartText;
  if (record.cacheKey !== undefined) taskRun["cache_key"] = record.cacheKey;
  return taskRun;
}

/** `prefect.tag.…` resources of a run. */
export const tagResources = (tags: readonly string[]): Labels[] =>
  tags.map((tag) => ({ "prefect.resource.id": `prefect.tag.${tag}`, "prefect.resource.role": "tag" }));

interface Named {
  readonly id: string;
  readonly name: string;
}

/** A run or flow as a related resource of an event. */
export const relatedResource = (role: "flow-run" | "flow" | "task-run", { id, name }: Named): Labels => ({
  "prefect.resource.id": `prefect.${role}.${id}`,
  "prefect.resource.role": role,
  "prefect.resource.name": name,
});

/** The event that says which block a run has used. */
export function blockLoadedEvent(block: Named & { readonly slug: string }, related: readonly Labels[]): Event {
  const at = now();
  return {
    id: uuid7(at),
    occurred: formatTime(at),
    event: `prefect.block.${block.slug}.loaded`,
    resource: {
      "prefect.resource.id": `prefect.block-document.${block.id}`,
      "prefect.resource.name": block.name,
    },
    related: [
      { "prefect.resource.id": `prefect.block-type.${block.slug}`, "prefect.resource.role": "block-type" },
      ...related,
    ],
    payload: {},
    follows: null,
  };
}

/** The event by which a flow run says that its process is there. */
export function heartbeatEvent(run: Named, related: readonly Labels[]): Event {
  const at = now();
  return {
    id: uuid7(at),
    occurred: formatTime(at),
    event: "prefect.flow-run.heartbeat",
    resource: {
      "prefect.resource.id": `prefect.flow-run.${run.id}`,
      "prefect.resource.name": run.name,
      "weir.version": WEIR_VERSION,
    },
    related: related as Labels[],
    payload: {},
    follows: null,
  };
}
