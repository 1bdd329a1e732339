/**
 * What a `prefect.task-run.*` event tells of a task run. The client orchestrates its tasks; these events are the only
 * way in which the server learns of them (spec CORE, 2.6). Everything in an event comes from outside: what does not
 * have the expected form tells nothing, and the event is merely kept.
 */
import {
  defaultStateName,
  seconds,
  STATE_TYPES,
  tryParseTime,
  type Event,
  type Micros,
  type StateType,
  type TaskRunPolicy,
} from "@weir/contract";
import type { State } from "../../rules/state.ts";
import type { TaskRunTable } from "../../storage/tables.ts";
import { normalDetails } from "../states.ts";
import { normalTaskPolicy } from "./policy.ts";

/** Columns of a task run that an event may set. Null or absent ones keep what is stored. */
export type Observed = Partial<
  Omit<TaskRunTable, "id" | "created" | "updated" | "state_id" | "state_type" | "state_name" | "state_timestamp">
> &
  Pick<TaskRunTable, "flow_run_id" | "task_key" | "dynamic_key" | "name">;

export interface Observation {
  readonly taskRunId: string;
  readonly run: Observed;
  readonly state: State;
}

type Json = Record<string, unknown>;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const TYPES: ReadonlySet<unknown> = new Set(STATE_TYPES);

const object = (value: unknown): Json | undefined =>
  value !== null && typeof value === "object" && !Array.isArray(value) ? (value as Json) : undefined;
const text = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);
const count = (value: unknown): number | undefined => (Number.isSafeInteger(value) ? (value as number) : undefined);
const time = (value: unknown): Micros | undefined => (typeof value === "string" ? tryParseTime(value) : undefined);
const json = (value: unknown): string | undefined =>
  value != null && typeof value === "object" ? JSON.stringify(value) : undefined;

/** The id in the name of a resource. */
export function idOf(resourceId: unknown, prefix: string): string | undefined {
  if (typeof resourceId !== "string" || !resourceId.startsWith(prefix)) return undefined;
  const id = resourceId.slice(prefix.length);
  return UUID.test(id) ? id : undefined;
}

/** The flow run that an event is related to. */
export function flowRunIdOf(event: Event): string | null {
  for (const resource of event.related ?? [])
    if (resource["prefect.resource.role"] === "flow-run")
      return idOf(resource["prefect.resource.id"], "prefect.flow-run.") ?? null;
  return null;
}

function stateOf(
  event: Event,
  occurred: Micros,
  validated: Json,
  taskRunId: string,
  flowRunId: string | null,
): State | undefined {
  const { type, name, message, data, state_details } = validated;
  if (!TYPES.has(type)) return undefined;
  const details = object(state_details) ?? {};
  return {
    id: event.id,
    type: type as StateType,
    name: text(name) || defaultStateName(type as StateType),
    timestamp: occurred,
    message: text(message) ?? null,
    data: data ?? undefined,
    details: { ...normalDetails(details), task_run_id: taskRunId, flow_run_id: flowRunId },
  };
}

/** What the event tells of a task run; undefined if it is not such an event, or not of the expected form. */
export function observe(event: Event, occurred: Micros): Observation | undefined {
  if (!event.event.startsWith("prefect.task-run.") || event.resource["prefect.orchestration"] !== "client")
    return undefined;
  const taskRunId = idOf(event.resource["prefect.resource.id"], "prefect.task-run.");
  const payload = object(event.payload);
  const given = object(payload?.["task_run"]);
  const validated = object(payload?.["validated_state"]);
  if (!taskRunId || !given || !validated) return undefined;
  const task_key = text(given["task_key"]);
  const dynamic_key = text(given["dynamic_key"]);
  if (task_key === undefined || dynamic_key === undefined) return undefined;
  const flow_run_id = flowRunIdOf(event);
  const state = stateOf(event, occurred, validated, taskRunId, flow_run_id);
  if (!state) return undefined;
  const total = given["total_run_time"];
  const policy = object(given["empirical_policy"]);
  return {
    taskRunId,
    state,
    run: {
      flow_run_id,
      task_key,
      dynamic_key,
      name: text(given["name"]) ?? task_key,
      cache_key: text(given["cache_key"]),
      cache_expiration: time(given["cache_expiration"]),
      task_version: text(given["task_version"]),
      empirical_policy: policy && JSON.stringify(normalTaskPolicy(policy as TaskRunPolicy)),
      tags: Array.isArray(given["tags"]) ? json(given["tags"].filter((tag) => typeof tag === "string")) : undefined,
      labels: json(object(given["labels"])),
      task_inputs: json(object(given["task_inputs"])),
      flow_run_run_count: count(given["flow_run_run_count"]),
      run_count: count(given["run_count"]),
      expected_start_time: time(given["expected_start_time"]),
      next_scheduled_start_time: time(given["next_scheduled_start_time"]),
      start_time: time(given["start_time"]),
      end_time: time(given["end_time"]),
      total_run_time: typeof total === "number" ? seconds(total) : undefined,
    },
  };
}
