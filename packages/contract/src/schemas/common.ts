import Type, { type Static } from "typebox";
import { Nullable, StringEnum, Uuid } from "../schema.ts";

export const CreatedBy = Type.Object(
  {
    display_value: Type.Optional(Nullable(Type.String())),
    id: Type.Optional(Nullable(Uuid())),
    type: Type.Optional(Nullable(Type.String())),
  },
  { title: "CreatedBy" },
);
export type CreatedBy = Static<typeof CreatedBy>;

export const Operator = StringEnum(["and_", "or_"], { title: "Operator" });
export type Operator = Static<typeof Operator>;

export const UpdatedBy = Type.Object(
  {
    display_value: Type.Optional(Nullable(Type.String())),
    id: Type.Optional(Nullable(Uuid())),
    type: Type.Optional(Nullable(Type.String())),
  },
  { title: "UpdatedBy" },
);
export type UpdatedBy = Static<typeof UpdatedBy>;

export const VersionInfo = Type.Object(
  {
    type: Type.String(),
    version: Type.String(),
  },
  { title: "VersionInfo" },
);
export type VersionInfo = Static<typeof VersionInfo>;

/** What asks for one page of a list that goes by id. */
export const pageByCursor = {
  /** `next` of the page before. */
  cursor: Type.Optional(Nullable(Type.String({ maxLength: 200 }))),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
};
