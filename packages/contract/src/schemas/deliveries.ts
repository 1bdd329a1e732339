/** What automations have sent: every try to deliver a notification or to call a webhook. */
import Type, { type Static } from "typebox";
import { DateTime, Nullable, StringEnum, Uuid } from "../schema.ts";
import { pageByCursor } from "./common.ts";

export const DELIVERY_OUTCOMES = ["delivered", "failed", "tried"] as const;

export const Delivery = Type.Object(
  {
    id: Uuid(),
    /** The same for all tries of one action, and sent along where a service takes it. */
    invocation_id: Uuid(),
    /** 1 for the first try. */
    attempt: Type.Integer(),
    automation_id: Uuid(),
    automation_name: Type.String(),
    /** The event that the action is about. */
    event_id: Nullable(Uuid()),
    block_document_id: Uuid(),
    /** `type/name` */
    block_name: Type.String(),
    /** Where a block has several: which one. */
    recipient: Nullable(Type.String()),
    subject: Type.String(),
    started: DateTime(),
    /** Seconds. */
    duration: Type.Number(),
    /** `tried`: it failed, and is tried again. */
    outcome: StringEnum(DELIVERY_OUTCOMES),
    status_code: Nullable(Type.Integer()),
    /** The beginning of the answer, or why there is none. */
    answer: Type.String(),
  },
  { title: "Delivery" },
);
export type Delivery = Static<typeof Delivery>;

export const DeliveryQuery = Type.Object({
  automation_id: Type.Optional(Nullable(Uuid())),
  outcome: Type.Optional(Nullable(StringEnum(DELIVERY_OUTCOMES))),
  ...pageByCursor,
});
export type DeliveryQuery = Static<typeof DeliveryQuery>;

/** The newest first. */
export const DeliveryPage = Type.Object(
  { deliveries: Type.Array(Delivery), next: Nullable(Type.String()) },
  { title: "DeliveryPage" },
);
export type DeliveryPage = Static<typeof DeliveryPage>;
