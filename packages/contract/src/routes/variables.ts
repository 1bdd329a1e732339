import Type from "typebox";
import { route } from "../route.ts";
import { Nullable, Uuid, withOptions } from "../schema.ts";
import { Variable, VariableCreate, VariableFilter, VariableSort, VariableUpdate } from "../schemas/variables.ts";

export const variables = {
  create: route({
    method: "POST",
    path: "/variables/",
    tag: "Variables",
    body: VariableCreate,
    responses: { 201: Variable },
  }),
  count: route({
    method: "POST",
    path: "/variables/count",
    tag: "Variables",
    body: Type.Object({
      variables: Type.Optional(Nullable(VariableFilter)),
    }),
    bodyOptional: true,
    responses: { 200: Type.Integer() },
  }),
  filter: route({
    method: "POST",
    path: "/variables/filter",
    tag: "Variables",
    body: Type.Object({
      limit: Type.Optional(Type.Integer()),
      offset: Type.Optional(Type.Integer({ minimum: 0, default: 0 })),
      sort: Type.Optional(withOptions(VariableSort, { default: "NAME_ASC" })),
      variables: Type.Optional(Nullable(VariableFilter)),
    }),
    bodyOptional: true,
    responses: { 200: Type.Array(Variable) },
  }),
  deleteByName: route({
    method: "DELETE",
    path: "/variables/name/:name",
    tag: "Variables",
    params: Type.Object({ name: Type.String() }),
    responses: { 204: Type.Null() },
  }),
  readByName: route({
    method: "GET",
    path: "/variables/name/:name",
    tag: "Variables",
    params: Type.Object({ name: Type.String() }),
    responses: { 200: Variable },
  }),
  updateByName: route({
    method: "PATCH",
    path: "/variables/name/:name",
    tag: "Variables",
    params: Type.Object({ name: Type.String() }),
    body: VariableUpdate,
    responses: { 204: Type.Null() },
  }),
  delete: route({
    method: "DELETE",
    path: "/variables/:id",
    tag: "Variables",
    params: Type.Object({ id: Uuid() }),
    responses: { 204: Type.Null() },
  }),
  read: route({
    method: "GET",
    path: "/variables/:id",
    tag: "Variables",
    params: Type.Object({ id: Uuid() }),
    responses: { 200: Variable },
  }),
  update: route({
    method: "PATCH",
    path: "/variables/:id",
    tag: "Variables",
    params: Type.Object({ id: Uuid() }),
    body: VariableUpdate,
    responses: { 204: Type.Null() },
  }),
} as const;
