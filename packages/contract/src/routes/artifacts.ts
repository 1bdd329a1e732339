import Type from "typebox";
import { route } from "../route.ts";
import { Uuid, withOptions } from "../schema.ts";
import {
  Artifact,
  ArtifactCollection,
  ArtifactCollectionFilter,
  ArtifactCollectionSort,
  ArtifactCreate,
  ArtifactFilter,
  ArtifactSort,
  ArtifactUpdate,
} from "../schemas/artifacts.ts";
import { DeploymentFilter } from "../schemas/deployments.ts";
import { FlowRunFilter } from "../schemas/flow-runs.ts";
import { FlowFilter } from "../schemas/flows.ts";
import { TaskRunFilter } from "../schemas/task-runs.ts";

export const artifacts = {
  create: route({
    method: "POST",
    path: "/artifacts/",
    tag: "Artifacts",
    body: ArtifactCreate,
    responses: { 200: Artifact },
  }),
  count: route({
    method: "POST",
    path: "/artifacts/count",
    tag: "Artifacts",
    body: Type.Object({
      artifacts: Type.Optional(ArtifactFilter),
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
    path: "/artifacts/filter",
    tag: "Artifacts",
    body: Type.Object({
      artifacts: Type.Optional(ArtifactFilter),
      deployments: Type.Optional(DeploymentFilter),
      flow_runs: Type.Optional(FlowRunFilter),
      flows: Type.Optional(FlowFilter),
      limit: Type.Optional(Type.Integer()),
      offset: Type.Optional(Type.Integer({ minimum: 0, default: 0 })),
      sort: Type.Optional(withOptions(ArtifactSort, { default: "ID_DESC" })),
      task_runs: Type.Optional(TaskRunFilter),
    }),
    bodyOptional: true,
    responses: { 200: Type.Array(Artifact) },
  }),
  countLatest: route({
    method: "POST",
    path: "/artifacts/latest/count",
    tag: "Artifacts",
    body: Type.Object({
      artifacts: Type.Optional(ArtifactCollectionFilter),
      deployments: Type.Optional(DeploymentFilter),
      flow_runs: Type.Optional(FlowRunFilter),
      flows: Type.Optional(FlowFilter),
      task_runs: Type.Optional(TaskRunFilter),
    }),
    bodyOptional: true,
    responses: { 200: Type.Integer() },
  }),
  filterLatest: route({
    method: "POST",
    path: "/artifacts/latest/filter",
    tag: "Artifacts",
    body: Type.Object({
      artifacts: Type.Optional(ArtifactCollectionFilter),
      deployments: Type.Optional(DeploymentFilter),
      flow_runs: Type.Optional(FlowRunFilter),
      flows: Type.Optional(FlowFilter),
      limit: Type.Optional(Type.Integer()),
      offset: Type.Optional(Type.Integer({ minimum: 0, default: 0 })),
      sort: Type.Optional(withOptions(ArtifactCollectionSort, { default: "ID_DESC" })),
      task_runs: Type.Optional(TaskRunFilter),
    }),
    bodyOptional: true,
    responses: { 200: Type.Array(ArtifactCollection) },
  }),
  delete: route({
    method: "DELETE",
    path: "/artifacts/:id",
    tag: "Artifacts",
    params: Type.Object({ id: Uuid() }),
    responses: { 204: Type.Null() },
  }),
  read: route({
    method: "GET",
    path: "/artifacts/:id",
    tag: "Artifacts",
    params: Type.Object({ id: Uuid() }),
    responses: { 200: Artifact },
  }),
  update: route({
    method: "PATCH",
    path: "/artifacts/:id",
    tag: "Artifacts",
    params: Type.Object({ id: Uuid() }),
    body: ArtifactUpdate,
    responses: { 204: Type.Null() },
  }),
  readLatest: route({
    method: "GET",
    path: "/artifacts/:key/latest",
    tag: "Artifacts",
    params: Type.Object({ key: Type.String() }),
    responses: { 200: Artifact },
  }),
} as const;
