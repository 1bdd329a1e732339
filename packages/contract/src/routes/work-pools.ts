import Type from "typebox";
import { route } from "../route.ts";
import { DateTime, Nullable } from "../schema.ts";
import { WorkClaim, WorkClaimResponse } from "../schemas/work-claims.ts";
import {
  WorkerFlowRunResponse,
  WorkPoolConcurrencyStatus,
  WorkPoolCreate,
  WorkPoolFilter,
  WorkPoolResponse,
  WorkPoolUpdate,
} from "../schemas/work-pools.ts";
import { WorkQueueCreate, WorkQueueFilter, WorkQueueResponse, WorkQueueUpdate } from "../schemas/work-queues.ts";
import { WorkerFilter, WorkerResponse } from "../schemas/workers.ts";

const ByName = Type.Object({ name: Type.String() });
const OfPool = Type.Object({ work_pool_name: Type.String() });
const InPool = Type.Object({ work_pool_name: Type.String(), name: Type.String() });

export const workPools = {
  create: route({
    method: "POST",
    path: "/work_pools/",
    tag: "Work Pools",
    body: WorkPoolCreate,
    responses: { 201: WorkPoolResponse },
  }),
  count: route({
    method: "POST",
    path: "/work_pools/count",
    tag: "Work Pools",
    body: Type.Object({
      work_pools: Type.Optional(Nullable(WorkPoolFilter)),
    }),
    bodyOptional: true,
    responses: { 200: Type.Integer() },
  }),
  filter: route({
    method: "POST",
    path: "/work_pools/filter",
    tag: "Work Pools",
    body: Type.Object({
      limit: Type.Optional(Type.Integer()),
      offset: Type.Optional(Type.Integer({ minimum: 0, default: 0 })),
      work_pools: Type.Optional(Nullable(WorkPoolFilter)),
    }),
    bodyOptional: true,
    responses: { 200: Type.Array(WorkPoolResponse) },
  }),
  delete: route({
    method: "DELETE",
    path: "/work_pools/:name",
    tag: "Work Pools",
    params: ByName,
    responses: { 204: Type.Null() },
  }),
  read: route({
    method: "GET",
    path: "/work_pools/:name",
    tag: "Work Pools",
    params: ByName,
    responses: { 200: WorkPoolResponse },
  }),
  update: route({
    method: "PATCH",
    path: "/work_pools/:name",
    tag: "Work Pools",
    params: ByName,
    body: WorkPoolUpdate,
    responses: { 204: Type.Null() },
  }),
  concurrencyStatus: route({
    method: "POST",
    path: "/work_pools/:name/concurrency_status",
    tag: "Work Pools",
    params: ByName,
    body: Type.Object({
      flow_run_limit: Type.Optional(Type.Integer({ minimum: 0, maximum: 200, default: 10 })),
      limit: Type.Optional(Type.Integer()),
      page: Type.Optional(Type.Integer({ minimum: 1, default: 1 })),
    }),
    bodyOptional: true,
    responses: { 200: WorkPoolConcurrencyStatus },
  }),
  getScheduledFlowRuns: route({
    method: "POST",
    path: "/work_pools/:name/get_scheduled_flow_runs",
    tag: "Work Pools",
    params: ByName,
    body: Type.Object({
      limit: Type.Optional(Type.Integer()),
      scheduled_after: Type.Optional(DateTime()),
      scheduled_before: Type.Optional(DateTime()),
      work_queue_names: Type.Optional(Type.Array(Type.String())),
    }),
    bodyOptional: true,
    responses: { 200: Type.Array(WorkerFlowRunResponse) },
  }),
  createQueue: route({
    method: "POST",
    path: "/work_pools/:work_pool_name/queues",
    tag: "Work Pools",
    params: OfPool,
    body: WorkQueueCreate,
    responses: { 201: WorkQueueResponse },
  }),
  filterQueues: route({
    method: "POST",
    path: "/work_pools/:work_pool_name/queues/filter",
    tag: "Work Pools",
    params: OfPool,
    body: Type.Object({
      limit: Type.Optional(Type.Integer()),
      offset: Type.Optional(Type.Integer({ minimum: 0, default: 0 })),
      work_queues: Type.Optional(WorkQueueFilter),
    }),
    bodyOptional: true,
    responses: { 200: Type.Array(WorkQueueResponse) },
  }),
  deleteQueue: route({
    method: "DELETE",
    path: "/work_pools/:work_pool_name/queues/:name",
    tag: "Work Pools",
    params: InPool,
    responses: { 204: Type.Null() },
  }),
  readQueue: route({
    method: "GET",
    path: "/work_pools/:work_pool_name/queues/:name",
    tag: "Work Pools",
    params: InPool,
    responses: { 200: WorkQueueResponse },
  }),
  updateQueue: route({
    method: "PATCH",
    path: "/work_pools/:work_pool_name/queues/:name",
    tag: "Work Pools",
    params: InPool,
    body: WorkQueueUpdate,
    responses: { 204: Type.Null() },
  }),
  filterWorkers: route({
    method: "POST",
    path: "/work_pools/:work_pool_name/workers/filter",
    tag: "Work Pools",
    params: OfPool,
    body: Type.Object({
      limit: Type.Optional(Type.Integer()),
      offset: Type.Optional(Type.Integer({ minimum: 0, default: 0 })),
      workers: Type.Optional(Nullable(WorkerFilter)),
    }),
    bodyOptional: true,
    responses: { 200: Type.Array(WorkerResponse) },
  }),
  heartbeat: route({
    method: "POST",
    path: "/work_pools/:work_pool_name/workers/heartbeat",
    tag: "Work Pools",
    params: OfPool,
    body: Type.Object({
      heartbeat_interval_seconds: Type.Optional(Nullable(Type.Integer())),
      name: Type.String(),
    }),
    responses: { 204: Type.Null() },
  }),
  deleteWorker: route({
    method: "DELETE",
    path: "/work_pools/:work_pool_name/workers/:name",
    tag: "Work Pools",
    params: InPool,
    responses: { 204: Type.Null() },
  }),
  claim: route({
    method: "POST",
    path: "/weir/work_pools/:name/claim",
    tag: "Weir",
    summary: "Claims due runs of a pool; waits for one if there is none yet.",
    params: ByName,
    body: WorkClaim,
    responses: { 200: WorkClaimResponse },
  }),
} as const;
