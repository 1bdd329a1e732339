import Type, { type Static } from "typebox";
import { DateTime, Labels, Nullable, Uuid } from "../schema.ts";
import { FlowRunResult } from "./flow-runs.ts";
import { State, StateType } from "./states.ts";
import { Constant, Parameter, TaskRunPolicy, TaskRunResult } from "./task-runs.ts";

export const CountByState = Type.Object(
  {
    CANCELLED: Type.Optional(Type.Integer({ default: 0 })),
    CANCELLING: Type.Optional(Type.Integer({ default: 0 })),
    COMPLETED: Type.Optional(Type.Integer({ default: 0 })),
    CRASHED: Type.Optional(Type.Integer({ default: 0 })),
    FAILED: Type.Optional(Type.Integer({ default: 0 })),
    PAUSED: Type.Optional(Type.Integer({ default: 0 })),
    PENDING: Type.Optional(Type.Integer({ default: 0 })),
    RUNNING: Type.Optional(Type.Integer({ default: 0 })),
    SCHEDULED: Type.Optional(Type.Integer({ default: 0 })),
  },
  { title: "CountByState" },
);
export type CountByState = Static<typeof CountByState>;

export const SchemaValueIndexError = Type.Object(
  {
    errors: Type.Array(Type.Union([Type.String(), Type.Any(), Type.Any()])),
    index: Type.Integer(),
  },
  { title: "SchemaValueIndexError" },
);
export type SchemaValueIndexError = Static<typeof SchemaValueIndexError>;

export const SchemaValuePropertyError = Type.Object(
  {
    errors: Type.Array(Type.Union([Type.String(), Type.Any(), Type.Any()])),
    property: Type.String(),
  },
  { title: "SchemaValuePropertyError" },
);
export type SchemaValuePropertyError = Static<typeof SchemaValuePropertyError>;

export const SchemaValuesValidationResponse = Type.Object(
  {
    errors: Type.Array(Type.Union([Type.String(), SchemaValuePropertyError, SchemaValueIndexError])),
    valid: Type.Boolean(),
  },
  { title: "SchemaValuesValidationResponse" },
);
export type SchemaValuesValidationResponse = Static<typeof SchemaValuesValidationResponse>;

export const SimpleFlowRun = Type.Object(
  {
    duration: Type.Number(),
    id: Uuid(),
    lateness: Type.Number(),
    state_type: StateType,
    timestamp: DateTime(),
  },
  { title: "SimpleFlowRun" },
);
export type SimpleFlowRun = Static<typeof SimpleFlowRun>;

export const SimpleNextFlowRun = Type.Object(
  {
    flow_id: Uuid(),
    id: Uuid(),
    name: Type.String(),
    next_scheduled_start_time: DateTime(),
    state_name: Type.String(),
    state_type: StateType,
  },
  { title: "SimpleNextFlowRun" },
);
export type SimpleNextFlowRun = Static<typeof SimpleNextFlowRun>;

export const TaskRunCount = Type.Record(Type.String(), Type.Integer(), { title: "TaskRunCount" });
export type TaskRunCount = Static<typeof TaskRunCount>;

export const UITaskRun = Type.Object(
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
    flow_run_name: Type.Optional(Nullable(Type.String())),
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
  { title: "UITaskRun" },
);
export type UITaskRun = Static<typeof UITaskRun>;
