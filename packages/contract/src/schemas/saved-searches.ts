import Type, { type Static } from "typebox";
import { DateTime, Nullable, Uuid } from "../schema.ts";

export const SavedSearchFilter = Type.Object(
  {
    object: Type.String(),
    operation: Type.String(),
    property: Type.String(),
    type: Type.String(),
    value: Type.Any(),
  },
  { title: "SavedSearchFilter" },
);
export type SavedSearchFilter = Static<typeof SavedSearchFilter>;

export const SavedSearch = Type.Object(
  {
    created: Nullable(DateTime()),
    filters: Type.Optional(Type.Array(SavedSearchFilter)),
    id: Uuid(),
    name: Type.String(),
    updated: Nullable(DateTime()),
  },
  { title: "SavedSearch" },
);
export type SavedSearch = Static<typeof SavedSearch>;

export const SavedSearchCreate = Type.Object(
  {
    filters: Type.Optional(Type.Array(SavedSearchFilter)),
    name: Type.String(),
  },
  { title: "SavedSearchCreate", additionalProperties: false },
);
export type SavedSearchCreate = Static<typeof SavedSearchCreate>;
