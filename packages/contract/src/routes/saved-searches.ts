import Type from "typebox";
import { route } from "../route.ts";
import { Uuid } from "../schema.ts";
import { SavedSearch, SavedSearchCreate } from "../schemas/saved-searches.ts";

export const savedSearches = {
  upsert: route({
    method: "PUT",
    path: "/saved_searches/",
    tag: "SavedSearches",
    body: SavedSearchCreate,
    responses: { 200: SavedSearch },
  }),
  filter: route({
    method: "POST",
    path: "/saved_searches/filter",
    tag: "SavedSearches",
    body: Type.Object({
      limit: Type.Optional(Type.Integer()),
      offset: Type.Optional(Type.Integer({ minimum: 0, default: 0 })),
    }),
    bodyOptional: true,
    responses: { 200: Type.Array(SavedSearch) },
  }),
  delete: route({
    method: "DELETE",
    path: "/saved_searches/:id",
    tag: "SavedSearches",
    params: Type.Object({ id: Uuid() }),
    responses: { 204: Type.Null() },
  }),
  read: route({
    method: "GET",
    path: "/saved_searches/:id",
    tag: "SavedSearches",
    params: Type.Object({ id: Uuid() }),
    responses: { 200: SavedSearch },
  }),
} as const;
