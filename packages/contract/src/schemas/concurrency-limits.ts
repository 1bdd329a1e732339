import Type, { type Static } from "typebox";
import { DateTime, Nullable, StringEnum, Uuid } from "../schema.ts";

export const ConcurrencyLeaseHolder = Type.Object(
  {
    id: Uuid(),
    type: StringEnum(["flow_run", "task_run", "deployment"]),
  },
  { title: "ConcurrencyLeaseHolder", additionalProperties: false },
);
export type ConcurrencyLeaseHolder = Static<typeof ConcurrencyLeaseHolder>;

export const ConcurrencyLimit = Type.Object(
  {
    active_slots: Type.Optional(Type.Array(Uuid())),
    concurrency_limit: Type.Integer(),
    created: Nullable(DateTime()),
    id: Uuid(),
    tag: Type.String(),
    updated: Nullable(DateTime()),
  },
  { title: "ConcurrencyLimit" },
);
export type ConcurrencyLimit = Static<typeof ConcurrencyLimit>;

export const ConcurrencyLimitCreate = Type.Object(
  {
    concurrency_limit: Type.Integer(),
    tag: Type.String(),
  },
  { title: "ConcurrencyLimitCreate", additionalProperties: false },
);
export type ConcurrencyLimitCreate = Static<typeof ConcurrencyLimitCreate>;

export const ConcurrencyLimitV2 = Type.Object(
  {
    active: Type.Optional(Type.Boolean({ default: true })),
    active_slots: Type.Optional(Type.Integer({ default: 0 })),
    avg_slot_occupancy_seconds: Type.Optional(Type.Number({ default: 2 })),
    created: Nullable(DateTime()),
    denied_slots: Type.Optional(Type.Integer({ default: 0 })),
    id: Uuid(),
    limit: Type.Integer(),
    name: Type.String({ pattern: "^[^/%&><]+$" }),
    slot_decay_per_second: Type.Optional(Type.Number({ default: 0 })),
    updated: Nullable(DateTime()),
  },
  { title: "ConcurrencyLimitV2" },
);
export type ConcurrencyLimitV2 = Static<typeof ConcurrencyLimitV2>;

export const ConcurrencyLimitV2Create = Type.Object(
  {
    active: Type.Optional(Type.Boolean({ default: true })),
    active_slots: Type.Optional(Type.Integer({ minimum: 0, default: 0 })),
    denied_slots: Type.Optional(Type.Integer({ minimum: 0, default: 0 })),
    limit: Type.Integer({ minimum: 0 }),
    name: Type.String({ pattern: "^[^/%&><]+$" }),
    slot_decay_per_second: Type.Optional(Type.Number({ minimum: 0, default: 0 })),
  },
  { title: "ConcurrencyLimitV2Create", additionalProperties: false },
);
export type ConcurrencyLimitV2Create = Static<typeof ConcurrencyLimitV2Create>;

export const ConcurrencyLimitV2Update = Type.Object(
  {
    active: Type.Optional(Nullable(Type.Boolean())),
    active_slots: Type.Optional(Nullable(Type.Integer({ minimum: 0 }))),
    denied_slots: Type.Optional(Nullable(Type.Integer({ minimum: 0 }))),
    limit: Type.Optional(Nullable(Type.Integer({ minimum: 0 }))),
    name: Type.Optional(Nullable(Type.String({ pattern: "^[^/%&><]+$" }))),
    slot_decay_per_second: Type.Optional(Nullable(Type.Number({ minimum: 0 }))),
  },
  { title: "ConcurrencyLimitV2Update", additionalProperties: false },
);
export type ConcurrencyLimitV2Update = Static<typeof ConcurrencyLimitV2Update>;

export const MinimalConcurrencyLimitResponse = Type.Object(
  {
    id: Uuid(),
    limit: Type.Integer(),
    name: Type.String(),
  },
  { title: "MinimalConcurrencyLimitResponse" },
);
export type MinimalConcurrencyLimitResponse = Static<typeof MinimalConcurrencyLimitResponse>;

export const ConcurrencyLimitWithLeaseResponse = Type.Object(
  {
    lease_id: Uuid(),
    limits: Type.Array(MinimalConcurrencyLimitResponse),
  },
  { title: "ConcurrencyLimitWithLeaseResponse" },
);
export type ConcurrencyLimitWithLeaseResponse = Static<typeof ConcurrencyLimitWithLeaseResponse>;

export const GlobalConcurrencyLimitResponse = Type.Object(
  {
    active: Type.Optional(Type.Boolean({ default: true })),
    active_slots: Type.Integer(),
    created: Nullable(DateTime()),
    id: Uuid(),
    limit: Type.Integer(),
    name: Type.String(),
    slot_decay_per_second: Type.Optional(Type.Number({ default: 2 })),
    updated: Nullable(DateTime()),
  },
  { title: "GlobalConcurrencyLimitResponse" },
);
export type GlobalConcurrencyLimitResponse = Static<typeof GlobalConcurrencyLimitResponse>;
