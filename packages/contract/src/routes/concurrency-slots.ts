import Type from "typebox";
import { route } from "../route.ts";
import { Uuid } from "../schema.ts";
import { LimitUse, SlotClaim, SlotGrant } from "../schemas/concurrency-slots.ts";

export const concurrencySlots = {
  acquire: route({
    method: "POST",
    path: "/weir/concurrency_slots/acquire",
    tag: "Weir",
    summary: "Takes slots of several limits, or waits in line for them",
    body: SlotClaim,
    responses: { 200: SlotGrant },
  }),
  use: route({
    method: "GET",
    path: "/weir/concurrency_limits/:id_or_name/slots",
    tag: "Weir",
    summary: "Who holds the slots of a limit, and who waits for them",
    params: Type.Object({ id_or_name: Type.Union([Uuid(), Type.String()]) }),
    responses: { 200: LimitUse },
  }),
  release: route({
    method: "DELETE",
    path: "/weir/concurrency_slots/:id",
    tag: "Weir",
    summary: "Takes slots from their holder, whose lease ends",
    params: Type.Object({ id: Uuid() }),
    responses: { 204: Type.Null() },
  }),
} as const;
