import Type, { type Static } from "typebox";
import { DateTime, JsonObject, Nullable, StringEnum, Uuid, withOptions } from "../schema.ts";
import { Operator } from "./common.ts";
import { FlowRun } from "./flow-runs.ts";
import { WorkQueueConcurrencyStatusDetail } from "./work-queues.ts";

export const WorkPoolFilterId = Type.Object(
  {
    any_: Type.Optional(Nullable(Type.Array(Uuid()))),
  },
  { title: "WorkPoolFilterId", additionalProperties: false },
);
export type WorkPoolFilterId = Static<typeof WorkPoolFilterId>;

export const WorkPoolFilterName = Type.Object(
  {
    any_: Type.Optional(Nullable(Type.Array(Type.String()))),
  },
  { title: "WorkPoolFilterName", additionalProperties: false },
);
export type WorkPoolFilterName = Static<typeof WorkPoolFilterName>;

export const WorkPoolFilterType = Type.Object(
  {
    any_: Type.Optional(Nullable(Type.Array(Type.String()))),
  },
  { title: "WorkPoolFilterType", additionalProperties: false },
);
export type WorkPoolFilterType = Static<typeof WorkPoolFilterType>;

export const WorkPoolFilter = Type.Object(
  {
    id: Type.Optional(Nullable(WorkPoolFilterId)),
    name: Type.Optional(Nullable(WorkPoolFilterName)),
    operator: Type.Optional(withOptions(Operator, { default: "and_" })),
    type: Type.Optional(Nullable(WorkPoolFilterType)),
  },
  { title: "WorkPoolFilter", additionalProperties: false },
);
export type WorkPoolFilter = Static<typeof WorkPoolFilter>;

export const WorkPoolStorageConfiguration = Type.Object(
  {
    bundle_execution_step: Type.Optional(Nullable(JsonObject())),
    bundle_upload_step: Type.Optional(Nullable(JsonObject())),
    default_result_storage_block_id: Type.Optional(Nullable(Uuid())),
  },
  { title: "WorkPoolStorageConfiguration", additionalProperties: false },
);
export type WorkPoolStorageConfiguration = Static<typeof WorkPoolStorageConfiguration>;

export const WorkPoolCreate = Type.Object(
  {
    base_job_template: Type.Optional(JsonObject()),
    concurrency_limit: Type.Optional(Nullable(Type.Integer({ minimum: 0 }))),
    description: Type.Optional(Nullable(Type.String())),
    is_paused: Type.Optional(Type.Boolean({ default: false })),
    name: Type.String({ pattern: "^[^/%&><]+$" }),
    storage_configuration: Type.Optional(WorkPoolStorageConfiguration),
    type: Type.Optional(Type.String({ default: "prefect-agent" })),
  },
  { title: "WorkPoolCreate", additionalProperties: false },
);
export type WorkPoolCreate = Static<typeof WorkPoolCreate>;

export const WorkPoolUpdate = Type.Object(
  {
    base_job_template: Type.Optional(Nullable(JsonObject())),
    concurrency_limit: Type.Optional(Nullable(Type.Integer({ minimum: 0 }))),
    description: Type.Optional(Nullable(Type.String())),
    is_paused: Type.Optional(Nullable(Type.Boolean())),
    storage_configuration: Type.Optional(Nullable(WorkPoolStorageConfiguration)),
  },
  { title: "WorkPoolUpdate", additionalProperties: false },
);
export type WorkPoolUpdate = Static<typeof WorkPoolUpdate>;

export const WorkPoolStatus = StringEnum(["READY", "NOT_READY", "PAUSED"], { title: "WorkPoolStatus" });
export type WorkPoolStatus = Static<typeof WorkPoolStatus>;

export const WorkPoolResponse = Type.Object(
  {
    active_slots: Type.Optional(Nullable(Type.Integer())),
    base_job_template: Type.Optional(JsonObject()),
    concurrency_limit: Type.Optional(Nullable(Type.Integer({ minimum: 0 }))),
    created: Nullable(DateTime()),
    default_queue_id: Type.Optional(Nullable(Uuid())),
    description: Type.Optional(Nullable(Type.String())),
    id: Uuid(),
    is_paused: Type.Optional(Type.Boolean({ default: false })),
    name: Type.String({ pattern: "^[^/%&><]+$" }),
    status: Type.Optional(Nullable(WorkPoolStatus)),
    storage_configuration: Type.Optional(WorkPoolStorageConfiguration),
    type: Type.String(),
    updated: Nullable(DateTime()),
  },
  { title: "WorkPoolResponse" },
);
export type WorkPoolResponse = Static<typeof WorkPoolResponse>;

export const WorkPoolConcurrencyStatus = Type.Object(
  {
    active_slots: Type.Integer(),
    concurrency_limit: Type.Optional(Nullable(Type.Integer())),
    count: Type.Integer(),
    limit: Type.Integer(),
    page: Type.Integer(),
    pages: Type.Integer(),
    queues: Type.Optional(Type.Array(WorkQueueConcurrencyStatusDetail)),
  },
  { title: "WorkPoolConcurrencyStatus" },
);
export type WorkPoolConcurrencyStatus = Static<typeof WorkPoolConcurrencyStatus>;

export const WorkerFlowRunResponse = Type.Object(
  {
    flow_run: FlowRun,
    work_pool_id: Uuid(),
    work_queue_id: Uuid(),
  },
  { title: "WorkerFlowRunResponse" },
);
export type WorkerFlowRunResponse = Static<typeof WorkerFlowRunResponse>;
