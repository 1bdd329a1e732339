import Type from "typebox";
import { route } from "../route.ts";
import { Uuid } from "../schema.ts";
import { FlowRunExplanation } from "../schemas/work-claims.ts";

export const explanations = {
  flowRun: route({
    method: "GET",
    path: "/weir/flow_runs/:id/explain",
    tag: "Weir",
    summary: "Why a flow run is not running",
    params: Type.Object({ id: Uuid() }),
    responses: { 200: FlowRunExplanation },
  }),
} as const;
