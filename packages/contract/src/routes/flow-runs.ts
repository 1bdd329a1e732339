import Type from "typebox";
import { route } from "../route.ts";
import { DateTime, JsonObject, Nullable, Uuid, withOptions } from "../schema.ts";
import { FlowRunCreateAdditions, SetFlowRunStateAdditions } from "../schemas/additions.ts";
import { DeploymentFilter } from "../schemas/deployments.ts";
import { FlowRunInput } from "../schemas/flow-run-inputs.ts";
import {
  FlowRunBulkDeleteResponse,
  FlowRunBulkSetStateResponse,
  FlowRunCreate,
  FlowRunFilter,
  FlowRunPaginationResponse,
  FlowRunResponse,
  FlowRunSort,
  FlowRunUpdate,
} from "../schemas/flow-runs.ts";
import { FlowFilter } from "../schemas/flows.ts";
import { DependencyResult, Graph } from "../schemas/graphs.ts";
import { HistoryResponse } from "../schemas/history.ts";
import { OrchestrationResult, StateCreate } from "../schemas/states.ts";
import { TaskRunFilter } from "../schemas/task-runs.ts";
import { WorkPoolFilter } from "../schemas/work-pools.ts";
import { WorkQueueFilter } from "../schemas/work-queues.ts";

export const flowRuns = {
  create: route({
    method: "POST",
    path: "/flow_runs/",
    tag: "Flow Runs",
    body: FlowRunCreate,
    additions: FlowRunCreateAdditions,
    responses: { 200: FlowRunResponse },
  }),
  bulkDelete: route({
    method: "POST",
    path: "/flow_runs/bulk_delete",
    tag: "Flow Runs",
    body: Type.Object({
      flow_runs: Type.Optional(Nullable(FlowRunFilter)),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 50, default: 50 })),
    }),
    bodyOptional: true,
    responses: { 200: FlowRunBulkDeleteResponse },
  }),
  bulkSetState: route({
    method: "POST",
    path: "/flow_runs/bulk_set_state",
    tag: "Flow Runs",
    body: Type.Object({
      flow_runs: Type.Optional(Nullable(FlowRunFilter)),
      force: Type.Optional(Type.Boolean({ default: false })),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 50, default: 50 })),
      state: StateCreate,
    }),
    responses: { 200: FlowRunBulkSetStateResponse },
  }),
  count: route({
    method: "POST",
    path: "/flow_runs/count",
    tag: "Flow Runs",
    body: Type.Object({
      deployments: Type.Optional(Nullable(DeploymentFilter)),
      flow_runs: Type.Optional(Nullable(FlowRunFilter)),
      flows: Type.Optional(Nullable(FlowFilter)),
      task_runs: Type.Optional(Nullable(TaskRunFilter)),
      work_pool_queues: Type.Optional(Nullable(WorkQueueFilter)),
      work_pools: Type.Optional(Nullable(WorkPoolFilter)),
    }),
    bodyOptional: true,
    responses: { 200: Type.Integer() },
  }),
  filter: route({
    method: "POST",
    path: "/flow_runs/filter",
    tag: "Flow Runs",
    body: Type.Object({
      deployments: Type.Optional(Nullable(DeploymentFilter)),
      flow_runs: Type.Optional(Nullable(FlowRunFilter)),
      flows: Type.Optional(Nullable(FlowFilter)),
      limit: Type.Optional(Type.Integer()),
      offset: Type.Optional(Type.Integer({ minimum: 0, default: 0 })),
      sort: Type.Optional(withOptions(FlowRunSort, { default: "ID_DESC" })),
      task_runs: Type.Optional(Nullable(TaskRunFilter)),
      work_pool_queues: Type.Optional(Nullable(WorkQueueFilter)),
      work_pools: Type.Optional(Nullable(WorkPoolFilter)),
    }),
    bodyOptional: true,
    responses: { 200: Type.Array(FlowRunResponse) },
  }),
  history: route({
    method: "POST",
    path: "/flow_runs/history",
    tag: "Flow Runs",
    body: Type.Object({
      deployments: Type.Optional(Nullable(DeploymentFilter)),
      flow_runs: Type.Optional(Nullable(FlowRunFilter)),
      flows: Type.Optional(Nullable(FlowFilter)),
      history_end: DateTime(),
      history_interval_seconds: Type.Number(),
      history_start: DateTime(),
      task_runs: Type.Optional(Nullable(TaskRunFilter)),
      work_pools: Type.Optional(Nullable(WorkPoolFilter)),
      work_queues: Type.Optional(Nullable(WorkQueueFilter)),
    }),
    responses: { 200: Type.Array(HistoryResponse) },
  }),
  lateness: route({
    method: "POST",
    path: "/flow_runs/lateness",
    tag: "Flow Runs",
    body: Type.Object({
      deployments: Type.Optional(Nullable(DeploymentFilter)),
      flow_runs: Type.Optional(Nullable(FlowRunFilter)),
      flows: Type.Optional(Nullable(FlowFilter)),
      task_runs: Type.Optional(Nullable(TaskRunFilter)),
      work_pool_queues: Type.Optional(Nullable(WorkQueueFilter)),
      work_pools: Type.Optional(Nullable(WorkPoolFilter)),
    }),
    bodyOptional: true,
    responses: { 200: Nullable(Type.Number()) },
  }),
  paginate: route({
    method: "POST",
    path: "/flow_runs/paginate",
    tag: "Flow Runs",
    body: Type.Object({
      deployments: Type.Optional(Nullable(DeploymentFilter)),
      flow_runs: Type.Optional(Nullable(FlowRunFilter)),
      flows: Type.Optional(Nullable(FlowFilter)),
      limit: Type.Optional(Type.Integer()),
      page: Type.Optional(Type.Integer({ minimum: 1, default: 1 })),
      sort: Type.Optional(withOptions(FlowRunSort, { default: "ID_DESC" })),
      task_runs: Type.Optional(Nullable(TaskRunFilter)),
      work_pool_queues: Type.Optional(Nullable(WorkQueueFilter)),
      work_pools: Type.Optional(Nullable(WorkPoolFilter)),
    }),
    bodyOptional: true,
    responses: { 200: FlowRunPaginationResponse },
  }),
  delete: route({
    method: "DELETE",
    path: "/flow_runs/:id",
    tag: "Flow Runs",
    params: Type.Object({ id: Uuid() }),
    responses: { 204: Type.Null() },
  }),
  read: route({
    method: "GET",
    path: "/flow_runs/:id",
    tag: "Flow Runs",
    params: Type.Object({ id: Uuid() }),
    responses: { 200: FlowRunResponse },
  }),
  update: route({
    method: "PATCH",
    path: "/flow_runs/:id",
    tag: "Flow Runs",
    params: Type.Object({ id: Uuid() }),
    body: FlowRunUpdate,
    responses: { 204: Type.Null() },
  }),
  graph: route({
    method: "GET",
    path: "/flow_runs/:id/graph",
    tag: "Flow Runs",
    params: Type.Object({ id: Uuid() }),
    responses: { 200: Type.Array(DependencyResult) },
  }),
  graphV2: route({
    method: "GET",
    path: "/flow_runs/:id/graph-v2",
    tag: "Flow Runs",
    params: Type.Object({ id: Uuid() }),
    query: Type.Object({ since: Type.Optional(DateTime({ default: "0001-01-01T00:00:00+00:00" })) }),
    responses: { 200: Graph },
  }),
  createInput: route({
    method: "POST",
    path: "/flow_runs/:id/input",
    tag: "Flow Runs",
    params: Type.Object({ id: Uuid() }),
    body: Type.Object({
      key: Type.String(),
      sender: Type.Optional(Nullable(Type.String())),
      value: Type.String(),
    }),
    responses: { 201: Type.Any() },
  }),
  filterInput: route({
    method: "POST",
    path: "/flow_runs/:id/input/filter",
    tag: "Flow Runs",
    params: Type.Object({ id: Uuid() }),
    body: Type.Object({
      exclude_keys: Type.Optional(Type.Array(Type.String(), { default: [] })),
      limit: Type.Optional(Type.Integer({ default: 1 })),
      prefix: Type.String(),
    }),
    responses: { 200: Type.Array(FlowRunInput) },
  }),
  deleteInput: route({
    method: "DELETE",
    path: "/flow_runs/:id/input/:key",
    tag: "Flow Runs",
    params: Type.Object({ id: Uuid(), key: Type.String() }),
    responses: { 204: Type.Null() },
  }),
  readInput: route({
    method: "GET",
    path: "/flow_runs/:id/input/:key",
    tag: "Flow Runs",
    params: Type.Object({ id: Uuid(), key: Type.String() }),
    responses: { 200: Type.Any() },
  }),
  updateLabels: route({
    method: "PATCH",
    path: "/flow_runs/:id/labels",
    tag: "Flow Runs",
    params: Type.Object({ id: Uuid() }),
    body: JsonObject(),
    responses: { 204: Type.Null() },
  }),
  downloadLogs: route({
    method: "GET",
    path: "/flow_runs/:id/logs/download",
    tag: "Flow Runs",
    params: Type.Object({ id: Uuid() }),
    responses: { 200: Type.Any() },
  }),
  resume: route({
    method: "POST",
    path: "/flow_runs/:id/resume",
    tag: "Flow Runs",
    params: Type.Object({ id: Uuid() }),
    body: Type.Object({
      run_input: Type.Optional(Nullable(JsonObject())),
    }),
    bodyOptional: true,
    responses: { 200: OrchestrationResult },
  }),
  setState: route({
    method: "POST",
    path: "/flow_runs/:id/set_state",
    tag: "Flow Runs",
    params: Type.Object({ id: Uuid() }),
    body: Type.Object({
      force: Type.Optional(Type.Boolean({ default: false })),
      state: StateCreate,
    }),
    additions: SetFlowRunStateAdditions,
    responses: { 200: OrchestrationResult },
  }),
} as const;
