import { routes } from "@weir/contract";
import type { Context } from "../operations/context.ts";
import { explainFlowRun } from "../operations/work-pools/explain.ts";
import { endpoint, ok, type Endpoint } from "./endpoint.ts";

export const explanations = (context: Context): Endpoint[] => [
  endpoint(routes.explanations.flowRun, async ({ params }) => ok(await explainFlowRun(context, params.id))),
];
