import Type, { type Static } from "typebox";
import { DateTime, JsonObject, Labels, Nullable, StringEnum, Uuid, withOptions } from "../schema.ts";
import { CreatedBy, Operator, UpdatedBy, VersionInfo } from "./common.ts";
import { GlobalConcurrencyLimitResponse } from "./concurrency-limits.ts";
import { FlowRunPolicy } from "./flow-runs.ts";
import { DeploymentSchedule, DeploymentScheduleCreate, DeploymentScheduleUpdate } from "./schedules.ts";
import { StateCreate } from "./states.ts";

export const ConcurrencyLimitStrategy = StringEnum(["ENQUEUE", "CANCEL_NEW"], { title: "ConcurrencyLimitStrategy" });
export type ConcurrencyLimitStrategy = Static<typeof ConcurrencyLimitStrategy>;

export const ConcurrencyOptions = Type.Object(
  {
    collision_strategy: ConcurrencyLimitStrategy,
    grace_period_seconds: Type.Optional(Nullable(Type.Integer({ minimum: 60, maximum: 86400 }))),
  },
  { title: "ConcurrencyOptions" },
);
export type ConcurrencyOptions = Static<typeof ConcurrencyOptions>;

export const DeploymentBulkDeleteResponse = Type.Object(
  {
    deleted: Type.Optional(Type.Array(Uuid())),
  },
  { title: "DeploymentBulkDeleteResponse" },
);
export type DeploymentBulkDeleteResponse = Static<typeof DeploymentBulkDeleteResponse>;

export const DeploymentCreate = Type.Object(
  {
    concurrency_limit: Type.Optional(Nullable(Type.Integer({ exclusiveMinimum: 0 }))),
    concurrency_options: Type.Optional(Nullable(ConcurrencyOptions)),
    description: Type.Optional(Nullable(Type.String())),
    enforce_parameter_schema: Type.Optional(Type.Boolean({ default: true })),
    entrypoint: Type.Optional(Nullable(Type.String())),
    flow_id: Uuid(),
    global_concurrency_limit_id: Type.Optional(Nullable(Uuid())),
    infrastructure_document_id: Type.Optional(Nullable(Uuid())),
    job_variables: Type.Optional(JsonObject()),
    labels: Type.Optional(Nullable(Labels())),
    name: Type.String(),
    parameter_openapi_schema: Type.Optional(Nullable(JsonObject())),
    parameters: Type.Optional(JsonObject()),
    path: Type.Optional(Nullable(Type.String())),
    paused: Type.Optional(Type.Boolean({ default: false })),
    pull_steps: Type.Optional(Nullable(Type.Array(JsonObject()))),
    schedules: Type.Optional(Type.Array(DeploymentScheduleCreate)),
    storage_document_id: Type.Optional(Nullable(Uuid())),
    tags: Type.Optional(Type.Array(Type.String())),
    version: Type.Optional(Nullable(Type.String())),
    version_info: Type.Optional(Nullable(VersionInfo)),
    work_pool_name: Type.Optional(Nullable(Type.String())),
    work_queue_name: Type.Optional(Nullable(Type.String())),
  },
  { title: "DeploymentCreate", additionalProperties: false },
);
export type DeploymentCreate = Static<typeof DeploymentCreate>;

export const DeploymentFilterConcurrencyLimit = Type.Object(
  {
    ge_: Type.Optional(Nullable(Type.Integer())),
    is_null_: Type.Optional(Nullable(Type.Boolean())),
    le_: Type.Optional(Nullable(Type.Integer())),
  },
  { title: "DeploymentFilterConcurrencyLimit", additionalProperties: false },
);
export type DeploymentFilterConcurrencyLimit = Static<typeof DeploymentFilterConcurrencyLimit>;

export const DeploymentFilterId = Type.Object(
  {
    any_: Type.Optional(Nullable(Type.Array(Uuid()))),
    not_any_: Type.Optional(Nullable(Type.Array(Uuid()))),
  },
  { title: "DeploymentFilterId", additionalProperties: false },
);
export type DeploymentFilterId = Static<typeof DeploymentFilterId>;

export const DeploymentFilterName = Type.Object(
  {
    any_: Type.Optional(Nullable(Type.Array(Type.String()))),
    like_: Type.Optional(Nullable(Type.String())),
  },
  { title: "DeploymentFilterName", additionalProperties: false },
);
export type DeploymentFilterName = Static<typeof DeploymentFilterName>;

export const DeploymentFilterPaused = Type.Object(
  {
    eq_: Type.Optional(Nullable(Type.Boolean())),
  },
  { title: "DeploymentFilterPaused", additionalProperties: false },
);
export type DeploymentFilterPaused = Static<typeof DeploymentFilterPaused>;

export const DeploymentFilterTags = Type.Object(
  {
    all_: Type.Optional(Nullable(Type.Array(Type.String()))),
    any_: Type.Optional(Nullable(Type.Array(Type.String()))),
    is_null_: Type.Optional(Nullable(Type.Boolean())),
    operator: Type.Optional(withOptions(Operator, { default: "and_" })),
  },
  { title: "DeploymentFilterTags", additionalProperties: false },
);
export type DeploymentFilterTags = Static<typeof DeploymentFilterTags>;

export const DeploymentFilterWorkQueueName = Type.Object(
  {
    any_: Type.Optional(Nullable(Type.Array(Type.String()))),
  },
  { title: "DeploymentFilterWorkQueueName", additionalProperties: false },
);
export type DeploymentFilterWorkQueueName = Static<typeof DeploymentFilterWorkQueueName>;

export const DeploymentOrFlowNameFilter = Type.Object(
  {
    like_: Type.Optional(Nullable(Type.String())),
  },
  { title: "DeploymentOrFlowNameFilter", additionalProperties: false },
);
export type DeploymentOrFlowNameFilter = Static<typeof DeploymentOrFlowNameFilter>;

export const DeploymentFilter = Type.Object(
  {
    concurrency_limit: Type.Optional(Nullable(DeploymentFilterConcurrencyLimit, { deprecated: true })),
    flow_or_deployment_name: Type.Optional(Nullable(DeploymentOrFlowNameFilter)),
    id: Type.Optional(Nullable(DeploymentFilterId)),
    name: Type.Optional(Nullable(DeploymentFilterName)),
    operator: Type.Optional(withOptions(Operator, { default: "and_" })),
    paused: Type.Optional(Nullable(DeploymentFilterPaused)),
    tags: Type.Optional(Nullable(DeploymentFilterTags)),
    work_queue_name: Type.Optional(Nullable(DeploymentFilterWorkQueueName)),
  },
  { title: "DeploymentFilter", additionalProperties: false },
);
export type DeploymentFilter = Static<typeof DeploymentFilter>;

export const DeploymentFlowRunCreate = Type.Object(
  {
    context: Type.Optional(JsonObject()),
    empirical_policy: Type.Optional(FlowRunPolicy),
    enforce_parameter_schema: Type.Optional(Nullable(Type.Boolean())),
    idempotency_key: Type.Optional(Nullable(Type.String())),
    infrastructure_document_id: Type.Optional(Nullable(Uuid())),
    job_variables: Type.Optional(Nullable(JsonObject())),
    labels: Type.Optional(Nullable(Labels())),
    name: Type.Optional(Nullable(Type.String())),
    parameters: Type.Optional(JsonObject()),
    parent_task_run_id: Type.Optional(Nullable(Uuid())),
    state: Type.Optional(Nullable(StateCreate)),
    tags: Type.Optional(Type.Array(Type.String())),
    work_queue_name: Type.Optional(Nullable(Type.String())),
  },
  { title: "DeploymentFlowRunCreate", additionalProperties: false },
);
export type DeploymentFlowRunCreate = Static<typeof DeploymentFlowRunCreate>;

export const DeploymentStatus = StringEnum(["READY", "NOT_READY"], { title: "DeploymentStatus" });
export type DeploymentStatus = Static<typeof DeploymentStatus>;

export const DeploymentResponse = Type.Object(
  {
    concurrency_limit: Type.Optional(Nullable(Type.Integer(), { deprecated: true })),
    concurrency_options: Type.Optional(Nullable(ConcurrencyOptions)),
    created: Nullable(DateTime()),
    created_by: Type.Optional(Nullable(CreatedBy)),
    description: Type.Optional(Nullable(Type.String())),
    enforce_parameter_schema: Type.Optional(Type.Boolean({ default: true })),
    entrypoint: Type.Optional(Nullable(Type.String())),
    flow_id: Uuid(),
    global_concurrency_limit: Type.Optional(Nullable(GlobalConcurrencyLimitResponse)),
    id: Uuid(),
    infrastructure_document_id: Type.Optional(Nullable(Uuid())),
    job_variables: Type.Optional(JsonObject()),
    labels: Type.Optional(Labels()),
    last_polled: Type.Optional(Nullable(DateTime())),
    name: Type.String(),
    parameter_openapi_schema: Type.Optional(Nullable(JsonObject())),
    parameters: Type.Optional(JsonObject()),
    path: Type.Optional(Nullable(Type.String())),
    paused: Type.Optional(Type.Boolean({ default: false })),
    pull_steps: Type.Optional(Nullable(Type.Array(JsonObject()))),
    schedules: Type.Optional(Type.Array(DeploymentSchedule)),
    status: Type.Optional(Nullable(DeploymentStatus, { default: "NOT_READY" })),
    storage_document_id: Type.Optional(Nullable(Uuid())),
    tags: Type.Optional(Type.Array(Type.String())),
    updated: Nullable(DateTime()),
    updated_by: Type.Optional(Nullable(UpdatedBy)),
    version: Type.Optional(Nullable(Type.String())),
    work_pool_name: Type.Optional(Nullable(Type.String())),
    work_queue_id: Type.Optional(Nullable(Uuid())),
    work_queue_name: Type.Optional(Nullable(Type.String())),
  },
  { title: "DeploymentResponse" },
);
export type DeploymentResponse = Static<typeof DeploymentResponse>;

export const DeploymentPaginationResponse = Type.Object(
  {
    count: Type.Integer(),
    limit: Type.Integer(),
    page: Type.Integer(),
    pages: Type.Integer(),
    results: Type.Array(DeploymentResponse),
  },
  { title: "DeploymentPaginationResponse" },
);
export type DeploymentPaginationResponse = Static<typeof DeploymentPaginationResponse>;

export const DeploymentSort = StringEnum(["CREATED_DESC", "UPDATED_DESC", "NAME_ASC", "NAME_DESC"], {
  title: "DeploymentSort",
});
export type DeploymentSort = Static<typeof DeploymentSort>;

export const DeploymentUpdate = Type.Object(
  {
    concurrency_limit: Type.Optional(Nullable(Type.Integer({ exclusiveMinimum: 0 }))),
    concurrency_options: Type.Optional(Nullable(ConcurrencyOptions)),
    description: Type.Optional(Nullable(Type.String())),
    enforce_parameter_schema: Type.Optional(Nullable(Type.Boolean())),
    entrypoint: Type.Optional(Nullable(Type.String())),
    global_concurrency_limit_id: Type.Optional(Nullable(Uuid())),
    infrastructure_document_id: Type.Optional(Nullable(Uuid())),
    job_variables: Type.Optional(Nullable(JsonObject())),
    parameter_openapi_schema: Type.Optional(Nullable(JsonObject())),
    parameters: Type.Optional(Nullable(JsonObject())),
    path: Type.Optional(Nullable(Type.String())),
    paused: Type.Optional(Type.Boolean({ default: false })),
    pull_steps: Type.Optional(Nullable(Type.Array(JsonObject()))),
    schedules: Type.Optional(Type.Array(DeploymentScheduleUpdate)),
    storage_document_id: Type.Optional(Nullable(Uuid())),
    tags: Type.Optional(Type.Array(Type.String())),
    version: Type.Optional(Nullable(Type.String())),
    version_info: Type.Optional(Nullable(VersionInfo)),
    work_pool_name: Type.Optional(Nullable(Type.String())),
    work_queue_name: Type.Optional(Nullable(Type.String())),
  },
  { title: "DeploymentUpdate", additionalProperties: false },
);
export type DeploymentUpdate = Static<typeof DeploymentUpdate>;
