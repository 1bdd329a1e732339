import Type from "typebox";
import { route } from "../route.ts";
import { Uuid } from "../schema.ts";
import { RunTimeline } from "../schemas/timeline.ts";

export const timelines = {
  flowRun: route({
    method: "GET",
    path: "/weir/flow_runs/:id/timeline",
    tag: "Weir",
    summary: "All that ran inside a flow run, with what depends on what",
    params: Type.Object({ id: Uuid() }),
    responses: { 200: RunTimeline },
  }),
} as const;
