import Type, { type Static } from "typebox";
import { DateTime, Labels, Nullable, StringEnum, Uuid, withOptions } from "../schema.ts";
import { Operator } from "./common.ts";
import { FlowRunResult } from "./flow-runs.ts";
import { State, StateCreate, StateType } from "./states.ts";

export const Constant = Type.Object(
  {
    input_type: Type.Optional(Type.Literal("constant", { default: "constant" })),
    type: Type.String(),
  },
  { title: "Constant" },
);
export type Constant = Static<typeof Constant>;

export const Parameter = Type.Object(
  {
    input_type: Type.Optional(Type.Literal("parameter", { default: "parameter" })),
    name: Type.String(),
  },
  { title: "Parameter" },
);
export type Parameter = Static<typeof Parameter>;

export const TaskRunPolicy = Type.Object(
  {
    max_retries: Type.Optional(Type.Integer({ default: 0, deprecated: true })),
    retries: Type.Optional(Nullable(Type.Integer())),
    retry_delay: Type.Optional(
      Nullable(Type.Union([Type.Integer(), Type.Number(), Type.Array(Type.Integer()), Type.Array(Type.Number())])),
    ),
    retry_delay_seconds: Type.Optional(Type.Number({ default: 0, deprecated: true })),
    retry_jitter_factor: Type.Optional(Nullable(Type.Number())),
  },
  { title: "TaskRunPolicy" },
);
export type TaskRunPolicy = Static<typeof TaskRunPolicy>;

export const TaskRunResult = Type.Object(
  {
    id: Uuid(),
    input_type: Type.Optional(Type.Literal("task_run", { default: "task_run" })),
  },
  { title: "TaskRunResult" },
);
export type TaskRunResult = Static<typeof TaskRunResult>;

export const TaskRun = Type.Object(
  {
    cache_expiration: Type.Optional(Nullable(DateTime())),
    cache_key: Type.Optional(Nullable(Type.String())),
    created: Nullable(DateTime()),
    dynamic_key: Type.String(),
    empirical_policy: Type.Optional(TaskRunPolicy),
    end_time: Type.Optional(Nullable(DateTime())),
    estimated_run_time: Type.Optional(Type.Number({ default: 0 })),
    estimated_start_time_delta: Type.Optional(Type.Number({ default: 0 })),
    expected_start_time: Type.Optional(Nullable(DateTime())),
    flow_run_id: Type.Optional(Nullable(Uuid())),
    flow_run_run_count: Type.Optional(Type.Integer({ default: 0 })),
    id: Uuid(),
    labels: Type.Optional(Nullable(Labels())),
    name: Type.Optional(Type.String()),
    next_scheduled_start_time: Type.Optional(Nullable(DateTime())),
    run_count: Type.Optional(Type.Integer({ default: 0 })),
    start_time: Type.Optional(Nullable(DateTime())),
    state: Type.Optional(Nullable(State)),
    state_id: Type.Optional(Nullable(Uuid())),
    state_name: Type.Optional(Nullable(Type.String())),
    state_type: Type.Optional(Nullable(StateType)),
    tags: Type.Optional(Type.Array(Type.String())),
    task_inputs: Type.Optional(
      Type.Record(Type.String(), Type.Array(Type.Union([TaskRunResult, FlowRunResult, Parameter, Constant]))),
    ),
    task_key: Type.String(),
    task_version: Type.Optional(Nullable(Type.String())),
    total_run_time: Type.Optional(Type.Number({ default: 0 })),
    updated: Nullable(DateTime()),
  },
  { title: "TaskRun" },
);
export type TaskRun = Static<typeof TaskRun>;

export const TaskRunCreate = Type.Object(
  {
    cache_expiration: Type.Optional(Nullable(DateTime())),
    cache_key: Type.Optional(Nullable(Type.String())),
    dynamic_key: Type.String(),
    empirical_policy: Type.Optional(TaskRunPolicy),
    flow_run_id: Type.Optional(Nullable(Uuid())),
    id: Type.Optional(Nullable(Uuid())),
    labels: Type.Optional(Nullable(Labels())),
    name: Type.Optional(Nullable(Type.String())),
    state: Type.Optional(Nullable(StateCreate)),
    tags: Type.Optional(Type.Array(Type.String())),
    task_inputs: Type.Optional(
      Type.Record(Type.String(), Type.Array(Type.Union([TaskRunResult, FlowRunResult, Parameter, Constant]))),
    ),
    task_key: Type.String(),
    task_version: Type.Optional(Nullable(Type.String())),
  },
  { title: "TaskRunCreate", additionalProperties: false },
);
export type TaskRunCreate = Static<typeof TaskRunCreate>;

export const TaskRunFilterEndTime = Type.Object(
  {
    after_: Type.Optional(Nullable(DateTime())),
    before_: Type.Optional(Nullable(DateTime())),
    is_null_: Type.Optional(Nullable(Type.Boolean())),
  },
  { title: "TaskRunFilterEndTime", additionalProperties: false },
);
export type TaskRunFilterEndTime = Static<typeof TaskRunFilterEndTime>;

export const TaskRunFilterExpectedStartTime = Type.Object(
  {
    after_: Type.Optional(Nullable(DateTime())),
    before_: Type.Optional(Nullable(DateTime())),
  },
  { title: "TaskRunFilterExpectedStartTime", additionalProperties: false },
);
export type TaskRunFilterExpectedStartTime = Static<typeof TaskRunFilterExpectedStartTime>;

export const TaskRunFilterFlowRunId = Type.Object(
  {
    any_: Type.Optional(Nullable(Type.Array(Uuid()))),
    is_null_: Type.Optional(Nullable(Type.Boolean(), { default: false })),
    operator: Type.Optional(withOptions(Operator, { default: "and_" })),
  },
  { title: "TaskRunFilterFlowRunId", additionalProperties: false },
);
export type TaskRunFilterFlowRunId = Static<typeof TaskRunFilterFlowRunId>;

export const TaskRunFilterId = Type.Object(
  {
    any_: Type.Optional(Nullable(Type.Array(Uuid()))),
  },
  { title: "TaskRunFilterId", additionalProperties: false },
);
export type TaskRunFilterId = Static<typeof TaskRunFilterId>;

export const TaskRunFilterName = Type.Object(
  {
    any_: Type.Optional(Nullable(Type.Array(Type.String()))),
    like_: Type.Optional(Nullable(Type.String())),
  },
  { title: "TaskRunFilterName", additionalProperties: false },
);
export type TaskRunFilterName = Static<typeof TaskRunFilterName>;

export const TaskRunFilterStartTime = Type.Object(
  {
    after_: Type.Optional(Nullable(DateTime())),
    before_: Type.Optional(Nullable(DateTime())),
    is_null_: Type.Optional(Nullable(Type.Boolean())),
  },
  { title: "TaskRunFilterStartTime", additionalProperties: false },
);
export type TaskRunFilterStartTime = Static<typeof TaskRunFilterStartTime>;

export const TaskRunFilterStateName = Type.Object(
  {
    any_: Type.Optional(Nullable(Type.Array(Type.String()))),
  },
  { title: "TaskRunFilterStateName", additionalProperties: false },
);
export type TaskRunFilterStateName = Static<typeof TaskRunFilterStateName>;

export const TaskRunFilterStateType = Type.Object(
  {
    any_: Type.Optional(Nullable(Type.Array(StateType))),
  },
  { title: "TaskRunFilterStateType", additionalProperties: false },
);
export type TaskRunFilterStateType = Static<typeof TaskRunFilterStateType>;

export const TaskRunFilterState = Type.Object(
  {
    name: Type.Optional(Nullable(TaskRunFilterStateName)),
    operator: Type.Optional(withOptions(Operator, { default: "and_" })),
    type: Type.Optional(Nullable(TaskRunFilterStateType)),
  },
  { title: "TaskRunFilterState", additionalProperties: false },
);
export type TaskRunFilterState = Static<typeof TaskRunFilterState>;

export const TaskRunFilterSubFlowRuns = Type.Object(
  {
    exists_: Type.Optional(Nullable(Type.Boolean())),
  },
  { title: "TaskRunFilterSubFlowRuns", additionalProperties: false },
);
export type TaskRunFilterSubFlowRuns = Static<typeof TaskRunFilterSubFlowRuns>;

export const TaskRunFilterTags = Type.Object(
  {
    all_: Type.Optional(Nullable(Type.Array(Type.String()))),
    is_null_: Type.Optional(Nullable(Type.Boolean())),
    operator: Type.Optional(withOptions(Operator, { default: "and_" })),
  },
  { title: "TaskRunFilterTags", additionalProperties: false },
);
export type TaskRunFilterTags = Static<typeof TaskRunFilterTags>;

export const TaskRunFilter = Type.Object(
  {
    end_time: Type.Optional(Nullable(TaskRunFilterEndTime)),
    expected_start_time: Type.Optional(Nullable(TaskRunFilterExpectedStartTime)),
    flow_run_id: Type.Optional(Nullable(TaskRunFilterFlowRunId)),
    id: Type.Optional(Nullable(TaskRunFilterId)),
    name: Type.Optional(Nullable(TaskRunFilterName)),
    operator: Type.Optional(withOptions(Operator, { default: "and_" })),
    start_time: Type.Optional(Nullable(TaskRunFilterStartTime)),
    state: Type.Optional(Nullable(TaskRunFilterState)),
    subflow_runs: Type.Optional(Nullable(TaskRunFilterSubFlowRuns)),
    tags: Type.Optional(Nullable(TaskRunFilterTags)),
  },
  { title: "TaskRunFilter", additionalProperties: false },
);
export type TaskRunFilter = Static<typeof TaskRunFilter>;

export const TaskRunResponse = Type.Object(
  {
    created: Nullable(DateTime()),
    empirical_policy: Type.Optional(TaskRunPolicy),
    end_time: Type.Optional(Nullable(DateTime())),
    estimated_run_time: Type.Optional(Type.Number({ default: 0 })),
    estimated_start_time_delta: Type.Optional(Type.Number({ default: 0 })),
    flow_run_id: Type.Optional(Nullable(Uuid())),
    id: Uuid(),
    name: Type.Optional(Type.String()),
    start_time: Type.Optional(Nullable(DateTime())),
    state: Type.Optional(Nullable(State)),
    state_id: Type.Optional(Nullable(Uuid())),
    tags: Type.Optional(Type.Array(Type.String())),
    task_inputs: Type.Optional(
      Type.Record(Type.String(), Type.Array(Type.Union([TaskRunResult, FlowRunResult, Parameter, Constant]))),
    ),
    task_key: Type.String(),
    task_version: Type.Optional(Nullable(Type.String())),
    total_run_time: Type.Optional(Type.Number({ default: 0 })),
    updated: Nullable(DateTime()),
  },
  { title: "TaskRunResponse" },
);
export type TaskRunResponse = Static<typeof TaskRunResponse>;

export const TaskRunPaginationResponse = Type.Object(
  {
    count: Type.Integer(),
    limit: Type.Integer(),
    page: Type.Integer(),
    pages: Type.Integer(),
    results: Type.Array(TaskRunResponse),
  },
  { title: "TaskRunPaginationResponse" },
);
export type TaskRunPaginationResponse = Static<typeof TaskRunPaginationResponse>;

export const TaskRunSort = StringEnum(
  [
    "ID_DESC",
    "EXPECTED_START_TIME_ASC",
    "EXPECTED_START_TIME_DESC",
    "NAME_ASC",
    "NAME_DESC",
    "NEXT_SCHEDULED_START_TIME_ASC",
    "END_TIME_DESC",
  ],
  { title: "TaskRunSort" },
);
export type TaskRunSort = Static<typeof TaskRunSort>;

export const TaskRunUpdate = Type.Object(
  {
    name: Type.Optional(Type.String()),
  },
  { title: "TaskRunUpdate", additionalProperties: false },
);
export type TaskRunUpdate = Static<typeof TaskRunUpdate>;
