import Type, { type Static } from "typebox";
import { DateTime, Nullable, StringEnum, Uuid, withOptions } from "../schema.ts";
import { Operator } from "./common.ts";
import { StateType } from "./states.ts";

export const QueueFilter = Type.Object(
  {
    deployment_ids: Type.Optional(Nullable(Type.Array(Uuid()))),
    tags: Type.Optional(Nullable(Type.Array(Type.String()))),
  },
  { title: "QueueFilter" },
);
export type QueueFilter = Static<typeof QueueFilter>;

export const WorkQueue = Type.Object(
  {
    concurrency_limit: Type.Optional(Nullable(Type.Integer({ minimum: 0 }))),
    created: Nullable(DateTime()),
    description: Type.Optional(Nullable(Type.String(), { default: "" })),
    filter: Type.Optional(Nullable(QueueFilter, { deprecated: true })),
    id: Uuid(),
    is_paused: Type.Optional(Type.Boolean({ default: false })),
    last_polled: Type.Optional(Nullable(DateTime())),
    name: Type.String({ pattern: "^[^/%&><]+$" }),
    priority: Type.Optional(Type.Integer({ exclusiveMinimum: 0, default: 1 })),
    updated: Nullable(DateTime()),
    work_pool_id: Type.Optional(Nullable(Uuid())),
  },
  { title: "WorkQueue" },
);
export type WorkQueue = Static<typeof WorkQueue>;

export const WorkQueueFilterId = Type.Object(
  {
    any_: Type.Optional(Nullable(Type.Array(Uuid()))),
  },
  { title: "WorkQueueFilterId", additionalProperties: false },
);
export type WorkQueueFilterId = Static<typeof WorkQueueFilterId>;

export const WorkQueueFilterName = Type.Object(
  {
    any_: Type.Optional(Nullable(Type.Array(Type.String()))),
    startswith_: Type.Optional(Nullable(Type.Array(Type.String()))),
  },
  { title: "WorkQueueFilterName", additionalProperties: false },
);
export type WorkQueueFilterName = Static<typeof WorkQueueFilterName>;

export const WorkQueueFilter = Type.Object(
  {
    id: Type.Optional(Nullable(WorkQueueFilterId)),
    name: Type.Optional(Nullable(WorkQueueFilterName)),
    operator: Type.Optional(withOptions(Operator, { default: "and_" })),
  },
  { title: "WorkQueueFilter", additionalProperties: false },
);
export type WorkQueueFilter = Static<typeof WorkQueueFilter>;

export const WorkQueueCreate = Type.Object(
  {
    concurrency_limit: Type.Optional(Nullable(Type.Integer({ minimum: 0 }))),
    description: Type.Optional(Nullable(Type.String(), { default: "" })),
    filter: Type.Optional(Nullable(QueueFilter, { deprecated: true })),
    is_paused: Type.Optional(Type.Boolean({ default: false })),
    name: Type.String({ pattern: "^[^/%&><]+$" }),
    priority: Type.Optional(Nullable(Type.Integer({ exclusiveMinimum: 0 }))),
  },
  { title: "WorkQueueCreate", additionalProperties: false },
);
export type WorkQueueCreate = Static<typeof WorkQueueCreate>;

export const WorkQueueUpdate = Type.Object(
  {
    concurrency_limit: Type.Optional(Nullable(Type.Integer({ minimum: 0 }))),
    description: Type.Optional(Nullable(Type.String())),
    filter: Type.Optional(Nullable(QueueFilter, { deprecated: true })),
    is_paused: Type.Optional(Type.Boolean({ default: false })),
    last_polled: Type.Optional(Nullable(DateTime())),
    name: Type.Optional(Nullable(Type.String())),
    priority: Type.Optional(Nullable(Type.Integer({ exclusiveMinimum: 0 }))),
  },
  { title: "WorkQueueUpdate", additionalProperties: false },
);
export type WorkQueueUpdate = Static<typeof WorkQueueUpdate>;

export const WorkQueueStatus = StringEnum(["READY", "NOT_READY", "PAUSED"], { title: "WorkQueueStatus" });
export type WorkQueueStatus = Static<typeof WorkQueueStatus>;

export const WorkQueueResponse = Type.Object(
  {
    active_slots: Type.Optional(Nullable(Type.Integer())),
    concurrency_limit: Type.Optional(Nullable(Type.Integer({ minimum: 0 }))),
    created: Nullable(DateTime()),
    description: Type.Optional(Nullable(Type.String(), { default: "" })),
    filter: Type.Optional(Nullable(QueueFilter, { deprecated: true })),
    id: Uuid(),
    is_paused: Type.Optional(Type.Boolean({ default: false })),
    last_polled: Type.Optional(Nullable(DateTime())),
    name: Type.String({ pattern: "^[^/%&><]+$" }),
    priority: Type.Optional(Type.Integer({ exclusiveMinimum: 0, default: 1 })),
    status: Type.Optional(Nullable(WorkQueueStatus)),
    updated: Nullable(DateTime()),
    work_pool_id: Type.Optional(Nullable(Uuid())),
    work_pool_name: Type.Optional(Nullable(Type.String())),
  },
  { title: "WorkQueueResponse" },
);
export type WorkQueueResponse = Static<typeof WorkQueueResponse>;

export const WorkQueueHealthPolicy = Type.Object(
  {
    maximum_late_runs: Type.Optional(Nullable(Type.Integer(), { default: 0 })),
    maximum_seconds_since_last_polled: Type.Optional(Nullable(Type.Integer(), { default: 60 })),
  },
  { title: "WorkQueueHealthPolicy" },
);
export type WorkQueueHealthPolicy = Static<typeof WorkQueueHealthPolicy>;

export const WorkQueueStatusDetail = Type.Object(
  {
    health_check_policy: WorkQueueHealthPolicy,
    healthy: Type.Boolean(),
    last_polled: Type.Optional(Nullable(DateTime())),
    late_runs_count: Type.Optional(Type.Integer({ default: 0 })),
  },
  { title: "WorkQueueStatusDetail" },
);
export type WorkQueueStatusDetail = Static<typeof WorkQueueStatusDetail>;

export const FlowRunSlotSummary = Type.Object(
  {
    id: Uuid(),
    name: Type.String(),
    start_time: Type.Optional(Nullable(DateTime())),
    state_name: Type.Optional(Nullable(Type.String())),
    state_timestamp: Type.Optional(Nullable(DateTime())),
    state_type: Type.Optional(Nullable(StateType)),
    time_in_current_state: Type.Optional(Nullable(Type.Number())),
  },
  { title: "FlowRunSlotSummary" },
);
export type FlowRunSlotSummary = Static<typeof FlowRunSlotSummary>;

export const WorkQueueConcurrencyStatusDetail = Type.Object(
  {
    active_slots: Type.Integer(),
    concurrency_limit: Type.Optional(Nullable(Type.Integer())),
    flow_run_count: Type.Optional(Nullable(Type.Integer())),
    flow_runs: Type.Optional(Type.Array(FlowRunSlotSummary)),
    queue_id: Uuid(),
    queue_name: Type.String(),
  },
  { title: "WorkQueueConcurrencyStatusDetail" },
);
export type WorkQueueConcurrencyStatusDetail = Static<typeof WorkQueueConcurrencyStatusDetail>;

export const WorkQueueConcurrencyStatus = Type.Object(
  {
    active_slots: Type.Integer(),
    concurrency_limit: Type.Optional(Nullable(Type.Integer())),
    count: Type.Integer(),
    flow_runs: Type.Optional(Type.Array(FlowRunSlotSummary)),
    limit: Type.Integer(),
    page: Type.Integer(),
    pages: Type.Integer(),
  },
  { title: "WorkQueueConcurrencyStatus" },
);
export type WorkQueueConcurrencyStatus = Static<typeof WorkQueueConcurrencyStatus>;
