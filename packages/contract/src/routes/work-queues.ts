import Type from "typebox";
import { route } from "../route.ts";
import { DateTime, Nullable, Uuid } from "../schema.ts";
import { FlowRunResponse } from "../schemas/flow-runs.ts";
import {
  WorkQueueConcurrencyStatus,
  WorkQueueCreate,
  WorkQueueFilter,
  WorkQueueResponse,
  WorkQueueStatusDetail,
  WorkQueueUpdate,
} from "../schemas/work-queues.ts";

/** Work queues by their ids. Those of a pool, by its name, are in `work-pools.ts`. */
export const workQueues = {
  create: route({
    method: "POST",
    path: "/work_queues/",
    tag: "Work Queues",
    body: WorkQueueCreate,
    responses: { 201: WorkQueueResponse },
  }),
  filter: route({
    method: "POST",
    path: "/work_queues/filter",
    tag: "Work Queues",
    body: Type.Object({
      limit: Type.Optional(Type.Integer()),
      offset: Type.Optional(Type.Integer({ minimum: 0, default: 0 })),
      work_queues: Type.Optional(Nullable(WorkQueueFilter)),
    }),
    bodyOptional: true,
    responses: { 200: Type.Array(WorkQueueResponse) },
  }),
  readByName: route({
    method: "GET",
    path: "/work_queues/name/:name",
    tag: "Work Queues",
    params: Type.Object({ name: Type.String() }),
    responses: { 200: WorkQueueResponse },
  }),
  delete: route({
    method: "DELETE",
    path: "/work_queues/:id",
    tag: "Work Queues",
    params: Type.Object({ id: Uuid() }),
    responses: { 204: Type.Null() },
  }),
  read: route({
    method: "GET",
    path: "/work_queues/:id",
    tag: "Work Queues",
    params: Type.Object({ id: Uuid() }),
    responses: { 200: WorkQueueResponse },
  }),
  update: route({
    method: "PATCH",
    path: "/work_queues/:id",
    tag: "Work Queues",
    params: Type.Object({ id: Uuid() }),
    body: WorkQueueUpdate,
    responses: { 204: Type.Null() },
  }),
  concurrencyStatus: route({
    method: "POST",
    path: "/work_queues/:id/concurrency_status",
    tag: "Work Queues",
    params: Type.Object({ id: Uuid() }),
    body: Type.Object({
      limit: Type.Optional(Type.Integer()),
      page: Type.Optional(Type.Integer({ minimum: 1, default: 1 })),
    }),
    bodyOptional: true,
    responses: { 200: WorkQueueConcurrencyStatus },
  }),
  getRuns: route({
    method: "POST",
    path: "/work_queues/:id/get_runs",
    tag: "Work Queues",
    params: Type.Object({ id: Uuid() }),
    body: Type.Object({
      limit: Type.Optional(Type.Integer()),
      scheduled_before: Type.Optional(DateTime()),
    }),
    bodyOptional: true,
    responses: { 200: Type.Array(FlowRunResponse) },
  }),
  status: route({
    method: "GET",
    path: "/work_queues/:id/status",
    tag: "Work Queues",
    params: Type.Object({ id: Uuid() }),
    responses: { 200: WorkQueueStatusDetail },
  }),
} as const;
