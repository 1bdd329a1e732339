import { routes } from "@weir/contract";
import type { Context } from "../operations/context.ts";
import {
  listFlowRunStates,
  listTaskRunStates,
  readFlowRunStateById,
  readTaskRunStateById,
} from "../operations/run-states.ts";
import { endpoint, ok, type Endpoint } from "./endpoint.ts";

export const runStates = (context: Context): Endpoint[] => [
  endpoint(routes.flowRunStates.list, async ({ query }) => ok(await listFlowRunStates(context, query.flow_run_id))),
  endpoint(routes.flowRunStates.read, async ({ params }) => ok(await readFlowRunStateById(context, params.id))),
  endpoint(routes.taskRunStates.list, async ({ query }) => ok(await listTaskRunStates(context, query.task_run_id))),
  endpoint(routes.taskRunStates.read, async ({ params }) => ok(await readTaskRunStateById(context, params.id))),
];
