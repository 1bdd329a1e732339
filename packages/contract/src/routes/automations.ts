import Type from "typebox";
import { route } from "../route.ts";
import { Nullable, Uuid, withOptions } from "../schema.ts";
import {
  Automation,
  AutomationCreate,
  AutomationFilter,
  AutomationPartialUpdate,
  AutomationSort,
  AutomationUpdate,
} from "../schemas/automations.ts";

export const automations = {
  create: route({
    method: "POST",
    path: "/automations/",
    tag: "Automations",
    body: AutomationCreate,
    responses: { 201: Automation },
  }),
  count: route({
    method: "POST",
    path: "/automations/count",
    tag: "Automations",
    body: Type.Object({ automations: Type.Optional(Nullable(AutomationFilter)) }),
    bodyOptional: true,
    responses: { 200: Type.Integer() },
  }),
  filter: route({
    method: "POST",
    path: "/automations/filter",
    tag: "Automations",
    body: Type.Object({
      automations: Type.Optional(Nullable(AutomationFilter)),
      limit: Type.Optional(Type.Integer()),
      offset: Type.Optional(Type.Integer({ minimum: 0, default: 0 })),
      sort: Type.Optional(withOptions(AutomationSort, { default: "NAME_ASC" })),
    }),
    bodyOptional: true,
    responses: { 200: Type.Array(Automation) },
  }),
  deleteOwnedBy: route({
    method: "DELETE",
    path: "/automations/owned-by/:resource_id",
    tag: "Automations",
    params: Type.Object({ resource_id: Type.String() }),
    responses: { 202: Type.Null() },
  }),
  relatedTo: route({
    method: "GET",
    path: "/automations/related-to/:resource_id",
    tag: "Automations",
    params: Type.Object({ resource_id: Type.String() }),
    responses: { 200: Type.Array(Automation) },
  }),
  templatesValidate: route({
    method: "POST",
    path: "/automations/templates/validate",
    tag: "Automations",
    body: Type.String({ default: "" }),
    bodyOptional: true,
    responses: { 200: Type.Null() },
  }),
  delete: route({
    method: "DELETE",
    path: "/automations/:id",
    tag: "Automations",
    params: Type.Object({ id: Uuid() }),
    responses: { 204: Type.Null() },
  }),
  read: route({
    method: "GET",
    path: "/automations/:id",
    tag: "Automations",
    params: Type.Object({ id: Uuid() }),
    responses: { 200: Automation },
  }),
  setEnabled: route({
    method: "PATCH",
    path: "/automations/:id",
    tag: "Automations",
    params: Type.Object({ id: Uuid() }),
    body: AutomationPartialUpdate,
    responses: { 204: Type.Null() },
  }),
  update: route({
    method: "PUT",
    path: "/automations/:id",
    tag: "Automations",
    params: Type.Object({ id: Uuid() }),
    body: AutomationUpdate,
    responses: { 204: Type.Null() },
  }),
} as const;
