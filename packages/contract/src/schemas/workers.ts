import Type, { type Static } from "typebox";
import { DateTime, Nullable, StringEnum, Uuid, withOptions } from "../schema.ts";
import { Operator } from "./common.ts";

export const WorkerStatus = StringEnum(["ONLINE", "OFFLINE"], { title: "WorkerStatus" });
export type WorkerStatus = Static<typeof WorkerStatus>;

export const WorkerResponse = Type.Object(
  {
    created: Nullable(DateTime()),
    heartbeat_interval_seconds: Type.Optional(Nullable(Type.Integer())),
    id: Uuid(),
    last_heartbeat_time: Type.Optional(Nullable(DateTime())),
    name: Type.String(),
    status: Type.Optional(withOptions(WorkerStatus, { default: "OFFLINE" })),
    updated: Nullable(DateTime()),
    work_pool_id: Uuid(),
  },
  { title: "WorkerResponse" },
);
export type WorkerResponse = Static<typeof WorkerResponse>;

export const WorkerFilterLastHeartbeatTime = Type.Object(
  {
    after_: Type.Optional(Nullable(DateTime())),
    before_: Type.Optional(Nullable(DateTime())),
  },
  { title: "WorkerFilterLastHeartbeatTime", additionalProperties: false },
);
export type WorkerFilterLastHeartbeatTime = Static<typeof WorkerFilterLastHeartbeatTime>;

export const WorkerFilterStatus = Type.Object(
  {
    any_: Type.Optional(Nullable(Type.Array(WorkerStatus))),
    not_any_: Type.Optional(Nullable(Type.Array(WorkerStatus))),
  },
  { title: "WorkerFilterStatus", additionalProperties: false },
);
export type WorkerFilterStatus = Static<typeof WorkerFilterStatus>;

export const WorkerFilter = Type.Object(
  {
    last_heartbeat_time: Type.Optional(Nullable(WorkerFilterLastHeartbeatTime)),
    operator: Type.Optional(withOptions(Operator, { default: "and_" })),
    status: Type.Optional(Nullable(WorkerFilterStatus)),
  },
  { title: "WorkerFilter", additionalProperties: false },
);
export type WorkerFilter = Static<typeof WorkerFilter>;
