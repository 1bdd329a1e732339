import Type, { type Static } from "typebox";
import { DateTime, Nullable, Uuid, withOptions } from "../schema.ts";
import { Operator } from "./common.ts";

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
