import Type, { type Static } from "typebox";
import { DateTime, JsonObject, Labels, Nullable, StringEnum, Uuid, withOptions } from "../schema.ts";
import { CreatedBy, Operator } from "./common.ts";
import {
  SetStateStatus,
  State,
  StateAbortDetails,
  StateAcceptDetails,
  StateCreate,
  StateRejectDetails,
  StateType,
  StateWaitDetails,
} from "./states.ts";

export const FlowRunCreateResult = Type.Object(
  {
    error: Type.Optional(Nullable(Type.String())),
    flow_run_id: Type.Optional(Nullable(Uuid())),
    status: StringEnum(["CREATED", "FAILED"]),
  },
  { title: "FlowRunCreateResult" },
);
export type FlowRunCreateResult = Static<typeof FlowRunCreateResult>;

export const FlowRunBulkCreateResponse = Type.Object(
  {
    results: Type.Optional(Type.Array(FlowRunCreateResult)),
  },
  { title: "FlowRunBulkCreateResponse" },
);
export type FlowRunBulkCreateResponse = Static<typeof FlowRunBulkCreateResponse>;

export const FlowRunBulkDeleteResponse = Type.Object(
  {
    deleted: Type.Optional(Type.Array(Uuid())),
  },
  { title: "FlowRunBulkDeleteResponse" },
);
export type FlowRunBulkDeleteResponse = Static<typeof FlowRunBulkDeleteResponse>;

export const FlowRunOrchestrationResult = Type.Object(
  {
    details: Type.Union([StateAcceptDetails, StateWaitDetails, StateRejectDetails, StateAbortDetails]),
    flow_run_id: Uuid(),
    state: Type.Optional(Nullable(State)),
    status: SetStateStatus,
  },
  { title: "FlowRunOrchestrationResult" },
);
export type FlowRunOrchestrationResult = Static<typeof FlowRunOrchestrationResult>;

export const FlowRunBulkSetStateResponse = Type.Object(
  {
    results: Type.Optional(Type.Array(FlowRunOrchestrationResult)),
  },
  { title: "FlowRunBulkSetStateResponse" },
);
export type FlowRunBulkSetStateResponse = Static<typeof FlowRunBulkSetStateResponse>;

export const FlowRunPolicy = Type.Object(
  {
    max_retries: Type.Optional(Type.Integer({ default: 0, deprecated: true })),
    pause_keys: Type.Optional(Nullable(Type.Array(Type.String(), { uniqueItems: true }))),
    resuming: Type.Optional(Nullable(Type.Boolean(), { default: false })),
    retries: Type.Optional(Nullable(Type.Integer())),
    retry_delay: Type.Optional(Nullable(Type.Integer())),
    retry_delay_seconds: Type.Optional(Type.Number({ default: 0, deprecated: true })),
    retry_type: Type.Optional(Nullable(StringEnum(["in_process", "reschedule"]))),
  },
  { title: "FlowRunPolicy" },
);
export type FlowRunPolicy = Static<typeof FlowRunPolicy>;

export const FlowRunCreate = Type.Object(
  {
    context: Type.Optional(JsonObject()),
    deployment_id: Type.Optional(Nullable(Uuid(), { deprecated: true })),
    empirical_policy: Type.Optional(FlowRunPolicy),
    flow_id: Uuid(),
    flow_version: Type.Optional(Nullable(Type.String())),
    idempotency_key: Type.Optional(Nullable(Type.String())),
    infrastructure_document_id: Type.Optional(Nullable(Uuid())),
    job_variables: Type.Optional(Nullable(JsonObject())),
    labels: Type.Optional(Nullable(Labels())),
    // The OpenAPI document of the reference says "string", its clients send null.
    name: Type.Optional(Nullable(Type.String())),
    parameters: Type.Optional(JsonObject()),
    parent_task_run_id: Type.Optional(Nullable(Uuid())),
    state: Type.Optional(Nullable(StateCreate)),
    tags: Type.Optional(Type.Array(Type.String())),
    work_pool_name: Type.Optional(Nullable(Type.String())),
    work_queue_name: Type.Optional(Nullable(Type.String())),
  },
  { title: "FlowRunCreate", additionalProperties: false },
);
export type FlowRunCreate = Static<typeof FlowRunCreate>;

export const FlowRunFilterCreatedBy = Type.Object(
  {
    id_: Type.Optional(Nullable(Type.Array(Uuid()))),
    is_null_: Type.Optional(Nullable(Type.Boolean())),
    operator: Type.Optional(withOptions(Operator, { default: "and_" })),
    type_: Type.Optional(Nullable(Type.Array(Type.String()))),
  },
  { title: "FlowRunFilterCreatedBy", additionalProperties: false },
);
export type FlowRunFilterCreatedBy = Static<typeof FlowRunFilterCreatedBy>;

export const FlowRunFilterDeploymentId = Type.Object(
  {
    any_: Type.Optional(Nullable(Type.Array(Uuid()))),
    is_null_: Type.Optional(Nullable(Type.Boolean())),
    operator: Type.Optional(withOptions(Operator, { default: "and_" })),
  },
  { title: "FlowRunFilterDeploymentId", additionalProperties: false },
);
export type FlowRunFilterDeploymentId = Static<typeof FlowRunFilterDeploymentId>;

export const FlowRunFilterEndTime = Type.Object(
  {
    after_: Type.Optional(Nullable(DateTime())),
    before_: Type.Optional(Nullable(DateTime())),
    is_null_: Type.Optional(Nullable(Type.Boolean())),
  },
  { title: "FlowRunFilterEndTime", additionalProperties: false },
);
export type FlowRunFilterEndTime = Static<typeof FlowRunFilterEndTime>;

export const FlowRunFilterExpectedStartTime = Type.Object(
  {
    after_: Type.Optional(Nullable(DateTime())),
    before_: Type.Optional(Nullable(DateTime())),
  },
  { title: "FlowRunFilterExpectedStartTime", additionalProperties: false },
);
export type FlowRunFilterExpectedStartTime = Static<typeof FlowRunFilterExpectedStartTime>;

export const FlowRunFilterFlowVersion = Type.Object(
  {
    any_: Type.Optional(Nullable(Type.Array(Type.String()))),
  },
  { title: "FlowRunFilterFlowVersion", additionalProperties: false },
);
export type FlowRunFilterFlowVersion = Static<typeof FlowRunFilterFlowVersion>;

export const FlowRunFilterId = Type.Object(
  {
    any_: Type.Optional(Nullable(Type.Array(Uuid()))),
    not_any_: Type.Optional(Nullable(Type.Array(Uuid()))),
  },
  { title: "FlowRunFilterId", additionalProperties: false },
);
export type FlowRunFilterId = Static<typeof FlowRunFilterId>;

export const FlowRunFilterIdempotencyKey = Type.Object(
  {
    any_: Type.Optional(Nullable(Type.Array(Type.String()))),
    not_any_: Type.Optional(Nullable(Type.Array(Type.String()))),
  },
  { title: "FlowRunFilterIdempotencyKey", additionalProperties: false },
);
export type FlowRunFilterIdempotencyKey = Static<typeof FlowRunFilterIdempotencyKey>;

export const FlowRunFilterName = Type.Object(
  {
    any_: Type.Optional(Nullable(Type.Array(Type.String()))),
    like_: Type.Optional(Nullable(Type.String())),
  },
  { title: "FlowRunFilterName", additionalProperties: false },
);
export type FlowRunFilterName = Static<typeof FlowRunFilterName>;

export const FlowRunFilterNextScheduledStartTime = Type.Object(
  {
    after_: Type.Optional(Nullable(DateTime())),
    before_: Type.Optional(Nullable(DateTime())),
  },
  { title: "FlowRunFilterNextScheduledStartTime", additionalProperties: false },
);
export type FlowRunFilterNextScheduledStartTime = Static<typeof FlowRunFilterNextScheduledStartTime>;

export const FlowRunFilterParentFlowRunId = Type.Object(
  {
    any_: Type.Optional(Nullable(Type.Array(Uuid()))),
    operator: Type.Optional(withOptions(Operator, { default: "and_" })),
  },
  { title: "FlowRunFilterParentFlowRunId", additionalProperties: false },
);
export type FlowRunFilterParentFlowRunId = Static<typeof FlowRunFilterParentFlowRunId>;

export const FlowRunFilterParentTaskRunId = Type.Object(
  {
    any_: Type.Optional(Nullable(Type.Array(Uuid()))),
    is_null_: Type.Optional(Nullable(Type.Boolean())),
    operator: Type.Optional(withOptions(Operator, { default: "and_" })),
  },
  { title: "FlowRunFilterParentTaskRunId", additionalProperties: false },
);
export type FlowRunFilterParentTaskRunId = Static<typeof FlowRunFilterParentTaskRunId>;

export const FlowRunFilterStartTime = Type.Object(
  {
    after_: Type.Optional(Nullable(DateTime())),
    before_: Type.Optional(Nullable(DateTime())),
    is_null_: Type.Optional(Nullable(Type.Boolean())),
  },
  { title: "FlowRunFilterStartTime", additionalProperties: false },
);
export type FlowRunFilterStartTime = Static<typeof FlowRunFilterStartTime>;

export const FlowRunFilterStateName = Type.Object(
  {
    any_: Type.Optional(Nullable(Type.Array(Type.String()))),
    not_any_: Type.Optional(Nullable(Type.Array(Type.String()))),
  },
  { title: "FlowRunFilterStateName", additionalProperties: false },
);
export type FlowRunFilterStateName = Static<typeof FlowRunFilterStateName>;

export const FlowRunFilterStateType = Type.Object(
  {
    any_: Type.Optional(Nullable(Type.Array(StateType))),
    not_any_: Type.Optional(Nullable(Type.Array(StateType))),
  },
  { title: "FlowRunFilterStateType", additionalProperties: false },
);
export type FlowRunFilterStateType = Static<typeof FlowRunFilterStateType>;

export const FlowRunFilterState = Type.Object(
  {
    name: Type.Optional(Nullable(FlowRunFilterStateName)),
    operator: Type.Optional(withOptions(Operator, { default: "and_" })),
    type: Type.Optional(Nullable(FlowRunFilterStateType)),
  },
  { title: "FlowRunFilterState", additionalProperties: false },
);
export type FlowRunFilterState = Static<typeof FlowRunFilterState>;

export const FlowRunFilterTags = Type.Object(
  {
    all_: Type.Optional(Nullable(Type.Array(Type.String()))),
    any_: Type.Optional(Nullable(Type.Array(Type.String()))),
    is_null_: Type.Optional(Nullable(Type.Boolean())),
    operator: Type.Optional(withOptions(Operator, { default: "and_" })),
  },
  { title: "FlowRunFilterTags", additionalProperties: false },
);
export type FlowRunFilterTags = Static<typeof FlowRunFilterTags>;

export const FlowRunFilterWorkQueueName = Type.Object(
  {
    any_: Type.Optional(Nullable(Type.Array(Type.String()))),
    is_null_: Type.Optional(Nullable(Type.Boolean())),
    operator: Type.Optional(withOptions(Operator, { default: "and_" })),
  },
  { title: "FlowRunFilterWorkQueueName", additionalProperties: false },
);
export type FlowRunFilterWorkQueueName = Static<typeof FlowRunFilterWorkQueueName>;

export const FlowRunFilter = Type.Object(
  {
    created_by: Type.Optional(Nullable(FlowRunFilterCreatedBy)),
    deployment_id: Type.Optional(Nullable(FlowRunFilterDeploymentId)),
    end_time: Type.Optional(Nullable(FlowRunFilterEndTime)),
    expected_start_time: Type.Optional(Nullable(FlowRunFilterExpectedStartTime)),
    flow_version: Type.Optional(Nullable(FlowRunFilterFlowVersion)),
    id: Type.Optional(Nullable(FlowRunFilterId)),
    idempotency_key: Type.Optional(Nullable(FlowRunFilterIdempotencyKey)),
    name: Type.Optional(Nullable(FlowRunFilterName)),
    next_scheduled_start_time: Type.Optional(Nullable(FlowRunFilterNextScheduledStartTime)),
    operator: Type.Optional(withOptions(Operator, { default: "and_" })),
    parent_flow_run_id: Type.Optional(Nullable(FlowRunFilterParentFlowRunId)),
    parent_task_run_id: Type.Optional(Nullable(FlowRunFilterParentTaskRunId)),
    start_time: Type.Optional(Nullable(FlowRunFilterStartTime)),
    state: Type.Optional(Nullable(FlowRunFilterState)),
    tags: Type.Optional(Nullable(FlowRunFilterTags)),
    work_queue_name: Type.Optional(Nullable(FlowRunFilterWorkQueueName)),
  },
  { title: "FlowRunFilter", additionalProperties: false },
);
export type FlowRunFilter = Static<typeof FlowRunFilter>;

export const FlowRunResponse = Type.Object(
  {
    auto_scheduled: Type.Optional(Type.Boolean({ default: false })),
    context: Type.Optional(JsonObject()),
    created: Nullable(DateTime()),
    created_by: Type.Optional(Nullable(CreatedBy)),
    deployment_id: Type.Optional(Nullable(Uuid())),
    deployment_version: Type.Optional(Nullable(Type.String())),
    empirical_policy: Type.Optional(FlowRunPolicy),
    end_time: Type.Optional(Nullable(DateTime())),
    estimated_run_time: Type.Optional(Type.Number({ default: 0 })),
    estimated_start_time_delta: Type.Optional(Type.Number({ default: 0 })),
    expected_start_time: Type.Optional(Nullable(DateTime())),
    flow_id: Uuid(),
    flow_version: Type.Optional(Nullable(Type.String())),
    id: Uuid(),
    idempotency_key: Type.Optional(Nullable(Type.String())),
    infrastructure_document_id: Type.Optional(Nullable(Uuid())),
    infrastructure_pid: Type.Optional(Nullable(Type.String())),
    job_variables: Type.Optional(Nullable(JsonObject())),
    labels: Type.Optional(Labels()),
    name: Type.Optional(Type.String()),
    next_scheduled_start_time: Type.Optional(Nullable(DateTime())),
    parameters: Type.Optional(JsonObject()),
    parent_task_run_id: Type.Optional(Nullable(Uuid())),
    run_count: Type.Optional(Type.Integer({ default: 0 })),
    start_time: Type.Optional(Nullable(DateTime())),
    state: Type.Optional(Nullable(State)),
    state_id: Type.Optional(Nullable(Uuid())),
    state_name: Type.Optional(Nullable(Type.String())),
    state_type: Type.Optional(Nullable(StateType)),
    tags: Type.Optional(Type.Array(Type.String())),
    total_run_time: Type.Optional(Type.Number({ default: 0 })),
    updated: Nullable(DateTime()),
    work_pool_id: Type.Optional(Nullable(Uuid())),
    work_pool_name: Type.Optional(Nullable(Type.String())),
    work_queue_id: Type.Optional(Nullable(Uuid())),
    work_queue_name: Type.Optional(Nullable(Type.String())),
  },
  { title: "FlowRunResponse" },
);
export type FlowRunResponse = Static<typeof FlowRunResponse>;

const { work_pool_id: _, work_pool_name: __, ...ofRun } = FlowRunResponse.properties;

/** A run as workers are handed it: its work pool stands beside it. */
export const FlowRun = Type.Object({ ...ofRun, labels: Type.Optional(Nullable(Labels())) }, { title: "FlowRun" });
export type FlowRun = Static<typeof FlowRun>;

export const FlowRunPaginationResponse = Type.Object(
  {
    count: Type.Integer(),
    limit: Type.Integer(),
    page: Type.Integer(),
    pages: Type.Integer(),
    results: Type.Array(FlowRunResponse),
  },
  { title: "FlowRunPaginationResponse" },
);
export type FlowRunPaginationResponse = Static<typeof FlowRunPaginationResponse>;

export const FlowRunResult = Type.Object(
  {
    id: Uuid(),
    input_type: Type.Optional(Type.Literal("flow_run", { default: "flow_run" })),
  },
  { title: "FlowRunResult" },
);
export type FlowRunResult = Static<typeof FlowRunResult>;

export const FlowRunSort = StringEnum(
  [
    "ID_DESC",
    "START_TIME_ASC",
    "START_TIME_DESC",
    "EXPECTED_START_TIME_ASC",
    "EXPECTED_START_TIME_DESC",
    "NAME_ASC",
    "NAME_DESC",
    "NEXT_SCHEDULED_START_TIME_ASC",
    "END_TIME_DESC",
  ],
  { title: "FlowRunSort" },
);
export type FlowRunSort = Static<typeof FlowRunSort>;

export const FlowRunUpdate = Type.Object(
  {
    empirical_policy: Type.Optional(FlowRunPolicy),
    flow_version: Type.Optional(Nullable(Type.String())),
    infrastructure_pid: Type.Optional(Nullable(Type.String())),
    job_variables: Type.Optional(Nullable(JsonObject())),
    name: Type.Optional(Nullable(Type.String())),
    parameters: Type.Optional(JsonObject()),
    tags: Type.Optional(Type.Array(Type.String())),
  },
  { title: "FlowRunUpdate", additionalProperties: false },
);
export type FlowRunUpdate = Static<typeof FlowRunUpdate>;
