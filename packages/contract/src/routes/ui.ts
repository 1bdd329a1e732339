import Type from "typebox";
import { route } from "../route.ts";
import { JsonObject, Nullable, Uuid, withOptions } from "../schema.ts";
import { DeploymentFilter } from "../schemas/deployments.ts";
import { FlowRunFilter, FlowRunSort } from "../schemas/flow-runs.ts";
import { FlowFilter } from "../schemas/flows.ts";
import { TaskRunFilter } from "../schemas/task-runs.ts";
import {
  CountByState,
  SchemaValuesValidationResponse,
  SimpleFlowRun,
  SimpleNextFlowRun,
  TaskRunCount,
  UITaskRun,
} from "../schemas/ui.ts";
import { WorkPoolFilter } from "../schemas/work-pools.ts";
import { WorkQueueFilter } from "../schemas/work-queues.ts";

export const ui = {
  countTaskRuns: route({
    method: "POST",
    path: "/ui/flow_runs/count-task-runs",
    tag: "Flow Runs",
    body: Type.Object({
      flow_run_ids: Type.Array(Uuid()),
    }),
    responses: { 200: Type.Record(Type.String(), Type.Integer()) },
  }),
  flowRunHistory: route({
    method: "POST",
    path: "/ui/flow_runs/history",
    tag: "Flow Runs",
    body: Type.Object({
      deployments: Type.Optional(DeploymentFilter),
      flow_runs: Type.Optional(FlowRunFilter),
      flows: Type.Optional(FlowFilter),
      limit: Type.Optional(Type.Integer({ maximum: 1000, default: 1000 })),
      offset: Type.Optional(Type.Integer({ minimum: 0, default: 0 })),
      sort: Type.Optional(withOptions(FlowRunSort, { default: "EXPECTED_START_TIME_DESC" })),
      task_runs: Type.Optional(TaskRunFilter),
      work_pools: Type.Optional(WorkPoolFilter),
    }),
    bodyOptional: true,
    responses: { 200: Type.Array(SimpleFlowRun) },
  }),
  countDeployments: route({
    method: "POST",
    path: "/ui/flows/count-deployments",
    tag: "Flows",
    body: Type.Object({
      flow_ids: Type.Array(Uuid()),
    }),
    responses: { 200: Type.Record(Type.String(), Type.Integer()) },
  }),
  nextRuns: route({
    method: "POST",
    path: "/ui/flows/next-runs",
    tag: "Flows",
    body: Type.Object({
      flow_ids: Type.Array(Uuid()),
    }),
    responses: { 200: Type.Record(Type.String(), Nullable(SimpleNextFlowRun)) },
  }),
  validateSchema: route({
    method: "POST",
    path: "/ui/schemas/validate",
    tag: "UI",
    body: Type.Object({
      schema: JsonObject(),
      values: JsonObject(),
    }),
    responses: { 200: SchemaValuesValidationResponse },
  }),
  countTaskRunsByState: route({
    method: "POST",
    path: "/ui/task_runs/count",
    tag: "Task Runs",
    body: Type.Object({
      deployments: Type.Optional(Nullable(DeploymentFilter)),
      flow_runs: Type.Optional(Nullable(FlowRunFilter)),
      flows: Type.Optional(Nullable(FlowFilter)),
      task_runs: Type.Optional(Nullable(TaskRunFilter)),
    }),
    bodyOptional: true,
    responses: { 200: CountByState },
  }),
  dashboardTaskRunCounts: route({
    method: "POST",
    path: "/ui/task_runs/dashboard/counts",
    tag: "Task Runs",
    body: Type.Object({
      deployments: Type.Optional(Nullable(DeploymentFilter)),
      flow_runs: Type.Optional(Nullable(FlowRunFilter)),
      flows: Type.Optional(Nullable(FlowFilter)),
      task_runs: TaskRunFilter,
      work_pools: Type.Optional(Nullable(WorkPoolFilter)),
      work_queues: Type.Optional(Nullable(WorkQueueFilter)),
    }),
    responses: { 200: Type.Array(TaskRunCount) },
  }),
  readTaskRun: route({
    method: "GET",
    path: "/ui/task_runs/:id",
    tag: "Task Runs",
    params: Type.Object({ id: Uuid() }),
    responses: { 200: UITaskRun },
  }),
} as const;
