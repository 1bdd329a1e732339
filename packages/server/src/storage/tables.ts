/**
 * The tables, as both databases have them. Instants and durations are integers (microseconds), booleans are 0 or 1,
 * JSON is text on its way in and out (`Json`), ids are UUID text.
 */
import type { Generated } from "kysely";

/** JSON text. */
export type Json = string;
type Id = string;
type Micros = number;
type Flag = 0 | 1;

export interface FlowTable {
  id: Id;
  created: Micros;
  updated: Micros;
  name: string;
  tags: Json;
  labels: Json;
}

/** The columns in which a run repeats its current state. */
interface CurrentState {
  state_id: Id | null;
  state_type: string | null;
  state_name: string | null;
  state_timestamp: Micros | null;
}

/** What both kinds of run keep about their way through the states. */
interface RunTimes {
  run_count: number;
  expected_start_time: Micros | null;
  next_scheduled_start_time: Micros | null;
  start_time: Micros | null;
  end_time: Micros | null;
  total_run_time: Micros;
}

export interface FlowRunTable extends CurrentState, RunTimes {
  id: Id;
  created: Micros;
  updated: Micros;
  name: string;
  flow_id: Id;
  flow_version: string | null;
  deployment_id: Id | null;
  deployment_version: string | null;
  work_queue_id: Id | null;
  work_queue_name: string | null;
  parameters: Json;
  idempotency_key: string | null;
  context: Json;
  empirical_policy: Json;
  tags: Json;
  labels: Json;
  parent_task_run_id: Id | null;
  auto_scheduled: Flag;
  infrastructure_document_id: Id | null;
  infrastructure_pid: string | null;
  created_by: Json | null;
  job_variables: Json | null;
  /** Counts the executions of this run: one more each time that it is claimed (enters PENDING again). */
  attempt: number;
  /** When the present attempt is given up unless its client is heard of; null where no lease is held. */
  lease_expires: Micros | null;
}

interface StateColumns {
  id: Id;
  type: string;
  name: string;
  timestamp: Micros;
  message: string | null;
  state_details: Json;
  data: Json | null;
}

export interface FlowRunStateTable extends StateColumns {
  flow_run_id: Id;
}

export interface TaskRunTable extends CurrentState, RunTimes {
  id: Id;
  created: Micros;
  updated: Micros;
  name: string;
  flow_run_id: Id | null;
  task_key: string;
  dynamic_key: string;
  cache_key: string | null;
  cache_expiration: Micros | null;
  task_version: string | null;
  empirical_policy: Json;
  tags: Json;
  labels: Json;
  task_inputs: Json;
  flow_run_run_count: number;
}

export interface TaskRunStateTable extends StateColumns {
  task_run_id: Id;
}

export interface TaskRunStateCacheTable {
  cache_key: string;
  cache_expiration: Micros | null;
  task_run_state_id: Id;
  created: Micros;
}

export interface FlowRunInputTable {
  flow_run_id: Id;
  key: string;
  value: string;
  sender: string | null;
  id: Id;
  created: Micros;
  updated: Micros;
}

/** The event log and the outbox in one: a row is written in the transaction whose outcome it tells. */
export interface EventTable {
  /** The cursor: consumers go on after the last one they handled. */
  seq: Generated<number>;
  id: Id;
  occurred: Micros;
  received: Micros;
  event: string;
  resource_id: string;
  /** The event as it is on the wire, without `received`. */
  body: Json;
}

/** Which related resources an event names; an index into `event`. */
export interface EventResourceTable {
  resource_id: string;
  role: string;
  event_seq: number;
}

export interface LogTable {
  id: Id;
  created: Micros;
  updated: Micros;
  name: string;
  level: number;
  message: string;
  timestamp: Micros;
  flow_run_id: Id | null;
  task_run_id: Id | null;
}

export interface CsrfTokenTable {
  client: string;
  token: string;
  expiration: Micros;
  id: Id;
  created: Micros;
  updated: Micros;
}

/** Settings of the server that live with its data. */
export interface ConfigurationTable {
  key: string;
  value: Json;
}

export interface VariableTable {
  id: Id;
  created: Micros;
  updated: Micros;
  name: string;
  value: Json;
  tags: Json;
}

export interface Tables {
  flow: FlowTable;
  flow_run: FlowRunTable;
  flow_run_state: FlowRunStateTable;
  flow_run_input: FlowRunInputTable;
  task_run: TaskRunTable;
  task_run_state: TaskRunStateTable;
  task_run_state_cache: TaskRunStateCacheTable;
  event: EventTable;
  event_resource: EventResourceTable;
  log: LogTable;
  csrf_token: CsrfTokenTable;
  configuration: ConfigurationTable;
  variable: VariableTable;
}
