/**
 * The tables, as both databases have them. Instants and durations are integers (microseconds), booleans are 0 or 1,
 * JSON is text on its way in and out (`Json`), ids are UUID text.
 */
import type { AutomationTables } from "./automation-tables.ts";
import type { CacheTables } from "./cache-tables.ts";
import type { WebhookTables } from "./webhook-tables.ts";
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
  /** JSON Schema of the parameters, if a client of ours described them. */
  parameter_schema: Json | null;
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
  /** How often the client of the present attempt gives a sign of life, in microseconds; null if it is not known to. */
  heartbeat: Micros | null;
  /** When the server declared the present attempt lost; null if it did not. */
  lost: Micros | null;
  /** Moves it before others of its queue that are due about then (rules/admission/line.ts). */
  priority: number;
  /** The version of its deployment that it was made from; null where it has none. */
  version_id: Id | null;
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

/** Flow runs that stay, whatever their age. */
export interface FlowRunPinTable {
  flow_run_id: Id;
  created: Micros;
}

export interface LateResultTable {
  flow_run_id: Id;
  /** Counts the late results of a run, from 1. */
  number: number;
  attempt: number;
  received: Micros;
  accepted: Micros | null;
  /** The client's own id of the proposal, by which a repeated one is known. */
  transition_id: Id | null;
  /** The state as it was proposed. */
  state: Json;
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

/** Batches of events that are safe and not recorded yet (SQLite only). */
export interface EventInboxTable {
  seq: Generated<number>;
  received: Micros;
  /** The events in a list, each as it will be in `event`. */
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
  /** What was logged beside the message, as a JSON object; null if nothing was. */
  fields: Json | null;
}

/** The fields of log lines, each in a row of its own, to find lines by. */
export interface LogFieldTable {
  name: string;
  /** As text, cut to what the index takes. */
  value: string;
  timestamp: Micros;
  log_id: Id;
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

export interface SavedSearchTable {
  id: Id;
  created: Micros;
  updated: Micros;
  name: string;
  filters: Json;
}

export interface VariableTable {
  id: Id;
  created: Micros;
  updated: Micros;
  name: string;
  value: Json;
  tags: Json;
}

/** What an artifact holds; a collection repeats it for its latest one. */
interface ArtifactColumns {
  id: Id;
  created: Micros;
  updated: Micros;
  type: string | null;
  description: string | null;
  data: Json | null;
  metadata_: Json | null;
  flow_run_id: Id | null;
  task_run_id: Id | null;
}

export interface ArtifactTable extends ArtifactColumns {
  key: string | null;
}

/** One row per key, with what its latest artifact holds. */
export interface ArtifactCollectionTable extends ArtifactColumns {
  key: string;
  latest_id: Id;
}

export interface ConcurrencyLimitTable {
  id: Id;
  created: Micros;
  /** Changed by each acquisition, release and refusal too: the clock by which `denied_slots` decays. */
  updated: Micros;
  name: string;
  active: Flag;
  limit: number;
  /** Slots refused lately; a measure of how long others should wait. */
  denied_slots: number;
  slot_decay_per_second: number;
  avg_slot_occupancy_seconds: number;
  /** Up to when slots have been taken off by decay. */
  decayed: Micros;
}

/** Slots that somebody holds of a limit. How many are taken is the sum of these rows, never a counter. */
export interface ConcurrencySlotTable {
  id: Id;
  /** Null where a lease was given without any limit to hold, or outlived its limit. */
  limit_id: Id | null;
  lease_id: Id | null;
  holder_type: string | null;
  holder_id: Id | null;
  slots: number;
  since: Micros;
  /** When the lease runs out: from then on the row counts no more. Null: only when it is given back. */
  expires: Micros | null;
}

export interface DeploymentTable {
  id: Id;
  created: Micros;
  updated: Micros;
  name: string;
  flow_id: Id;
  version: string | null;
  description: string | null;
  paused: Flag;
  concurrency_limit_id: Id | null;
  concurrency_options: Json | null;
  job_variables: Json;
  parameters: Json;
  parameter_openapi_schema: Json | null;
  enforce_parameter_schema: Flag;
  tags: Json;
  labels: Json;
  work_queue_name: string | null;
  work_queue_id: Id | null;
  last_polled: Micros | null;
  status: string;
  path: string | null;
  pull_steps: Json | null;
  entrypoint: string | null;
  storage_document_id: Id | null;
  infrastructure_document_id: Id | null;
  created_by: Json | null;
  updated_by: Json | null;
  /** The version that is in force. */
  version_id: Id | null;
  /** The version that some of the scheduled runs are made from, to try it; null where none is tried. */
  canary_id: Id | null;
  /** How many of the scheduled runs those are, from 0 to 1. */
  canary_share: number;
}

/** What a deployment was after it was deployed. Never changed. */
export interface DeploymentVersionTable {
  id: Id;
  created: Micros;
  deployment_id: Id;
  /** From 1, in the order in which they were made. */
  number: number;
  /** Of the content: equal where two versions are. */
  hash: string;
  content: Json;
  message: string | null;
  /** Who made it, as their client says. */
  author: string | null;
  /** The commit that it was made from, as the client says. */
  source: Json | null;
}

export interface DeploymentScheduleTable {
  id: Id;
  created: Micros;
  updated: Micros;
  deployment_id: Id;
  active: Flag;
  schedule: Json;
  parameters: Json;
  slug: string | null;
  max_scheduled_runs: number | null;
  /** When its next runs are to be planned; null: not before it, or its deployment, changes. */
  next_plan: Micros | null;
  /** Its times up to then have been looked at; null: none since it, or its deployment, changed. */
  planned_to: Micros | null;
  /** What Weir adds to the protocol's schedules (rules/schedules/policy.ts); null: nothing. */
  policy: Json | null;
}

export interface WorkPoolTable {
  id: Id;
  created: Micros;
  updated: Micros;
  name: string;
  description: string | null;
  type: string;
  base_job_template: Json;
  is_paused: Flag;
  concurrency_limit: number | null;
  storage_configuration: Json;
  default_queue_id: Id;
  /** Null for pools of the kind that agents used to ask. */
  status: string | null;
  /** The event that told of the status, and when it came about. */
  status_event_id: Id | null;
  status_since: Micros | null;
}

export interface WorkQueueTable {
  id: Id;
  created: Micros;
  updated: Micros;
  work_pool_id: Id;
  name: string;
  description: string | null;
  is_paused: Flag;
  concurrency_limit: number | null;
  priority: number;
  filter: Json | null;
  /** When somebody asked for its runs; changes nothing of the queue otherwise. */
  last_polled: Micros | null;
  status: string;
}

export interface WorkerTable {
  id: Id;
  created: Micros;
  updated: Micros;
  work_pool_id: Id;
  name: string;
  last_heartbeat_time: Micros;
  heartbeat_interval_seconds: number | null;
  status: string;
}

/** A deferred task run that no process has taken yet. */
export interface BackgroundTaskTable {
  task_run_id: Id;
  task_key: string;
  enqueued: Micros;
  /** 1 if it was handed out before, or is tried again: it goes first. */
  again: Flag;
  /** Until when it is somebody's who has not said yet that he has it. */
  taken_until: Micros | null;
}

export interface BlockTypeTable {
  id: Id;
  created: Micros;
  updated: Micros;
  name: string;
  slug: string;
  logo_url: string | null;
  documentation_url: string | null;
  description: string | null;
  code_example: string | null;
  is_protected: Flag;
}

export interface BlockSchemaTable {
  id: Id;
  created: Micros;
  updated: Micros;
  checksum: string;
  version: string;
  fields: Json;
  capabilities: Json;
  block_type_id: Id;
}

export interface BlockDocumentTable {
  id: Id;
  created: Micros;
  updated: Micros;
  name: string;
  is_anonymous: Flag;
  /** JSON, sealed with a key that is not in the database. */
  data: string;
  block_type_id: Id;
  block_schema_id: Id;
}

/** A field of a block document that stands for another document. */
export interface BlockDocumentReferenceTable {
  parent_id: Id;
  name: string;
  child_id: Id;
}

/** A key by which somebody uses the server. */
export interface AccessKeyTable {
  id: Id;
  created: number;
  name: string;
  /** SHA-256 of the key, in hexadecimal digits: the key itself is random enough to need no more. */
  hash: string;
  role: string;
  team: string | null;
  expires: number | null;
}

/** Who has done what. Lines are only added. */
export interface AuditLineTable {
  seq: number;
  occurred: number;
  actor: string;
  origin: string;
  action: string;
  kind: string;
  object_id: string;
  object_name: string;
  /** JSON. */
  before: string | null;
  after: string | null;
  previous: string;
  hash: string;
}

export interface Tables extends AutomationTables, CacheTables, WebhookTables {
  flow: FlowTable;
  flow_run: FlowRunTable;
  flow_run_state: FlowRunStateTable;
  flow_run_input: FlowRunInputTable;
  late_result: LateResultTable;
  task_run: TaskRunTable;
  task_run_state: TaskRunStateTable;
  task_run_state_cache: TaskRunStateCacheTable;
  event: EventTable;
  event_inbox: EventInboxTable;
  event_resource: EventResourceTable;
  flow_run_pin: FlowRunPinTable;
  log: LogTable;
  log_field: LogFieldTable;
  csrf_token: CsrfTokenTable;
  configuration: ConfigurationTable;
  variable: VariableTable;
  saved_search: SavedSearchTable;
  artifact: ArtifactTable;
  artifact_collection: ArtifactCollectionTable;
  concurrency_limit: ConcurrencyLimitTable;
  concurrency_slot: ConcurrencySlotTable;
  deployment: DeploymentTable;
  deployment_schedule: DeploymentScheduleTable;
  deployment_version: DeploymentVersionTable;
  background_task: BackgroundTaskTable;
  work_pool: WorkPoolTable;
  work_queue: WorkQueueTable;
  worker: WorkerTable;
  access_key: AccessKeyTable;
  audit_line: AuditLineTable;
  block_type: BlockTypeTable;
  block_schema: BlockSchemaTable;
  block_document: BlockDocumentTable;
  block_document_reference: BlockDocumentReferenceTable;
}
