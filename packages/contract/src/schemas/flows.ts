import Type, { type Static } from "typebox";
import { DateTime, Labels, Nullable, StringEnum, Uuid, withOptions } from "../schema.ts";
import { Operator } from "./common.ts";

export const Flow = Type.Object(
  {
    created: Nullable(DateTime()),
    id: Uuid(),
    labels: Type.Optional(Nullable(Labels())),
    name: Type.String({ pattern: "^[^/%&><]+$" }),
    tags: Type.Optional(Type.Array(Type.String())),
    updated: Nullable(DateTime()),
  },
  { title: "Flow" },
);
export type Flow = Static<typeof Flow>;

export const FlowBulkDeleteResponse = Type.Object(
  {
    deleted: Type.Optional(Type.Array(Uuid())),
  },
  { title: "FlowBulkDeleteResponse" },
);
export type FlowBulkDeleteResponse = Static<typeof FlowBulkDeleteResponse>;

export const FlowCreate = Type.Object(
  {
    labels: Type.Optional(Nullable(Labels())),
    name: Type.String({ pattern: "^[^/%&><]+$" }),
    tags: Type.Optional(Type.Array(Type.String())),
  },
  { title: "FlowCreate", additionalProperties: false },
);
export type FlowCreate = Static<typeof FlowCreate>;

export const FlowFilterDeployment = Type.Object(
  {
    is_null_: Type.Optional(Nullable(Type.Boolean())),
    operator: Type.Optional(withOptions(Operator, { default: "and_" })),
  },
  { title: "FlowFilterDeployment", additionalProperties: false },
);
export type FlowFilterDeployment = Static<typeof FlowFilterDeployment>;

export const FlowFilterId = Type.Object(
  {
    any_: Type.Optional(Nullable(Type.Array(Uuid()))),
    not_any_: Type.Optional(Nullable(Type.Array(Uuid()))),
  },
  { title: "FlowFilterId", additionalProperties: false },
);
export type FlowFilterId = Static<typeof FlowFilterId>;

export const FlowFilterName = Type.Object(
  {
    any_: Type.Optional(Nullable(Type.Array(Type.String()))),
    like_: Type.Optional(Nullable(Type.String())),
  },
  { title: "FlowFilterName", additionalProperties: false },
);
export type FlowFilterName = Static<typeof FlowFilterName>;

export const FlowFilterTags = Type.Object(
  {
    all_: Type.Optional(Nullable(Type.Array(Type.String()))),
    is_null_: Type.Optional(Nullable(Type.Boolean())),
    operator: Type.Optional(withOptions(Operator, { default: "and_" })),
  },
  { title: "FlowFilterTags", additionalProperties: false },
);
export type FlowFilterTags = Static<typeof FlowFilterTags>;

export const FlowFilter = Type.Object(
  {
    deployment: Type.Optional(Nullable(FlowFilterDeployment)),
    id: Type.Optional(Nullable(FlowFilterId)),
    name: Type.Optional(Nullable(FlowFilterName)),
    operator: Type.Optional(withOptions(Operator, { default: "and_" })),
    tags: Type.Optional(Nullable(FlowFilterTags)),
  },
  { title: "FlowFilter", additionalProperties: false },
);
export type FlowFilter = Static<typeof FlowFilter>;

export const FlowPaginationResponse = Type.Object(
  {
    count: Type.Integer(),
    limit: Type.Integer(),
    page: Type.Integer(),
    pages: Type.Integer(),
    results: Type.Array(Flow),
  },
  { title: "FlowPaginationResponse" },
);
export type FlowPaginationResponse = Static<typeof FlowPaginationResponse>;

export const FlowSort = StringEnum(["CREATED_DESC", "UPDATED_DESC", "NAME_ASC", "NAME_DESC"], { title: "FlowSort" });
export type FlowSort = Static<typeof FlowSort>;

export const FlowUpdate = Type.Object(
  {
    tags: Type.Optional(Type.Array(Type.String())),
  },
  { title: "FlowUpdate", additionalProperties: false },
);
export type FlowUpdate = Static<typeof FlowUpdate>;
