import Type, { type Static } from "typebox";
import { Nullable, Uuid, withOptions } from "../schema.ts";
import { Operator } from "./common.ts";

export const WorkPoolFilterId = Type.Object(
  {
    any_: Type.Optional(Nullable(Type.Array(Uuid()))),
  },
  { title: "WorkPoolFilterId", additionalProperties: false },
);
export type WorkPoolFilterId = Static<typeof WorkPoolFilterId>;

export const WorkPoolFilterName = Type.Object(
  {
    any_: Type.Optional(Nullable(Type.Array(Type.String()))),
  },
  { title: "WorkPoolFilterName", additionalProperties: false },
);
export type WorkPoolFilterName = Static<typeof WorkPoolFilterName>;

export const WorkPoolFilterType = Type.Object(
  {
    any_: Type.Optional(Nullable(Type.Array(Type.String()))),
  },
  { title: "WorkPoolFilterType", additionalProperties: false },
);
export type WorkPoolFilterType = Static<typeof WorkPoolFilterType>;

export const WorkPoolFilter = Type.Object(
  {
    id: Type.Optional(Nullable(WorkPoolFilterId)),
    name: Type.Optional(Nullable(WorkPoolFilterName)),
    operator: Type.Optional(withOptions(Operator, { default: "and_" })),
    type: Type.Optional(Nullable(WorkPoolFilterType)),
  },
  { title: "WorkPoolFilter", additionalProperties: false },
);
export type WorkPoolFilter = Static<typeof WorkPoolFilter>;
