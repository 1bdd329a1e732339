import { routes } from "@weir/contract";
import type { Context } from "../operations/context.ts";
import { createFlowRun, readFlowRunById } from "../operations/flow-runs/create.ts";
import { setFlowRunState } from "../operations/flow-runs/set-state.ts";
import { created, endpoint, ok, type Endpoint } from "./endpoint.ts";

export const flowRuns = (context: Context): Endpoint[] => [
  endpoint(routes.flowRuns.create, async ({ body, caller }) => {
    const result = await createFlowRun(context, body, caller);
    return result.created ? created(result.run) : ok(result.run);
  }),
  endpoint(routes.flowRuns.read, async ({ params }) => ok(await readFlowRunById(context, params.id))),
  endpoint(routes.flowRuns.setState, async ({ params, body, caller }) => {
    const { result, changed } = await setFlowRunState(context, params.id, body, caller);
    return changed ? created(result) : ok(result);
  }),
];
