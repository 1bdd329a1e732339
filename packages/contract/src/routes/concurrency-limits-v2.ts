import Type from "typebox";
import { route } from "../route.ts";
import { Nullable, StringEnum, Uuid } from "../schema.ts";
import {
  ConcurrencyLeaseHolder,
  ConcurrencyLimitV2,
  ConcurrencyLimitV2Create,
  ConcurrencyLimitV2Update,
  ConcurrencyLimitWithLeaseResponse,
  GlobalConcurrencyLimitResponse,
  MinimalConcurrencyLimitResponse,
} from "../schemas/concurrency-limits.ts";

export const concurrencyLimitsV2 = {
  create: route({
    method: "POST",
    path: "/v2/concurrency_limits/",
    tag: "Concurrency Limits V2",
    body: ConcurrencyLimitV2Create,
    responses: { 201: ConcurrencyLimitV2 },
  }),
  decrement: route({
    method: "POST",
    path: "/v2/concurrency_limits/decrement",
    tag: "Concurrency Limits V2",
    body: Type.Object({
      create_if_missing: Type.Optional(Type.Boolean({ deprecated: true })),
      names: Type.Array(Type.String()),
      occupancy_seconds: Type.Optional(Nullable(Type.Number({ exclusiveMinimum: 0 }))),
      slots: Type.Integer({ exclusiveMinimum: 0 }),
    }),
    responses: { 200: Type.Array(MinimalConcurrencyLimitResponse) },
  }),
  decrementWithLease: route({
    method: "POST",
    path: "/v2/concurrency_limits/decrement-with-lease",
    tag: "Concurrency Limits V2",
    body: Type.Object({
      lease_id: Uuid(),
    }),
    responses: { 204: Type.Null() },
  }),
  filter: route({
    method: "POST",
    path: "/v2/concurrency_limits/filter",
    tag: "Concurrency Limits V2",
    body: Type.Object({
      limit: Type.Optional(Type.Integer()),
      offset: Type.Optional(Type.Integer({ minimum: 0, default: 0 })),
    }),
    bodyOptional: true,
    responses: { 200: Type.Array(GlobalConcurrencyLimitResponse) },
  }),
  increment: route({
    method: "POST",
    path: "/v2/concurrency_limits/increment",
    tag: "Concurrency Limits V2",
    body: Type.Object({
      create_if_missing: Type.Optional(Nullable(Type.Boolean(), { deprecated: true })),
      mode: Type.Optional(StringEnum(["concurrency", "rate_limit"], { default: "concurrency" })),
      names: Type.Array(Type.String()),
      slots: Type.Integer({ exclusiveMinimum: 0 }),
    }),
    responses: { 200: Type.Array(MinimalConcurrencyLimitResponse) },
  }),
  incrementWithLease: route({
    method: "POST",
    path: "/v2/concurrency_limits/increment-with-lease",
    tag: "Concurrency Limits V2",
    body: Type.Object({
      holder: Type.Optional(Nullable(ConcurrencyLeaseHolder)),
      lease_duration: Type.Optional(Type.Number({ minimum: 60, maximum: 86400, default: 300 })),
      mode: Type.Optional(StringEnum(["concurrency", "rate_limit"], { default: "concurrency" })),
      names: Type.Array(Type.String()),
      slots: Type.Integer({ exclusiveMinimum: 0 }),
    }),
    responses: { 200: ConcurrencyLimitWithLeaseResponse },
  }),
  renewLease: route({
    method: "POST",
    path: "/v2/concurrency_limits/leases/:lease_id/renew",
    tag: "Concurrency Limits V2",
    params: Type.Object({ lease_id: Uuid() }),
    body: Type.Object({
      lease_duration: Type.Optional(Type.Number({ minimum: 60, maximum: 86400, default: 300 })),
    }),
    bodyOptional: true,
    responses: { 204: Type.Null() },
  }),
  delete: route({
    method: "DELETE",
    path: "/v2/concurrency_limits/:id_or_name",
    tag: "Concurrency Limits V2",
    params: Type.Object({ id_or_name: Type.Union([Uuid(), Type.String()]) }),
    responses: { 204: Type.Null() },
  }),
  read: route({
    method: "GET",
    path: "/v2/concurrency_limits/:id_or_name",
    tag: "Concurrency Limits V2",
    params: Type.Object({ id_or_name: Type.Union([Uuid(), Type.String()]) }),
    responses: { 200: GlobalConcurrencyLimitResponse },
  }),
  update: route({
    method: "PATCH",
    path: "/v2/concurrency_limits/:id_or_name",
    tag: "Concurrency Limits V2",
    params: Type.Object({ id_or_name: Type.Union([Uuid(), Type.String()]) }),
    body: ConcurrencyLimitV2Update,
    responses: { 204: Type.Null() },
  }),
} as const;
