import Type from "typebox";
import { route } from "../route.ts";
import { Uuid } from "../schema.ts";
import { LateResult } from "../schemas/late-results.ts";
import { OrchestrationResult } from "../schemas/states.ts";

export const lateResults = {
  list: route({
    method: "GET",
    path: "/weir/flow_runs/:id/late_results",
    tag: "Weir",
    summary: "What lost processes of a flow run have reported, in the order in which it came",
    params: Type.Object({ id: Uuid() }),
    responses: { 200: Type.Array(LateResult) },
  }),
  accept: route({
    method: "POST",
    path: "/weir/flow_runs/:id/late_results/:number/accept",
    tag: "Weir",
    summary: "Let a flow run enter the state that a lost process of it has reported",
    params: Type.Object({ id: Uuid(), number: Type.String({ pattern: "^[0-9]{1,9}$" }) }),
    responses: { 200: OrchestrationResult },
  }),
} as const;
