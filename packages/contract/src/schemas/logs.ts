import Type, { type Static } from "typebox";
import { DateTime, Nullable, StringEnum, Uuid, withOptions } from "../schema.ts";
import { Operator } from "./common.ts";

export const Log = Type.Object(
  {
    created: Nullable(DateTime()),
    flow_run_id: Type.Optional(Nullable(Uuid())),
    id: Uuid(),
    level: Type.Integer(),
    message: Type.String(),
    name: Type.String(),
    task_run_id: Type.Optional(Nullable(Uuid())),
    timestamp: DateTime(),
    updated: Nullable(DateTime()),
  },
  { title: "Log" },
);
export type Log = Static<typeof Log>;

export const LogCreate = Type.Object(
  {
    flow_run_id: Type.Optional(Nullable(Uuid())),
    level: Type.Integer(),
    message: Type.String(),
    name: Type.String(),
    task_run_id: Type.Optional(Nullable(Uuid())),
    timestamp: DateTime(),
  },
  { title: "LogCreate", additionalProperties: false },
);
export type LogCreate = Static<typeof LogCreate>;

export const LogFilterFlowRunId = Type.Object(
  {
    any_: Type.Optional(Nullable(Type.Array(Uuid()))),
  },
  { title: "LogFilterFlowRunId", additionalProperties: false },
);
export type LogFilterFlowRunId = Static<typeof LogFilterFlowRunId>;

export const LogFilterLevel = Type.Object(
  {
    ge_: Type.Optional(Nullable(Type.Integer())),
    le_: Type.Optional(Nullable(Type.Integer())),
  },
  { title: "LogFilterLevel", additionalProperties: false },
);
export type LogFilterLevel = Static<typeof LogFilterLevel>;

export const LogFilterTaskRunId = Type.Object(
  {
    any_: Type.Optional(Nullable(Type.Array(Uuid()))),
    is_null_: Type.Optional(Nullable(Type.Boolean())),
  },
  { title: "LogFilterTaskRunId", additionalProperties: false },
);
export type LogFilterTaskRunId = Static<typeof LogFilterTaskRunId>;

export const LogFilterTextSearch = Type.Object(
  {
    query: Type.String({ maxLength: 200 }),
  },
  { title: "LogFilterTextSearch", additionalProperties: false },
);
export type LogFilterTextSearch = Static<typeof LogFilterTextSearch>;

export const LogFilterTimestamp = Type.Object(
  {
    after_: Type.Optional(Nullable(DateTime())),
    before_: Type.Optional(Nullable(DateTime())),
  },
  { title: "LogFilterTimestamp", additionalProperties: false },
);
export type LogFilterTimestamp = Static<typeof LogFilterTimestamp>;

export const LogFilter = Type.Object(
  {
    flow_run_id: Type.Optional(Nullable(LogFilterFlowRunId)),
    level: Type.Optional(Nullable(LogFilterLevel)),
    operator: Type.Optional(withOptions(Operator, { default: "and_" })),
    task_run_id: Type.Optional(Nullable(LogFilterTaskRunId)),
    text: Type.Optional(Nullable(LogFilterTextSearch)),
    timestamp: Type.Optional(Nullable(LogFilterTimestamp)),
  },
  { title: "LogFilter", additionalProperties: false },
);
export type LogFilter = Static<typeof LogFilter>;

export const LogSort = StringEnum(["TIMESTAMP_ASC", "TIMESTAMP_DESC"], { title: "LogSort" });
export type LogSort = Static<typeof LogSort>;
