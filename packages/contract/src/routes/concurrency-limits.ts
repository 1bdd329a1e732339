import Type from "typebox";
import { route } from "../route.ts";
import { Nullable, Uuid } from "../schema.ts";
import {
  ConcurrencyLimit,
  ConcurrencyLimitCreate,
  MinimalConcurrencyLimitResponse,
} from "../schemas/concurrency-limits.ts";

export const concurrencyLimits = {
  create: route({
    method: "POST",
    path: "/concurrency_limits/",
    tag: "Concurrency Limits",
    body: ConcurrencyLimitCreate,
    responses: { 200: ConcurrencyLimit },
  }),
  decrement: route({
    method: "POST",
    path: "/concurrency_limits/decrement",
    tag: "Concurrency Limits",
    body: Type.Object({
      names: Type.Array(Type.String()),
      task_run_id: Uuid(),
    }),
    responses: { 200: Type.Array(MinimalConcurrencyLimitResponse) },
  }),
  filter: route({
    method: "POST",
    path: "/concurrency_limits/filter",
    tag: "Concurrency Limits",
    body: Type.Object({
      limit: Type.Optional(Type.Integer()),
      offset: Type.Optional(Type.Integer({ minimum: 0, default: 0 })),
    }),
    bodyOptional: true,
    responses: { 200: Type.Array(ConcurrencyLimit) },
  }),
  increment: route({
    method: "POST",
    path: "/concurrency_limits/increment",
    tag: "Concurrency Limits",
    body: Type.Object({
      names: Type.Array(Type.String()),
      task_run_id: Uuid(),
    }),
    responses: { 200: Type.Array(MinimalConcurrencyLimitResponse) },
  }),
  deleteByTag: route({
    method: "DELETE",
    path: "/concurrency_limits/tag/:tag",
    tag: "Concurrency Limits",
    params: Type.Object({ tag: Type.String() }),
    responses: { 200: Type.Any() },
  }),
  readByTag: route({
    method: "GET",
    path: "/concurrency_limits/tag/:tag",
    tag: "Concurrency Limits",
    params: Type.Object({ tag: Type.String() }),
    responses: { 200: ConcurrencyLimit },
  }),
  resetByTag: route({
    method: "POST",
    path: "/concurrency_limits/tag/:tag/reset",
    tag: "Concurrency Limits",
    params: Type.Object({ tag: Type.String() }),
    body: Type.Object({
      slot_override: Type.Optional(Nullable(Type.Array(Uuid()))),
    }),
    bodyOptional: true,
    responses: { 200: Type.Any() },
  }),
  delete: route({
    method: "DELETE",
    path: "/concurrency_limits/:id",
    tag: "Concurrency Limits",
    params: Type.Object({ id: Uuid() }),
    responses: { 200: Type.Any() },
  }),
  read: route({
    method: "GET",
    path: "/concurrency_limits/:id",
    tag: "Concurrency Limits",
    params: Type.Object({ id: Uuid() }),
    responses: { 200: ConcurrencyLimit },
  }),
} as const;
