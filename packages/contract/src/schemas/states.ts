import Type, { type Static } from "typebox";
import { DateTime, Nullable, StringEnum, Uuid } from "../schema.ts";

export const SetStateStatus = StringEnum(["ACCEPT", "REJECT", "ABORT", "WAIT"], { title: "SetStateStatus" });
export type SetStateStatus = Static<typeof SetStateStatus>;

export const StateDetails = Type.Object(
  {
    cache_expiration: Type.Optional(Nullable(DateTime())),
    cache_key: Type.Optional(Nullable(Type.String())),
    child_flow_run_id: Type.Optional(Nullable(Uuid())),
    deferred: Type.Optional(Nullable(Type.Boolean(), { default: false })),
    deployment_concurrency_lease_id: Type.Optional(Nullable(Uuid())),
    flow_run_id: Type.Optional(Nullable(Uuid())),
    pause_key: Type.Optional(Nullable(Type.String())),
    pause_reschedule: Type.Optional(Type.Boolean({ default: false })),
    pause_timeout: Type.Optional(Nullable(DateTime())),
    refresh_cache: Type.Optional(Nullable(Type.Boolean())),
    retriable: Type.Optional(Nullable(Type.Boolean())),
    run_input_keyset: Type.Optional(Nullable(Type.Record(Type.String(), Type.String()))),
    scheduled_time: Type.Optional(Nullable(DateTime())),
    task_parameters_id: Type.Optional(Nullable(Uuid())),
    task_run_id: Type.Optional(Nullable(Uuid())),
    traceparent: Type.Optional(Nullable(Type.String())),
    transition_id: Type.Optional(Nullable(Uuid())),
    untrackable_result: Type.Optional(Type.Boolean({ default: false })),
  },
  { title: "StateDetails" },
);
export type StateDetails = Static<typeof StateDetails>;

export const StateType = StringEnum(
  ["SCHEDULED", "PENDING", "RUNNING", "COMPLETED", "FAILED", "CANCELLED", "CRASHED", "PAUSED", "CANCELLING"],
  { title: "StateType" },
);
export type StateType = Static<typeof StateType>;

export const State = Type.Object(
  {
    data: Type.Optional(Type.Any()),
    id: Uuid(),
    message: Type.Optional(Nullable(Type.String())),
    name: Type.Optional(Nullable(Type.String())),
    state_details: Type.Optional(StateDetails),
    timestamp: Type.Optional(DateTime()),
    type: StateType,
  },
  { title: "State" },
);
export type State = Static<typeof State>;

export const StateAbortDetails = Type.Object(
  {
    reason: Type.Optional(Nullable(Type.String())),
    type: Type.Optional(Type.Literal("abort_details", { default: "abort_details" })),
  },
  { title: "StateAbortDetails" },
);
export type StateAbortDetails = Static<typeof StateAbortDetails>;

export const StateAcceptDetails = Type.Object(
  {
    type: Type.Optional(Type.Literal("accept_details", { default: "accept_details" })),
  },
  { title: "StateAcceptDetails" },
);
export type StateAcceptDetails = Static<typeof StateAcceptDetails>;

export const StateRejectDetails = Type.Object(
  {
    reason: Type.Optional(Nullable(Type.String())),
    type: Type.Optional(Type.Literal("reject_details", { default: "reject_details" })),
  },
  { title: "StateRejectDetails" },
);
export type StateRejectDetails = Static<typeof StateRejectDetails>;

export const StateWaitDetails = Type.Object(
  {
    delay_seconds: Type.Integer(),
    reason: Type.Optional(Nullable(Type.String())),
    type: Type.Optional(Type.Literal("wait_details", { default: "wait_details" })),
  },
  { title: "StateWaitDetails" },
);
export type StateWaitDetails = Static<typeof StateWaitDetails>;

export const OrchestrationResult = Type.Object(
  {
    details: Type.Union([StateAcceptDetails, StateWaitDetails, StateRejectDetails, StateAbortDetails]),
    state: Nullable(State),
    status: SetStateStatus,
  },
  { title: "OrchestrationResult" },
);
export type OrchestrationResult = Static<typeof OrchestrationResult>;

export const StateCreate = Type.Object(
  {
    data: Type.Optional(Type.Any()),
    message: Type.Optional(Nullable(Type.String())),
    name: Type.Optional(Nullable(Type.String())),
    state_details: Type.Optional(StateDetails),
    type: StateType,
  },
  { title: "StateCreate", additionalProperties: false },
);
export type StateCreate = Static<typeof StateCreate>;
