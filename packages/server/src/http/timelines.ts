import { routes } from "@weir/contract";
import type { Context } from "../operations/context.ts";
import { readTimeline } from "../operations/flow-runs/timeline.ts";
import { endpoint, ok, type Endpoint } from "./endpoint.ts";

export const timelines = (context: Context): Endpoint[] => [
  endpoint(routes.timelines.flowRun, async ({ params }) => ok(await readTimeline(context, params.id))),
];
