import Type, { type Static } from "typebox";
import { DateTime, JsonObject, Nullable, StringEnum, Uuid, withOptions } from "../schema.ts";
import { Operator } from "./common.ts";

export const Variable = Type.Object(
  {
    created: Nullable(DateTime()),
    id: Uuid(),
    name: Type.String({ maxLength: 255 }),
    tags: Type.Optional(Type.Array(Type.String())),
    updated: Nullable(DateTime()),
    value: Nullable(
      Type.Union([Type.String(), Type.Integer(), Type.Boolean(), Type.Number(), JsonObject(), Type.Array(Type.Any())]),
    ),
  },
  { title: "Variable" },
);
export type Variable = Static<typeof Variable>;

export const VariableCreate = Type.Object(
  {
    name: Type.String({ maxLength: 255 }),
    tags: Type.Optional(Type.Array(Type.String())),
    value: Nullable(
      Type.Union([Type.String(), Type.Integer(), Type.Boolean(), Type.Number(), JsonObject(), Type.Array(Type.Any())]),
    ),
  },
  { title: "VariableCreate", additionalProperties: false },
);
export type VariableCreate = Static<typeof VariableCreate>;

export const VariableFilterId = Type.Object(
  {
    any_: Type.Optional(Nullable(Type.Array(Uuid()))),
  },
  { title: "VariableFilterId", additionalProperties: false },
);
export type VariableFilterId = Static<typeof VariableFilterId>;

export const VariableFilterName = Type.Object(
  {
    any_: Type.Optional(Nullable(Type.Array(Type.String()))),
    like_: Type.Optional(Nullable(Type.String())),
  },
  { title: "VariableFilterName", additionalProperties: false },
);
export type VariableFilterName = Static<typeof VariableFilterName>;

export const VariableFilterTags = Type.Object(
  {
    all_: Type.Optional(Nullable(Type.Array(Type.String()))),
    is_null_: Type.Optional(Nullable(Type.Boolean())),
    operator: Type.Optional(withOptions(Operator, { default: "and_" })),
  },
  { title: "VariableFilterTags", additionalProperties: false },
);
export type VariableFilterTags = Static<typeof VariableFilterTags>;

export const VariableFilter = Type.Object(
  {
    id: Type.Optional(Nullable(VariableFilterId)),
    name: Type.Optional(Nullable(VariableFilterName)),
    operator: Type.Optional(withOptions(Operator, { default: "and_" })),
    tags: Type.Optional(Nullable(VariableFilterTags)),
  },
  { title: "VariableFilter", additionalProperties: false },
);
export type VariableFilter = Static<typeof VariableFilter>;

export const VariableSort = StringEnum(["CREATED_DESC", "UPDATED_DESC", "NAME_DESC", "NAME_ASC"], {
  title: "VariableSort",
});
export type VariableSort = Static<typeof VariableSort>;

export const VariableUpdate = Type.Object(
  {
    name: Type.Optional(Nullable(Type.String({ maxLength: 255 }))),
    tags: Type.Optional(Nullable(Type.Array(Type.String()))),
    value: Type.Optional(
      Nullable(
        Type.Union([
          Type.String(),
          Type.Integer(),
          Type.Boolean(),
          Type.Number(),
          JsonObject(),
          Type.Array(Type.Any()),
        ]),
      ),
    ),
  },
  { title: "VariableUpdate", additionalProperties: false },
);
export type VariableUpdate = Static<typeof VariableUpdate>;
