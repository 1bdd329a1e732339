import Type from "typebox";
import { route } from "../route.ts";
import { DateTime, Nullable, Uuid, withOptions } from "../schema.ts";
import { DeploymentFilter } from "../schemas/deployments.ts";
import { FlowRunFilter } from "../schemas/flow-runs.ts";
import { FlowFilter } from "../schemas/flows.ts";
import { HistoryResponse } from "../schemas/history.ts";
import { OrchestrationResult, StateCreate } from "../schemas/states.ts";
import {
  TaskRun,
  TaskRunCreate,
  TaskRunFilter,
  TaskRunPaginationResponse,
  TaskRunSort,
  TaskRunUpdate,
} from "../schemas/task-runs.ts";

export const taskRuns = {
  create: route({
    method: "POST",
    path: "/task_runs/",
    tag: "Task Runs",
    body: TaskRunCreate,
    responses: { 200: TaskRun },
  }),
  count: route({
    method: "POST",
    path: "/task_runs/count",
    tag: "Task Runs",
    body: Type.Object({
      deployments: Type.Optional(DeploymentFilter),
      flow_runs: Type.Optional(FlowRunFilter),
      flows: Type.Optional(FlowFilter),
      task_runs: Type.Optional(TaskRunFilter),
    }),
    bodyOptional: true,
    responses: { 200: Type.Integer() },
  }),
  filter: route({
    method: "POST",
    path: "/task_runs/filter",
    tag: "Task Runs",
    body: Type.Object({
      deployments: Type.Optional(Nullable(DeploymentFilter)),
      flow_runs: Type.Optional(Nullable(FlowRunFilter)),
      flows: Type.Optional(Nullable(FlowFilter)),
      limit: Type.Optional(Type.Integer()),
      offset: Type.Optional(Type.Integer({ minimum: 0, default: 0 })),
      sort: Type.Optional(withOptions(TaskRunSort, { default: "ID_DESC" })),
      task_runs: Type.Optional(Nullable(TaskRunFilter)),
    }),
    bodyOptional: true,
    responses: { 200: Type.Array(TaskRun) },
  }),
  history: route({
    method: "POST",
    path: "/task_runs/history",
    tag: "Task Runs",
    body: Type.Object({
      deployments: Type.Optional(DeploymentFilter),
      flow_runs: Type.Optional(FlowRunFilter),
      flows: Type.Optional(FlowFilter),
      history_end: DateTime(),
      history_interval_seconds: Type.Number(),
      history_start: DateTime(),
      task_runs: Type.Optional(TaskRunFilter),
    }),
    responses: { 200: Type.Array(HistoryResponse) },
  }),
  paginate: route({
    method: "POST",
    path: "/task_runs/paginate",
    tag: "Task Runs",
    body: Type.Object({
      deployments: Type.Optional(Nullable(DeploymentFilter)),
      flow_runs: Type.Optional(Nullable(FlowRunFilter)),
      flows: Type.Optional(Nullable(FlowFilter)),
      limit: Type.Optional(Type.Integer()),
      page: Type.Optional(Type.Integer({ minimum: 1, default: 1 })),
      sort: Type.Optional(withOptions(TaskRunSort, { default: "ID_DESC" })),
      task_runs: Type.Optional(Nullable(TaskRunFilter)),
    }),
    bodyOptional: true,
    responses: { 200: TaskRunPaginationResponse },
  }),
  delete: route({
    method: "DELETE",
    path: "/task_runs/:id",
    tag: "Task Runs",
    params: Type.Object({ id: Uuid() }),
    responses: { 204: Type.Null() },
  }),
  read: route({
    method: "GET",
    path: "/task_runs/:id",
    tag: "Task Runs",
    params: Type.Object({ id: Uuid() }),
    responses: { 200: TaskRun },
  }),
  update: route({
    method: "PATCH",
    path: "/task_runs/:id",
    tag: "Task Runs",
    params: Type.Object({ id: Uuid() }),
    body: TaskRunUpdate,
    responses: { 204: Type.Null() },
  }),
  setState: route({
    method: "POST",
    path: "/task_runs/:id/set_state",
    tag: "Task Runs",
    params: Type.Object({ id: Uuid() }),
    body: Type.Object({
      force: Type.Optional(Type.Boolean({ default: false })),
      state: StateCreate,
    }),
    responses: { 200: OrchestrationResult },
  }),
} as const;
