/**
 * What was recorded elsewhere, as it is handed to a server: by a client that had to go on without its server, above all.
 * Everything keeps its ids and times. Handing the same in twice changes nothing the second time.
 */
import Type, { type Static } from "typebox";
import { DateTime, JsonObject, Labels, Nullable, Uuid } from "../schema.ts";
import { CreatedBy } from "./common.ts";
import { Event } from "./events.ts";
import { FlowRunPolicy } from "./flow-runs.ts";
import { StateDetails, StateType } from "./states.ts";
import { TaskRunCreate, TaskRunPolicy } from "./task-runs.ts";

export const ImportedState = Type.Object({
  id: Uuid(),
  type: StateType,
  name: Type.Optional(Nullable(Type.String())),
  timestamp: DateTime(),
  message: Type.Optional(Nullable(Type.String())),
  data: Type.Optional(Type.Any()),
  state_details: Type.Optional(StateDetails),
});
export type ImportedState = Static<typeof ImportedState>;

export const ImportedFlow = Type.Object({
  id: Uuid(),
  name: Type.String(),
  created: Type.Optional(Nullable(DateTime())),
  tags: Type.Optional(Type.Array(Type.String())),
  labels: Type.Optional(Nullable(Labels())),
  /** JSON Schema of the parameters. */
  parameter_schema: Type.Optional(Nullable(JsonObject())),
});
export type ImportedFlow = Static<typeof ImportedFlow>;

/** A task run that no event tells of: one that stands for a subflow. */
export const ImportedTaskRun = Type.Object({
  id: Uuid(),
  created: Type.Optional(Nullable(DateTime())),
  name: Type.Optional(Nullable(Type.String())),
  task_key: Type.String(),
  dynamic_key: Type.String(),
  task_version: Type.Optional(Nullable(Type.String())),
  empirical_policy: Type.Optional(TaskRunPolicy),
  tags: Type.Optional(Type.Array(Type.String())),
  labels: Type.Optional(Nullable(Labels())),
  task_inputs: TaskRunCreate.properties.task_inputs,
  /** In the order of time. */
  states: Type.Array(ImportedState),
});
export type ImportedTaskRun = Static<typeof ImportedTaskRun>;

export const ImportedFlowRun = Type.Object({
  id: Uuid(),
  flow_id: Uuid(),
  created: Type.Optional(Nullable(DateTime())),
  name: Type.Optional(Nullable(Type.String())),
  flow_version: Type.Optional(Nullable(Type.String())),
  deployment_id: Type.Optional(Nullable(Uuid())),
  parameters: Type.Optional(JsonObject()),
  context: Type.Optional(Nullable(JsonObject())),
  empirical_policy: Type.Optional(FlowRunPolicy),
  tags: Type.Optional(Type.Array(Type.String())),
  labels: Type.Optional(Nullable(Labels())),
  parent_task_run_id: Type.Optional(Nullable(Uuid())),
  /** For servers that choose the ids of runs: what they were asked to create the run under. Weir has its id for that. */
  idempotency_key: Type.Optional(Nullable(Type.String())),
  created_by: Type.Optional(Nullable(CreatedBy)),
  job_variables: Type.Optional(Nullable(JsonObject())),
  /** In the order of time. */
  states: Type.Array(ImportedState),
  task_runs: Type.Optional(Type.Array(ImportedTaskRun)),
});
export type ImportedFlowRun = Static<typeof ImportedFlowRun>;

export const ImportedLog = Type.Object({
  id: Uuid(),
  name: Type.String(),
  level: Type.Integer(),
  message: Type.String(),
  timestamp: DateTime(),
  /** What stands beside the message, which says it too. */
  fields: Type.Optional(Nullable(JsonObject())),
  flow_run_id: Type.Optional(Nullable(Uuid())),
  task_run_id: Type.Optional(Nullable(Uuid())),
});
export type ImportedLog = Static<typeof ImportedLog>;

export const ImportedArtifact = Type.Object({
  id: Uuid(),
  created: DateTime(),
  key: Type.Optional(Nullable(Type.String())),
  type: Type.Optional(Nullable(Type.String())),
  description: Type.Optional(Nullable(Type.String())),
  data: Type.Optional(Type.Any()),
  metadata_: Type.Optional(Nullable(Type.Record(Type.String(), Type.String()))),
  flow_run_id: Type.Optional(Nullable(Uuid())),
  task_run_id: Type.Optional(Nullable(Uuid())),
});
export type ImportedArtifact = Static<typeof ImportedArtifact>;

/** Taken in this order: flows, flow runs (a parent before its subflows), events, logs, artifacts. */
export const ImportBatch = Type.Object(
  {
    flows: Type.Optional(Type.Array(ImportedFlow)),
    flow_runs: Type.Optional(Type.Array(ImportedFlowRun)),
    events: Type.Optional(Type.Array(Event)),
    logs: Type.Optional(Type.Array(ImportedLog)),
    artifacts: Type.Optional(Type.Array(ImportedArtifact)),
  },
  { title: "ImportBatch", additionalProperties: false },
);
export type ImportBatch = Static<typeof ImportBatch>;

export const ImportResult = Type.Object(
  {
    /** The id of each flow given: another one than it came with where the server knew its name already. */
    flows: Type.Record(Type.String(), Uuid()),
  },
  { title: "ImportResult" },
);
export type ImportResult = Static<typeof ImportResult>;
