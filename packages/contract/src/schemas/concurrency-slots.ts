import Type, { type Static } from "typebox";
import { DateTime, Nullable, StringEnum, Uuid } from "../schema.ts";
import { ConcurrencyLeaseHolder, GlobalConcurrencyLimitResponse } from "./concurrency-limits.ts";

/** Slots wanted of one limit. */
export const WantedSlots = Type.Object(
  { name: Type.String({ minLength: 1 }), slots: Type.Integer({ minimum: 1 }) },
  { title: "WantedSlots", additionalProperties: false },
);
export type WantedSlots = Static<typeof WantedSlots>;

/** Slots of several limits: all of them are given, or none. */
export const SlotClaim = Type.Object(
  {
    /** Id of the lease, chosen by the caller: by it he gives the slots back, or leaves the line. */
    lease_id: Uuid(),
    wanted: Type.Array(WantedSlots, { minItems: 1, maxItems: 200 }),
    /** In mode `rate_limit` there is no lease: the limits' own decay gives the slots back. */
    mode: Type.Optional(StringEnum(["concurrency", "rate_limit"], { default: "concurrency" })),
    /** Seconds that the slots are held unless they are renewed. */
    lease_duration: Type.Optional(Type.Number({ minimum: 60, maximum: 86400, default: 300 })),
    holder: Type.Optional(Nullable(ConcurrencyLeaseHolder)),
    /** Higher goes first. */
    priority: Type.Optional(Type.Integer({ minimum: -1000, maximum: 1000, default: 0 })),
    /** Seconds to wait in line; 0 answers at once. */
    wait: Type.Optional(Type.Number({ minimum: 0, maximum: 60, default: 0 })),
    /** Seconds that the caller has waited before, in earlier requests: he keeps his place in the line. */
    waited: Type.Optional(Type.Number({ minimum: 0, default: 0 })),
  },
  { title: "SlotClaim", additionalProperties: false },
);
export type SlotClaim = Static<typeof SlotClaim>;

export const SlotGrant = Type.Object(
  {
    /** Null where nothing is held: no limit is in force, or the mode is `rate_limit`. */
    lease_id: Nullable(Uuid()),
    /** Names of the limits that there are. */
    names: Type.Array(Type.String()),
  },
  { title: "SlotGrant" },
);
export type SlotGrant = Static<typeof SlotGrant>;

export const HeldSlot = Type.Object(
  {
    id: Uuid(),
    slots: Type.Integer(),
    holder: Nullable(ConcurrencyLeaseHolder),
    since: DateTime(),
    /** When the slots come free unless they are renewed; null: never by themselves. */
    expires: Nullable(DateTime()),
  },
  { title: "HeldSlot" },
);
export type HeldSlot = Static<typeof HeldSlot>;

export const SlotWaiter = Type.Object(
  {
    slots: Type.Integer(),
    holder: Nullable(ConcurrencyLeaseHolder),
    since: DateTime(),
    priority: Type.Integer(),
  },
  { title: "SlotWaiter" },
);
export type SlotWaiter = Static<typeof SlotWaiter>;

/** Who has the slots of a limit and who waits for them. */
export const LimitUse = Type.Object(
  {
    limit: GlobalConcurrencyLimitResponse,
    /** Oldest first. */
    holders: Type.Array(HeldSlot),
    /** Those who wait at this server, in the order in which their turn comes. */
    waiters: Type.Array(SlotWaiter),
  },
  { title: "LimitUse" },
);
export type LimitUse = Static<typeof LimitUse>;
