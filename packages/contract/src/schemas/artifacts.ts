import Type, { type Static } from "typebox";
import { DateTime, Nullable, StringEnum, Uuid, withOptions } from "../schema.ts";
import { Operator } from "./common.ts";

export const Artifact = Type.Object(
  {
    created: Type.Optional(Nullable(DateTime())),
    data: Type.Optional(Type.Any()),
    description: Type.Optional(Nullable(Type.String())),
    flow_run_id: Type.Optional(Nullable(Uuid())),
    id: Type.Optional(Uuid()),
    key: Type.Optional(Nullable(Type.String())),
    metadata_: Type.Optional(Nullable(Type.Record(Type.String(), Type.String()))),
    task_run_id: Type.Optional(Nullable(Uuid())),
    type: Type.Optional(Nullable(Type.String())),
    updated: Type.Optional(Nullable(DateTime())),
  },
  { title: "Artifact" },
);
export type Artifact = Static<typeof Artifact>;

export const ArtifactCollection = Type.Object(
  {
    created: Nullable(DateTime()),
    data: Type.Optional(Type.Any()),
    description: Type.Optional(Nullable(Type.String())),
    flow_run_id: Type.Optional(Nullable(Uuid())),
    id: Uuid(),
    key: Type.String(),
    latest_id: Uuid(),
    metadata_: Type.Optional(Nullable(Type.Record(Type.String(), Type.String()))),
    task_run_id: Type.Optional(Nullable(Uuid())),
    type: Type.Optional(Nullable(Type.String())),
    updated: Nullable(DateTime()),
  },
  { title: "ArtifactCollection" },
);
export type ArtifactCollection = Static<typeof ArtifactCollection>;

export const ArtifactCollectionFilterFlowRunId = Type.Object(
  {
    any_: Type.Optional(Nullable(Type.Array(Uuid()))),
  },
  { title: "ArtifactCollectionFilterFlowRunId", additionalProperties: false },
);
export type ArtifactCollectionFilterFlowRunId = Static<typeof ArtifactCollectionFilterFlowRunId>;

export const ArtifactCollectionFilterKey = Type.Object(
  {
    any_: Type.Optional(Nullable(Type.Array(Type.String()))),
    exists_: Type.Optional(Nullable(Type.Boolean())),
    like_: Type.Optional(Nullable(Type.String())),
  },
  { title: "ArtifactCollectionFilterKey", additionalProperties: false },
);
export type ArtifactCollectionFilterKey = Static<typeof ArtifactCollectionFilterKey>;

export const ArtifactCollectionFilterLatestId = Type.Object(
  {
    any_: Type.Optional(Nullable(Type.Array(Uuid()))),
  },
  { title: "ArtifactCollectionFilterLatestId", additionalProperties: false },
);
export type ArtifactCollectionFilterLatestId = Static<typeof ArtifactCollectionFilterLatestId>;

export const ArtifactCollectionFilterTaskRunId = Type.Object(
  {
    any_: Type.Optional(Nullable(Type.Array(Uuid()))),
  },
  { title: "ArtifactCollectionFilterTaskRunId", additionalProperties: false },
);
export type ArtifactCollectionFilterTaskRunId = Static<typeof ArtifactCollectionFilterTaskRunId>;

export const ArtifactCollectionFilterType = Type.Object(
  {
    any_: Type.Optional(Nullable(Type.Array(Type.String()))),
    not_any_: Type.Optional(Nullable(Type.Array(Type.String()))),
  },
  { title: "ArtifactCollectionFilterType", additionalProperties: false },
);
export type ArtifactCollectionFilterType = Static<typeof ArtifactCollectionFilterType>;

export const ArtifactCollectionFilter = Type.Object(
  {
    flow_run_id: Type.Optional(Nullable(ArtifactCollectionFilterFlowRunId)),
    key: Type.Optional(Nullable(ArtifactCollectionFilterKey)),
    latest_id: Type.Optional(Nullable(ArtifactCollectionFilterLatestId)),
    operator: Type.Optional(withOptions(Operator, { default: "and_" })),
    task_run_id: Type.Optional(Nullable(ArtifactCollectionFilterTaskRunId)),
    type: Type.Optional(Nullable(ArtifactCollectionFilterType)),
  },
  { title: "ArtifactCollectionFilter", additionalProperties: false },
);
export type ArtifactCollectionFilter = Static<typeof ArtifactCollectionFilter>;

export const ArtifactCollectionSort = StringEnum(["CREATED_DESC", "UPDATED_DESC", "ID_DESC", "KEY_DESC", "KEY_ASC"], {
  title: "ArtifactCollectionSort",
});
export type ArtifactCollectionSort = Static<typeof ArtifactCollectionSort>;

export const ArtifactCreate = Type.Object(
  {
    data: Type.Optional(Type.Any()),
    description: Type.Optional(Nullable(Type.String())),
    flow_run_id: Type.Optional(Nullable(Uuid())),
    key: Type.Optional(Nullable(Type.String())),
    metadata_: Type.Optional(Nullable(Type.Record(Type.String(), Type.String()))),
    task_run_id: Type.Optional(Nullable(Uuid())),
    type: Type.Optional(Nullable(Type.String())),
  },
  { title: "ArtifactCreate", additionalProperties: false },
);
export type ArtifactCreate = Static<typeof ArtifactCreate>;

export const ArtifactFilterFlowRunId = Type.Object(
  {
    any_: Type.Optional(Nullable(Type.Array(Uuid()))),
  },
  { title: "ArtifactFilterFlowRunId", additionalProperties: false },
);
export type ArtifactFilterFlowRunId = Static<typeof ArtifactFilterFlowRunId>;

export const ArtifactFilterId = Type.Object(
  {
    any_: Type.Optional(Nullable(Type.Array(Uuid()))),
  },
  { title: "ArtifactFilterId", additionalProperties: false },
);
export type ArtifactFilterId = Static<typeof ArtifactFilterId>;

export const ArtifactFilterKey = Type.Object(
  {
    any_: Type.Optional(Nullable(Type.Array(Type.String()))),
    exists_: Type.Optional(Nullable(Type.Boolean())),
    like_: Type.Optional(Nullable(Type.String())),
  },
  { title: "ArtifactFilterKey", additionalProperties: false },
);
export type ArtifactFilterKey = Static<typeof ArtifactFilterKey>;

export const ArtifactFilterTaskRunId = Type.Object(
  {
    any_: Type.Optional(Nullable(Type.Array(Uuid()))),
  },
  { title: "ArtifactFilterTaskRunId", additionalProperties: false },
);
export type ArtifactFilterTaskRunId = Static<typeof ArtifactFilterTaskRunId>;

export const ArtifactFilterType = Type.Object(
  {
    any_: Type.Optional(Nullable(Type.Array(Type.String()))),
    not_any_: Type.Optional(Nullable(Type.Array(Type.String()))),
  },
  { title: "ArtifactFilterType", additionalProperties: false },
);
export type ArtifactFilterType = Static<typeof ArtifactFilterType>;

export const ArtifactFilter = Type.Object(
  {
    flow_run_id: Type.Optional(Nullable(ArtifactFilterFlowRunId)),
    id: Type.Optional(Nullable(ArtifactFilterId)),
    key: Type.Optional(Nullable(ArtifactFilterKey)),
    operator: Type.Optional(withOptions(Operator, { default: "and_" })),
    task_run_id: Type.Optional(Nullable(ArtifactFilterTaskRunId)),
    type: Type.Optional(Nullable(ArtifactFilterType)),
  },
  { title: "ArtifactFilter", additionalProperties: false },
);
export type ArtifactFilter = Static<typeof ArtifactFilter>;

export const ArtifactSort = StringEnum(["CREATED_DESC", "UPDATED_DESC", "ID_DESC", "KEY_DESC", "KEY_ASC"], {
  title: "ArtifactSort",
});
export type ArtifactSort = Static<typeof ArtifactSort>;

export const ArtifactUpdate = Type.Object(
  {
    data: Type.Optional(Type.Any()),
    description: Type.Optional(Nullable(Type.String())),
    metadata_: Type.Optional(Nullable(Type.Record(Type.String(), Type.String()))),
  },
  { title: "ArtifactUpdate", additionalProperties: false },
);
export type ArtifactUpdate = Static<typeof ArtifactUpdate>;
