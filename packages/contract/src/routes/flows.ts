import Type from "typebox";
import { route } from "../route.ts";
import { Nullable, Uuid, withOptions } from "../schema.ts";
import { DeploymentFilter } from "../schemas/deployments.ts";
import { FlowRunFilter } from "../schemas/flow-runs.ts";
import {
  Flow,
  FlowBulkDeleteResponse,
  FlowCreate,
  FlowFilter,
  FlowPaginationResponse,
  FlowSort,
  FlowUpdate,
} from "../schemas/flows.ts";
import { TaskRunFilter } from "../schemas/task-runs.ts";
import { WorkPoolFilter } from "../schemas/work-pools.ts";

export const flows = {
  create: route({ method: "POST", path: "/flows/", tag: "Flows", body: FlowCreate, responses: { 200: Flow } }),
  bulkDelete: route({
    method: "POST",
    path: "/flows/bulk_delete",
    tag: "Flows",
    body: Type.Object({
      flows: Type.Optional(Nullable(FlowFilter)),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 50, default: 50 })),
    }),
    bodyOptional: true,
    responses: { 200: FlowBulkDeleteResponse },
  }),
  count: route({
    method: "POST",
    path: "/flows/count",
    tag: "Flows",
    body: Type.Object({
      deployments: Type.Optional(DeploymentFilter),
      flow_runs: Type.Optional(FlowRunFilter),
      flows: Type.Optional(FlowFilter),
      task_runs: Type.Optional(TaskRunFilter),
      work_pools: Type.Optional(WorkPoolFilter),
    }),
    bodyOptional: true,
    responses: { 200: Type.Integer() },
  }),
  filter: route({
    method: "POST",
    path: "/flows/filter",
    tag: "Flows",
    body: Type.Object({
      deployments: Type.Optional(DeploymentFilter),
      flow_runs: Type.Optional(FlowRunFilter),
      flows: Type.Optional(FlowFilter),
      limit: Type.Optional(Type.Integer()),
      offset: Type.Optional(Type.Integer({ minimum: 0, default: 0 })),
      sort: Type.Optional(withOptions(FlowSort, { default: "NAME_ASC" })),
      task_runs: Type.Optional(TaskRunFilter),
      work_pools: Type.Optional(WorkPoolFilter),
    }),
    bodyOptional: true,
    responses: { 200: Type.Array(Flow) },
  }),
  readByName: route({
    method: "GET",
    path: "/flows/name/:name",
    tag: "Flows",
    params: Type.Object({ name: Type.String() }),
    responses: { 200: Flow },
  }),
  paginate: route({
    method: "POST",
    path: "/flows/paginate",
    tag: "Flows",
    body: Type.Object({
      deployments: Type.Optional(Nullable(DeploymentFilter)),
      flow_runs: Type.Optional(Nullable(FlowRunFilter)),
      flows: Type.Optional(Nullable(FlowFilter)),
      limit: Type.Optional(Type.Integer()),
      page: Type.Optional(Type.Integer({ minimum: 1, default: 1 })),
      sort: Type.Optional(withOptions(FlowSort, { default: "NAME_ASC" })),
      task_runs: Type.Optional(Nullable(TaskRunFilter)),
      work_pools: Type.Optional(Nullable(WorkPoolFilter)),
    }),
    bodyOptional: true,
    responses: { 200: FlowPaginationResponse },
  }),
  delete: route({
    method: "DELETE",
    path: "/flows/:id",
    tag: "Flows",
    params: Type.Object({ id: Uuid() }),
    responses: { 204: Type.Null() },
  }),
  read: route({
    method: "GET",
    path: "/flows/:id",
    tag: "Flows",
    params: Type.Object({ id: Uuid() }),
    responses: { 200: Flow },
  }),
  update: route({
    method: "PATCH",
    path: "/flows/:id",
    tag: "Flows",
    params: Type.Object({ id: Uuid() }),
    body: FlowUpdate,
    responses: { 204: Type.Null() },
  }),
} as const;
