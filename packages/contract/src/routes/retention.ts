import Type from "typebox";
import { route } from "../route.ts";
import { Uuid } from "../schema.ts";
import { Vacuumed } from "../schemas/retention.ts";

const params = Type.Object({ id: Uuid() });

export const retention = {
  vacuum: route({
    method: "POST",
    path: "/weir/vacuum",
    tag: "Weir",
    summary: "Remove now what the settings say is too old, or say how much that would be",
    body: Type.Object({ dry_run: Type.Optional(Type.Boolean({ default: false })) }),
    bodyOptional: true,
    responses: { 200: Vacuumed },
  }),
  pin: route({
    method: "POST",
    path: "/weir/flow_runs/:id/pin",
    tag: "Weir",
    summary: "Keep a flow run, whatever its age",
    params,
    responses: { 204: Type.Null() },
  }),
  unpin: route({
    method: "DELETE",
    path: "/weir/flow_runs/:id/pin",
    tag: "Weir",
    summary: "Let a flow run go when its time comes",
    params,
    responses: { 204: Type.Null() },
  }),
} as const;
